using CsCheck;
using Rollcall.Storage.Usage;
using Xunit;

namespace Rollcall.Storage.Tests.Usage;

public sealed class SpanStretchesTests
{
    [Fact]
    public void Every_instant_is_in_its_span_alone_however_uneven_the_spans_are()
    {
        var uneven = from begin in Gen.Long[-5_000_000_000, 5_000_000_000]
                     from lengths in Gen.OneOf(Gen.Long[0, 3], Gen.Long[1, 100], Gen.Long[1, 10_000_000_000]).Array[2, 40]
                     from at in Gen.Long[0, lengths.Sum()].Array[1, 20]
                     select (Begin: begin, Lengths: lengths, At: at);
        uneven.Where(which => which.Lengths.Sum() > 0).Sample(which =>
        {
            List<long> bounds = [which.Begin];
            foreach (var length in which.Lengths)
                bounds.Add(bounds[^1] + length);
            var stretches = new SpanStretches(bounds);
            var stretch = Math.Max(1, (bounds[^1] - bounds[0]) / (4L * (bounds.Count - 1)));
            Assert.Contains($"// {stretch} ", stretches.Join, StringComparison.Ordinal);
            var rows = stretches.Spans().ToList();
            Assert.InRange(rows.Count, 1, 6 * bounds.Count);
            foreach (var instant in which.At.Select(at => bounds[0] + at).Where(instant => instant < bounds[^1]))
            {
                var met = rows.Where(row => row.Stretch == (instant - bounds[0]) / stretch && instant >= row.Begins && instant < row.Ends).Select(row => row.Span);
                Assert.Equal(bounds.FindLastIndex(begins => begins <= instant), Assert.Single(met));
            }
        });
    }

    [Fact]
    public void One_span_may_be_without_bounds()
    {
        var stretches = new SpanStretches([long.MinValue, long.MaxValue]);
        Assert.Equal(("0", "", 0), (stretches.Span, stretches.Join, stretches.Spans().Count()));
    }
}
