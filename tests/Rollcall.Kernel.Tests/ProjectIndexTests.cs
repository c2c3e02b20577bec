using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;
using Xunit;

namespace Rollcall.Kernel.Tests;

public sealed class ProjectIndexTests
{
    private const int People = 1_000_000;

    [Fact]
    public void Days_of_use_in_any_order_count_as_their_interactions() =>
        Gen.Select(Gen.Select(Gen.Int[0, 200_000], Gen.Int[0, 40], Gen.Int[1, 300]).Array[0, 60], Gen.Int[0, 60], Gen.Bool).Sample((uses, before, isSorted) =>
        {
            var calendar = new ProjectCalendar(TimeZoneInfo.Utc, DayOfWeek.Monday);
            var (single, added) = (new ProjectIndex(calendar), new ProjectIndex(calendar));
            var singles = new IndexChange();
            if (isSorted)
                uses = [.. uses.OrderBy(use => use.Item1 >> 16).ThenBy(use => use.Item2).ThenBy(use => use.Item1)];
            foreach (var (person, at, count) in uses)
                singles.Uses.AddRange(Enumerable.Repeat((person, Timestamp.ToMicroseconds(calendar.StartOf(Day.Of(2026, 1, 1) + at))), count));

            var days = new IndexChange { DaysOfUse = uses.Select(use => (use.Item1, Day.Of(2026, 1, 1) + use.Item2, use.Item3)) };

            // On top of what is there already.
            var first = new IndexChange { Uses = { (before, 0) } };
            single.Apply(first);
            added.Apply(first);
            single.Apply(singles);
            added.Apply(days);
            Assert.Equal(Days(single), Days(added));

            static List<string> Days(ProjectIndex index)
            {
                var evaluator = new Evaluator(index.Snapshot(), Day.Of(2040, 1, 1));
                return [.. Enumerable.Range(0, 41).Select(i => Day.Of(2026, 1, 1) + i).Append(Day.Of(1970, 1, 1)).Select(day => $"{evaluator.Adoption(new() { Window = new(day, day + 1) }).Total}")];
            }
        }, iter: 100);

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
