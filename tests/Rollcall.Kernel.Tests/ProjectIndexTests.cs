using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;
using Xunit;

namespace Rollcall.Kernel.Tests;

public sealed class ProjectIndexTests
{
    private const int People = 1_000_000;

    [Fact]
    public void A_change_of_one_person_copies_what_it_touches_and_not_the_population()
    {
        var index = new ProjectIndex(new(TimeZoneInfo.Utc, DayOfWeek.Monday));
        var first = Day.Of(2026, 3, 1);
        AccessInterval[] access = [new(AccessBound.Of(first), null)];
        TagVersion[] tags = [new(first, new Dictionary<string, string> { ["department"] = "Legal" })];
        for (var person = 0; person < People;)
        {
            var change = new IndexChange();
            for (; change.People.Count < 50_000; person++)
            {
                change.People.Add(new(person, access, tags));
                // One in ten on each of three days: as many as are kept as a bitmap.
                if (person % 10 == 0)
                    change.Uses.AddRange([(person, At(0)), (person, At(1)), (person, At(2)), (person, At(2))]);
            }

            index.Apply(change);
        }

        var before = index.Snapshot();

        // A page of 1,024 people is copied, and the list of pages.
        var ofPerson = Allocated(new() { People = { new(777_777, [new(AccessBound.Of(first), AccessBound.Of(first + 1))], tags) } });
        Assert.InRange(ofPerson, 12_000, 100_000);

        // A day of a chunk is copied, and its list of days.
        var ofUse = Allocated(new() { Uses = { (777_777, At(2)) } });
        Assert.InRange(ofUse, 8_000, 200_000);

        Assert.Equal(before.Bytes / 1e6, index.Snapshot().Bytes / 1e6, 0.1);
        Assert.Equal(Day.Latest, before.HistoryOf(777_777).Access[0].Until);
        Assert.Equal(first + 1, index.Snapshot().HistoryOf(777_777).Access[0].Until);

        long At(int day) => Timestamp.ToMicroseconds(new DateTimeOffset((first + day).Date, new(12, 0), TimeSpan.Zero));

        long Allocated(IndexChange change)
        {
            var start = GC.GetAllocatedBytesForCurrentThread();
            index.Apply(change);
            index.Snapshot();
            return GC.GetAllocatedBytesForCurrentThread() - start;
        }
    }
}
