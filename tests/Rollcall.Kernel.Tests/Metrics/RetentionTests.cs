using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Kernel.Tests.Metrics;

public sealed class RetentionTests
{
    private static readonly Gen<(Grain Grain, RetentionAnchor Anchor, RetentionKind Kind)> Asks = Gen.Select(Gen.Enum<Grain>(), Gen.Enum<RetentionAnchor>(), Gen.Enum<RetentionKind>());

    [Fact]
    public void Retention_is_what_the_definitions_say() => MetricProperties.Check(
        Asks, (question, _) => question, (_, ask) => Retention.By(ask.Grain, ask.Anchor, ask.Kind), (@case, people, question, ask) => Naive(@case.Calendar(), people, question, ask), iter: 300);

    [Fact]
    public void Everybody_of_a_cohort_by_first_use_is_active_in_its_period() => Gen.Select(RandomCases.Cases, RandomCases.Questions, Asks).Sample(
        (@case, question, ask) =>
        {
            question = question with { AsOf = AsOf.Now, GroupBy = [] };
            var answer = new Evaluator(@case.Index().Snapshot(), Day.Of(@case.Today)).Ask(question, Retention.By(ask.Grain, RetentionAnchor.FirstUse, ask.Kind)).Total;
            foreach (var cohort in answer.Cohorts)
            {
                Assert.True(cohort.Cells[0].Active is null || cohort.Cells[0].Active == cohort.Size);
                Assert.All(cohort.Cells, cell => Assert.True(cell.Active is null || (cell.Active <= cell.Eligible && cell.Eligible <= cohort.Size)));
            }
        },
        iter: 300);

    private static (RetentionAnswer Answer, NaiveCells Cells) Naive(ProjectCalendar calendar, NaivePeople people, Question question, (Grain Grain, RetentionAnchor Anchor, RetentionKind Kind) ask)
    {
        var periods = calendar.Periods(question.Window, ask.Grain).ToList();
        var over = periods.Where(period => period.Until <= people.Today).ToList();
        var cohorts = new List<RetentionCohort>();
        var cells = new NaiveCells();
        for (var i = 0; i < periods.Count; i++)
        {
            var cohort = people.People.Where(who => Anchor(who) is { } day && periods[i].Contains(day) && day <= people.Today).ToHashSet();
            var (at, size) = (periods[i].From, cells.Add(new(Retention.Cohort, periods[i].From), cohort));
            cohorts.Add(new(periods[i], size, [.. Enumerable.Range(0, periods.Count - i).Select(k => i + k >= over.Count
                ? new RetentionCell(k, size, cells.AddUnknown(new("active", at, k)), cells.AddUnknown(new("eligible", at, k)))
                : new RetentionCell(
                    k,
                    size,
                    cells.Add(new("active", at, k), cohort.Intersect(people.Used(Span(i + k)))),
                    cells.Add(new("eligible", at, k), cohort.Intersect(people.AccessIn(Span(i + k))))))]));
        }

        return (new(cohorts, [.. periods.Select((_, k) =>
        {
            var closed = cohorts.Take(Math.Max(0, over.Count - k)).ToList();
            var size = closed.Sum(cohort => cohort.Size);
            return size == 0 ? (double?)null : (double)closed.Sum(cohort => cohort.Cells[k].Active!.Value) / size;
        })]), cells);

        Day? Anchor(string who) => ask.Anchor == RetentionAnchor.FirstUse ? people.FirstUse(who) : people.Access(who).Select(span => (Day?)span.From).FirstOrDefault();

        Period Span(int period) => ask.Kind == RetentionKind.Bounded ? over[period] : new(over[period].From, over[^1].Until);
    }
}
