using CsCheck;
using Rollcall.Kernel.Time;
using Xunit;

namespace Rollcall.Kernel.Tests.Activity;

public sealed class ActivityIndexTests
{
    private static readonly ProjectCalendar Utc = new(TimeZoneInfo.Utc, DayOfWeek.Monday);

    // People of two chunks, few enough to meet each other; some days twice.
    private static readonly Gen<(int Person, int Day, bool IsErased)[]> Uses = Gen.Select(
        Gen.OneOf(Gen.Int[0, 3], Gen.Int[65_536, 65_538]), Gen.Int[0, 6], Gen.Bool).Array[0, 60];

    [Fact]
    public void What_was_erased_leaves_no_trace() => Uses.Sample(uses =>
    {
        var index = new ProjectIndex(Utc);
        index.Apply(Change(uses));
        var erasure = new IndexChange();
        erasure.Erased.AddRange(uses.Where(use => use.IsErased).Select(Use));
        index.Apply(erasure);
        var other = new ProjectIndex(Utc);
        other.Apply(Change(uses.Where(use => !use.IsErased)));
        Assert.Equal(IndexDigest.Of(other.Snapshot()), IndexDigest.Of(index.Snapshot()));
        for (var chunk = 0; chunk < 2; chunk++)
        {
            var (left, alone) = (index.Snapshot().Activity.Chunk(chunk), other.Snapshot().Activity.Chunk(chunk));
            Assert.Equal(alone.Days.Days == 0, left.Days.Days == 0);
            if (alone.Days.Days > 0)
                Assert.Equal(alone.Days, left.Days);
            for (var person = 0; person < 5; person++)
                Assert.Equal(alone.FirstDayOf(person), left.FirstDayOf(person));
        }
    });

    [Fact]
    public void What_was_erased_can_come_again()
    {
        var index = new ProjectIndex(Utc);
        var change = Change([(1, 0, false)]);
        change.Erased.Add(Use((1, 0, false)));
        index.Apply(change);
        Assert.Equal(0, IndexDigest.Of(index.Snapshot()).Interactions);
        index.Apply(Change([(1, 0, false), (1, 0, false)]));
        Assert.Equal(2, IndexDigest.Of(index.Snapshot()).Interactions);
    }

    [Fact]
    public void What_never_was_cannot_be_erased()
    {
        var index = new ProjectIndex(Utc);
        index.Apply(Change([(1, 0, false)]));
        Assert.ThrowsAny<ArgumentException>(() => index.Apply(new() { Erased = { Use((2, 0, false)) } }));
    }

    private static IndexChange Change(IEnumerable<(int Person, int Day, bool IsErased)> uses)
    {
        var change = new IndexChange();
        change.Uses.AddRange(uses.Select(Use));
        return change;
    }

    private static (int Person, long TimeStart) Use((int Person, int Day, bool IsErased) use) => (use.Person, use.Day * 86_400_000_000L);
}
