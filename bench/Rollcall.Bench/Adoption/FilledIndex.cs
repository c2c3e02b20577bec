using Rollcall.Kernel;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;

namespace Rollcall.Bench.Adoption;

internal static class FilledIndex
{
    private const int PeopleInCommit = 10_000;

    /// <summary>The index of a company, filled through the same commits as in a server: 10,000 people, then a day's interactions, each by itself.</summary>
    public static ProjectIndex Of(Company company)
    {
        var calendar = new ProjectCalendar(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), DayOfWeek.Monday);
        var index = new ProjectIndex(calendar);
        foreach (var people in company.Demo.People.Where(person => person.Access.Count > 0).Chunk(PeopleInCommit))
        {
            var change = new IndexChange();
            change.People.AddRange(people.Select(person => new PersonFacts(
                person.Number,
                [.. person.Access.Select(access => new AccessInterval(AccessBound.Of(access.From), access.To is { } to ? AccessBound.Of(to) : null))],
                [.. person.Tags.Select(version => new TagVersion(Day.Of(version.From ?? company.Demo.FirstDay), version.Tags))])));
            index.Apply(change);
        }

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
}
