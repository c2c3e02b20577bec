using System.Globalization;
using Rollcall.Server.Dashboard.Shared;
using Rollcall.Server.Metrics;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>The cards of the overview as tables. Rates are unrounded, in [0, 1]; a missing value is empty.</summary>
internal static class OverviewCsv
{
    public static string? ActivationRate(OverviewModel overview) => overview.TooFew ? null : AnswerCsv.Of(
        ["from", "to", "partial", "eligible", "active_eligible", "activation_rate", "previous_activation_rate", "suppressed"],
        overview.Series.Zip(overview.SeriesCompared, (now, before) => new[]
        {
            Format.Iso(now.Period.From), Format.Iso(now.Period.Until), now.Partial ? "true" : "false",
            Text(now.Shown.Value?.Eligible), Text(now.Shown.Value?.ActiveEligible), Text(now.Shown.Value?.ActivationRate), Text(before?.Shown.Value?.ActivationRate),
            now.Shown.IsSuppressed ? "true" : "false",
        }));

    public static string? Groups(OverviewModel overview) => overview.TooFew ? null : AnswerCsv.Of(
        [overview.GroupKey ?? "group", "eligible", "active_eligible", "activation_rate", "previous_activation_rate", "suppressed"],
        GroupTable.All(overview).Select(row => new[]
        {
            row.Value, Text(row.Measures?.Eligible), Text(row.Measures?.ActiveEligible), Text(row.Measures?.ActivationRate), Text(row.Before?.ActivationRate), row.Measures is null ? "true" : "false",
        }));

    /// <summary>Null for a reader who may not see people, and where nobody may.</summary>
    public static string? NeverUsed(OverviewModel overview)
    {
        if (overview.TooFew || overview.HidesNames || !overview.Project.MaySeePeople)
            return null;
        var people = overview.NeverUsed;
        var names = overview.Project.Names([.. people.Select(p => p.Person)]);
        return AnswerCsv.Of(
            ["end_user", "access_since", "days_with_access", overview.GroupKey ?? "group"],
            people.Select((p, i) => new[] { names[i], p.Since is { } since ? Format.Iso(since) : null, p.Days == int.MaxValue ? null : Text((long)p.Days), overview.GroupOf(p.Person) }));
    }

    private static string? Text(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(double? value) => value?.ToString(CultureInfo.InvariantCulture);
}
