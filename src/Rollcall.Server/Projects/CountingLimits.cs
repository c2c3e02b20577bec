using System.Globalization;
using Rollcall.Server.Hosting;
using Rollcall.Server.Wire;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>What the rules of counting may be; the same for the API and the settings page.</summary>
internal static class CountingLimits
{
    /// <summary>Everything that is wrong, by the names that the API and the forms use.</summary>
    public static IEnumerable<ProblemError> Faults(CountingRules rules)
    {
        if (rules.MinInteractions is < 1 or > CountingRules.MostInteractions)
            yield return Number("min_interactions", rules.MinInteractions, 1, CountingRules.MostInteractions);
        if (rules.LatenessDays is < 0 or > CountingRules.MostLatenessDays)
            yield return Number("lateness_days", rules.LatenessDays, 0, CountingRules.MostLatenessDays);
        if (rules.SmallestGroup is < 1 or > CountingRules.LargestSmallestGroup)
            yield return Number("smallest_group", rules.SmallestGroup, 1, CountingRules.LargestSmallestGroup);
        if (rules.Goal is <= 0 or > 1 or double.NaN)
            yield return new("goal", "out_of_range", "A goal is a rate above 0 and at most 1.");
        if (rules.Excluded.Count > CountingRules.MostExcluded)
            yield return new("excluded", "too_many", $"{rules.Excluded.Count} people are excluded; at most {CountingRules.MostExcluded} can be.");
        if (rules.Events.Sum(term => term.Values.Count) > Limits.Tags)
            yield return new("events", "too_many", $"The filter has more than {Limits.Tags} values.");
    }

    /// <summary>The rules in a line for the audit log, without ids of people.</summary>
    public static string Described(CountingRules rules) => string.Create(
        CultureInfo.InvariantCulture,
        $"active from {rules.MinInteractions} interactions, {rules.Events.Count} conditions on them, {rules.Excluded.Count} people excluded, final after {rules.LatenessDays} days, groups from {rules.SmallestGroup} people, goal {rules.Goal?.ToString(CultureInfo.InvariantCulture) ?? "none"}");

    private static ProblemError Number(string path, int value, int least, int most)
        => new(path, "out_of_range", $"{value.ToString(CultureInfo.InvariantCulture)} is not a whole number from {least} to {most}.");
}
