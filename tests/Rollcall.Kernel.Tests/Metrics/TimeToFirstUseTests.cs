using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Kernel.Tests.Metrics;

public sealed class TimeToFirstUseTests
{
    [Fact]
    public void Waiting_times_are_what_the_definitions_say() => MetricProperties.Check(
        Gen.Select(Gen.Int[-5, 40], Gen.Int[1, 10]),
        (question, _) => question,
        (question, ask) => TimeToFirstUse.Of(question.Window.From + ask.Item1, ask.Item2),
        (_, people, question, ask) => Naive(people, question, question.Window.From + ask.Item1, ask.Item2));

    [Fact]
    public void Shares_are_Kaplan_and_Meiers()
    {
        // Access on 4 May for all. a uses it on day 0 and d on day 3; b's access ends on day 2 (at risk on days 0 and 1); c waits on the 9th.
        // Day 0: 1 of 4 at risk, 1/4. Day 3: 1 of 2 at risk, 1 - 3/4 * 1/2 = 5/8, so the median is 3.
        var index = new ProjectIndex(new(TimeZoneInfo.Utc, DayOfWeek.Monday));
        var change = new IndexChange();
        foreach (var (person, to) in new[] { (0, (string?)null), (1, "2026-05-06"), (2, null), (3, null) })
            change.People.Add(new CasePerson("", [new("2026-05-04", to)], []).ToFacts(person));
        change.Uses.Add((0, Timestamp.ToMicroseconds(new DateTimeOffset(2026, 5, 4, 8, 0, 0, default))));
        change.Uses.Add((3, Timestamp.ToMicroseconds(new DateTimeOffset(2026, 5, 7, 8, 0, 0, default))));
        index.Apply(change);

        var question = new Question { Window = new(Day.Of(2026, 5, 1), Day.Of(2026, 5, 10)) };
        var answer = new Evaluator(index.Snapshot(), Day.Of(2026, 5, 8)).Ask(question, TimeToFirstUse.Of(Day.Latest, 4)).Total;

        Assert.Equal((4, 2, 1, 1), (answer.Granted, answer.Used, answer.AccessEnded, answer.StillWaiting));
        Assert.Equal([new(0, 0.25), new(3, 0.625)], answer.Curve);
        Assert.Equal((3, 3, 2), (answer.MedianDays, answer.Observed, answer.UsedWithin));
    }

    [Fact]
    public void A_share_is_as_near_as_a_number_comes()
    {
        // Five people get access on 4 May; one uses it at once: 1/5 is 0.2, neither cut off nor rounded twice.
        var index = new ProjectIndex(new(TimeZoneInfo.Utc, DayOfWeek.Monday));
        var change = new IndexChange();
        for (var person = 0; person < 5; person++)
            change.People.Add(new CasePerson("", [new("2026-05-04", null)], []).ToFacts(person));
        change.Uses.Add((0, Timestamp.ToMicroseconds(new DateTimeOffset(2026, 5, 4, 8, 0, 0, default))));
        index.Apply(change);

        var question = new Question { Window = new(Day.Of(2026, 5, 1), Day.Of(2026, 5, 10)) };
        var answer = new Evaluator(index.Snapshot(), Day.Of(2026, 5, 8)).Ask(question, TimeToFirstUse.Of(Day.Latest, 4)).Total;

        Assert.Equal([new(0, 0.2)], answer.Curve);
    }

    private static (TimeToFirstUseAnswer Answer, NaiveCells Cells) Naive(NaivePeople people, Question question, Day horizon, int within)
    {
        horizon = Day.Min(horizon, people.Today + 1);
        var seen = people.People.Where(who => people.Access(who).Count > 0).Select(who =>
        {
            var access = people.Access(who)[0];
            var first = people.Both(who).Where(both => access.Contains(both.Day) && both.Day < horizon).Select(both => (Day?)both.Day).FirstOrDefault();
            var end = Day.Min(access.Until, horizon);
            return (Who: who, access.From, Wait: first - access.From, End: end - access.From, HasEnded: access.Until <= horizon);
        }).Where(person => question.Window.Contains(person.From) && person.From < horizon).ToList();
        var (idle, all) = (1L, 1L);
        var curve = new List<FirstUseShare>();
        int? median = null;
        foreach (var day in seen.Where(person => person.Wait is not null).GroupBy(person => person.Wait!.Value).OrderBy(day => day.Key))
        {
            var atRisk = seen.Count(person => person.Wait is { } wait ? wait >= day.Key : person.End > day.Key);
            (idle, all) = (idle * (atRisk - day.Count()), all * atRisk);
            curve.Add(new(day.Key, (double)(all - idle) / all));
            if ((all - idle) * 2 >= all)
                median ??= day.Key;
        }

        var observed = seen.Where(person => person.End >= within).ToList();
        var cells = new NaiveCells();
        foreach (var day in seen.GroupBy(person => (Set: Set(person.Wait, person.HasEnded), Day: person.Wait ?? person.End)))
            cells.Add(new(day.Key.Set, Number: day.Key.Day), day.Select(person => person.Who));
        return (
            new(
                cells.Add(new("granted"), seen.Select(person => person.Who)),
                Add("used"),
                Add("access_ended"),
                Add("still_waiting"),
                median,
                curve,
                within,
                cells.Add(new("observed"), observed.Select(person => person.Who)),
                cells.Add(new("used_within"), observed.Where(person => person.Wait < within).Select(person => person.Who))),
            cells);

        static string Set(int? wait, bool hasEnded) => wait is not null ? "used" : hasEnded ? "access_ended" : "still_waiting";

        int Add(string set) => cells.Add(new(set), seen.Where(person => Set(person.Wait, person.HasEnded) == set).Select(person => person.Who));
    }
}
