using Rollcall.Demo;
using Rollcall.Kernel;
using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Bench.Adoption;

internal static class FilledIndex
{
    private const int PeopleInCommit = 10_000;

    /// <summary>The index of a company, filled through the same commits as in a server: 10,000 people, then a day's interactions, each by itself.</summary>
    public static ProjectIndex Of(Company company)
    {
        var index = People(company.Demo);
        var calendar = index.Calendar;

        foreach (var (day, uses) in company.ByDay)
        {
            var noon = Timestamp.ToMicroseconds(calendar.StartOf(Day.Of(day))) + (12 * 3_600_000_000L);
            var change = new IndexChange();
            foreach (var (person, count) in uses)
            {
                for (var i = 0; i < count; i++)
                    change.Uses.Add((person, noon));
            }

            index.Apply(change);
        }

        return index;
    }

    /// <summary>
    /// The same people and use, with the use put together chunk by chunk and counted already, as 10,000,000 people have a thousand million interactions. Takes memory for the
    /// use of two chunks beside the index.
    /// </summary>
    public static IndexSnapshot InChunks(DemoCompany demo)
    {
        var chunks = new ActivityChunk[(demo.Count + Bitmap.People - 1) / Bitmap.People];
        Parallel.For(0, chunks.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, chunk => chunks[chunk] = UseOf(demo, chunk));
        return People(demo).Snapshot().WithActivity(new ActivityIndex(chunks));
    }

    private static ActivityChunk UseOf(DemoCompany demo, int chunk)
    {
        var days = Enumerable.Range(0, demo.LastDay.DayNumber - demo.FirstDay.DayNumber + 1).Select(_ => (People: new List<ushort>(), Counts: new List<int>())).ToArray();
        demo.PersonDays(chunk * Bitmap.People, Math.Min(demo.Count, (chunk + 1) * Bitmap.People), (person, day, count) =>
        {
            var (people, counts) = days[day.DayNumber - demo.FirstDay.DayNumber];
            people.Add((ushort)person);
            counts.Add(count);
        });
        var used = days.Select((use, i) => (Day: Day.Of(demo.FirstDay.AddDays(i)), use.People, use.Counts)).Where(day => day.People.Count > 0)
            .Select(day => (day.Day, day.People.ToArray(), day.Counts.ToArray())).ToList();
        return used.Count == 0 ? ActivityChunk.Empty : ActivityChunk.Empty.Plus(used);
    }

    private static ProjectIndex People(DemoCompany demo)
    {
        var index = new ProjectIndex(new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), DayOfWeek.Monday));
        foreach (var people in demo.People.Where(person => person.Access.Count > 0).Chunk(PeopleInCommit))
        {
            var change = new IndexChange();
            change.People.AddRange(people.Select(person => new PersonFacts(
                person.Number,
                [.. person.Access.Select(access => new AccessInterval(AccessBound.Of(access.From), access.To is { } to ? AccessBound.Of(to) : null))],
                [.. person.Tags.Select(version => new TagVersion(Day.Of(version.From ?? demo.FirstDay), version.Tags))])));
            index.Apply(change);
        }

        return index;
    }
}
