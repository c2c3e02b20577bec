using Rollcall.Kernel;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;

namespace Rollcall.Bench.Adoption;

/// <summary>The questions asked of the index, which is filled through the same commits as in a server.</summary>
internal sealed class KernelSide
{
    private const int PeopleInCommit = 10_000;

    private readonly Day _today;

    public KernelSide(Company company)
    {
        _today = Day.Of(company.Demo.LastDay);
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

        Snapshot = index.Snapshot();
    }

    public IndexSnapshot Snapshot { get; }

    public IReadOnlyList<Answer> Total(DateOnly from, DateOnly until, int threads) =>
        [new Answer("", Evaluator(threads).Adoption(new Question { Window = Window(from, until) }).Total)];

    public IReadOnlyList<Answer> ByDepartment(DateOnly from, DateOnly until, int threads)
    {
        var answer = Evaluator(threads).Adoption(new Question { Window = Window(from, until), GroupBy = ["department"] });
        return [.. answer.Groups.Select(group => new Answer(group.Values[0] ?? Answer.None, group.Answer)).Append(new Answer("", answer.Total))
            .OrderBy(row => row.Key, StringComparer.Ordinal)];
    }

    public IReadOnlyList<Answer> ByMonth(DateOnly from, DateOnly until, int threads) =>
        [.. Evaluator(threads).Series(new Question { Window = Window(from, until) }, Grain.Month).Total.Select(bucket => new Answer(bucket.Period.From.ToString(), bucket.Measures))];

    private Evaluator Evaluator(int threads) => new(Snapshot, _today, threads);

    private static Period Window(DateOnly from, DateOnly until) => new(Day.Of(from), Day.Of(until));
}
