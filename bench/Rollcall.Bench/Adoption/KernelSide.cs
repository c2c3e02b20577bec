using Rollcall.Kernel;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;

namespace Rollcall.Bench.Adoption;

/// <summary>The questions asked of the index.</summary>
internal sealed class KernelSide(IndexSnapshot snapshot, Day today, int threads) : ISide
{
    public string Name => threads == 1 ? "index, 1 thread" : $"index, {threads} threads";

    public IReadOnlyList<Row> Adoption(DateOnly from, DateOnly until, bool byDepartment)
    {
        var answer = Evaluator.Adoption(Question(from, until, byDepartment));
        return [new Row("", Counts(answer.Total)), .. answer.Groups.Select(group => new Row(group.Values[0] ?? Row.None, Counts(group.Answer)))];
    }

    public IReadOnlyList<Row> Months(DateOnly from, DateOnly until, bool byDepartment)
    {
        var answer = Evaluator.Series(Question(from, until, byDepartment), Grain.Month);
        return
        [
            .. answer.Total.Select(bucket => new Row(bucket.Period.From.ToString(), Counts(bucket.Measures))),
            // A value that nobody with access or use holds in a month is a row of zeros here, and none in a question about that month alone.
            .. answer.Groups.SelectMany(group => group.Answer.Where(bucket => bucket.Measures.Eligible + bucket.Measures.Active > 0)
                .Select(bucket => new Row($"{bucket.Period.From} {group.Values[0] ?? Row.None}", Counts(bucket.Measures)))),
        ];
    }

    public IReadOnlyList<Row> Rolling(DateOnly from, DateOnly until, bool byDepartment)
    {
        var answer = Evaluator.Rolling(Question(from, until, byDepartment), 28);
        return [.. answer.Total.Select(point => Point("", point)), .. answer.Groups.SelectMany(group => group.Answer.Select(point => Point(" " + (group.Values[0] ?? Row.None), point)))];

        static Row Point(string group, RollingPoint point)
            => new(point.Date + group, [point.Adoption.Eligible, point.Adoption.Active, point.Adoption.ActiveEligible, point.Adoption.Interactions]);
    }

    public IReadOnlyList<Row> Retention(DateOnly from, DateOnly until)
        => [.. Evaluator.Ask(Question(from, until, false), Kernel.Metrics.Retention.By(Grain.Week, RetentionAnchor.FirstUse, RetentionKind.Bounded)).Total.Cohorts
            .Select(cohort => new Row(cohort.Period.From.ToString(), [cohort.Size, .. cohort.Cells.Select(cell => cell.Active)]))];

    private static long?[] Counts(AdoptionMeasures m) =>
    [
        m.Eligible, m.Active, m.ActiveEligible, m.NeverUsed, m.ShadowNeverEligible, m.ShadowNotYet, m.ShadowEnded, m.ShadowGap, m.EligibleDays, m.ActiveEligibleDays, m.Interactions,
    ];

    private Evaluator Evaluator => new(snapshot, today, threads);

    private static Question Question(DateOnly from, DateOnly until, bool byDepartment)
        => new() { Window = new(Day.Of(from), Day.Of(until)), GroupBy = byDepartment ? ["department"] : [] };
}
