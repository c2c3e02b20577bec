using Rollcall.Storage.Months;

namespace Rollcall.Storage.Exports;

/// <summary>What of a month is still to be exported.</summary>
/// <param name="Month">By the start of the interactions.</param>
/// <param name="Run">Row numbers, not all of them of this month.</param>
/// <param name="IsWholeMonth">Whether nobody has looked yet how much that is.</param>
internal readonly record struct ExportSpan(Month Month, SeqRun Run, bool IsWholeMonth = false)
{
    public long RowNumbers => Run.Last - Run.First + 1;

    /// <summary>All but some of the newest row numbers, and these.</summary>
    public (ExportSpan Older, ExportSpan Newest) Split(long newest) =>
        (this with { Run = Run with { Last = Run.Last - newest } }, this with { Run = Run with { First = Run.Last - newest + 1 } });

    /// <summary>Divides into spans that together have the same row numbers, oldest first: each has as many pieces as weigh no more than a limit together, but at least one.</summary>
    /// <param name="pieces">The first row number of each and what it weighs, oldest first.</param>
    /// <param name="limit">Of weight.</param>
    public List<ExportSpan> Divide(IReadOnlyList<(long First, long Weight)> pieces, long limit)
    {
        List<ExportSpan> spans = [];
        var (last, weight) = (Run.Last, 0L);
        for (var i = pieces.Count - 1; i >= 0; i--)
        {
            if (weight > 0 && weight + pieces[i].Weight > limit)
            {
                spans.Add(new(Month, new(pieces[i + 1].First, last)));
                (last, weight) = (pieces[i + 1].First - 1, 0);
            }

            weight += pieces[i].Weight;
        }

        spans.Add(new(Month, new(Run.First, last)));
        spans.Reverse();
        return spans;
    }
}
