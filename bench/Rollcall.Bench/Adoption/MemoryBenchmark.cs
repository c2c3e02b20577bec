using System.Globalization;
using System.Text;
using Rollcall.Demo;
using Rollcall.Kernel;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;

namespace Rollcall.Bench.Adoption;

/// <summary>What the index holds of memory: people, days of use dense and sparse, names; and what one small change allocates.</summary>
internal static class MemoryBenchmark
{
    private static readonly DateOnly Today = new(2026, 11, 15);

    public static int Run(Arguments args)
    {
        var (people, days) = (args.Number("people", 1_000_000), args.Number("days", 365));
        var report = new StringBuilder();
        report.Append(CultureInfo.InvariantCulture, $"""
            # Memory of the index

            {people:N0} people with one access interval and one set of tags, and {days} days, by the index's own count, and all of it as heap after a full collection. Interactions are counted once a
            day and person, whatever their number; the first day of use of each person is counted with the use.

            | use | days of use | people | bytes a person | use | bytes a day of use | heap |
            |---|---|---|---|---|---|---|

            """);
        report.Append(Uses("sparse: 2 days a person", people, days, 2));
        report.Append(Uses("22 days a person", people, days, 22));
        report.Append(Uses("dense: 200 days a person", people, days, Math.Min(200, days)));
        report.Append(Demo(people, days));
        Console.WriteLine(report);
        var path = args.Text("out", "bench/results/memory.md");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, report.ToString());
        return 0;
    }

    // Everybody on days that differ from person to person.
    private static string Uses(string what, int people, int days, int each)
    {
        var first = Day.Of(Today.AddDays(1 - days));
        var start = Heap();
        var index = new ProjectIndex(new ProjectCalendar(TimeZoneInfo.Utc, DayOfWeek.Monday));
        var tags = new Dictionary<string, string> { ["department"] = "Sales" };
        foreach (var some in Enumerable.Range(0, people).Chunk(50_000))
        {
            var change = new IndexChange();
            change.People.AddRange(some.Select(person => new PersonFacts(person, [new AccessInterval(AccessBound.Of(first), null)], [new TagVersion(first, tags)])));
            index.Apply(change);
        }

        for (var day = 0; day < days; day++)
        {
            var noon = Timestamp.ToMicroseconds(new DateTimeOffset((first + day).Date, new TimeOnly(12, 0), TimeSpan.Zero));
            var change = new IndexChange();
            for (var person = 0; person < people; person++)
            {
                if (((long)person * 7_919 + (long)day * each) % days < each)
                    change.Uses.Add((person, noon));
            }

            index.Apply(change);
            index.Snapshot();
        }

        var snapshot = index.Snapshot();
        var (population, use, heap) = (snapshot.Population.Bytes, snapshot.Activity.Bytes, Heap() - start);
        GC.KeepAlive(index);
        return string.Create(CultureInfo.InvariantCulture, $"| {what} | {(long)people * each:N0} | {population / 1e6:0} MB | {(double)population / people:0.0} | {use / 1e6:0} MB | {(double)use / ((long)people * each):0.00} | {heap / 1e6:0} MB |\n");
    }

    private static string Demo(int people, int days)
    {
        var company = new Company(new DemoCompany(new DemoOptions { People = people, Days = days, Today = Today }));
        var start = Heap();
        var index = FilledIndex.Of(company);
        var snapshot = index.Snapshot();
        var filled = Heap() - start;
        var names = new Names();
        foreach (var person in company.Demo.People)
        {
            // As the store reads them: each a text of its own.
            var text = new string(person.EndUser);
            names.Load(person.Number, text, EndUserId.Fold(text), person.Number);
        }

        var named = Heap() - start - filled;
        var ofPerson = Allocated(() => index.Apply(new IndexChange
        {
            People = { new(people / 2, [new AccessInterval(AccessBound.Of(Day.Of(Today)), null)], []) },
        }));
        var ofUse = Allocated(() => index.Apply(new IndexChange { Uses = { (people / 2, Timestamp.ToMicroseconds(new DateTimeOffset(Today, new TimeOnly(12, 0), TimeSpan.Zero))) } }));
        GC.KeepAlive(names);
        return string.Create(CultureInfo.InvariantCulture, $"""

            The demo company, {company.Demo.Count:N0} people (several intervals and tag versions for some), {company.PersonDays:N0} days of use, {company.Interactions:N0} interactions:

            - index {filled / 1e6:0} MB of heap ({snapshot.Bytes / 1e6:0} MB by its own count), names {named / 1e6:0} MB, together **{(filled + named) / 1e6:0} MB**;
            - a change of one person allocates {ofPerson / 1e3:0.0} KB with the snapshot after it, an interaction {ofUse / 1e3:0.0} KB.

            """);

        long Allocated(Action change)
        {
            index.Snapshot();
            var before = GC.GetAllocatedBytesForCurrentThread();
            change();
            index.Snapshot();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static long Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
