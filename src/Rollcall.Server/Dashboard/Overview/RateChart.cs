using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Server.Dashboard.Charts;
using Rollcall.Server.Dashboard.Shared;
using Rollcall.Server.Metrics;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>The activation rate over time, as a chart.</summary>
internal static class RateChart
{
    public static LineChart Of(OverviewModel overview)
    {
        var before = overview.SeriesCompared;
        return new()
        {
            Measure = "Activation rate",
            Unit = ChartUnit.PerCent,
            Bucket = DashboardQuery.Name(overview.Grain),
            PreviousLabel = before.Any(b => b?.Shown.Value?.ActivationRate is not null) ? overview.LineLabel : null,
            Goal = overview.Project.Goal is { } goal ? new(goal * 100) : null,
            Points = [.. overview.Series.Select((bucket, i) => Point(bucket, before[i], overview.Grain, overview.Project.Today))],
        };
    }

    private static ChartPoint Point(Bucket<AdoptionMeasures> bucket, Bucket<AdoptionMeasures>? before, Grain grain, Day today) => new(
        Axis(bucket.Period, grain),
        grain == Grain.Month && !bucket.Partial ? Format.Month(bucket.Period.From) : Format.ShortDates(bucket.Period),
        bucket.Shown.Value?.ActivationRate * 100,
        bucket.Shown.Value is { } measures ? $"{Format.Full(measures.ActiveEligible)} of {Format.Full(measures.Eligible)}" : "Too few people to show",
        bucket.Partial)
    {
        Open = bucket.Period.Until > today,
        Previous = before?.Shown.Value?.ActivationRate * 100,
        PreviousDates = before is null ? "" : (grain == Grain.Week ? "Week of " : "") + Axis(before.Period, grain),
    };

    private static string Axis(Period period, Grain grain) => grain == Grain.Month ? Format.Month(period.From) : Format.ShortDate(period.From);
}
