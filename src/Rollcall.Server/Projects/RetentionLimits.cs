using System.Globalization;
using Rollcall.Server.Hosting;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Projects;

/// <summary>How long a project may keep what; the same for the API and the page.</summary>
internal static class RetentionLimits
{
    public static IEnumerable<ProblemError> Faults(Retention retention)
    {
        if (retention.TextDays is < 1 or > Retention.MostDays)
            yield return new("text_days", "out_of_range", $"Texts are kept from 1 to {Retention.MostDays} days, or for ever (null).");
        if (retention.InteractionMonths is < 1 or > Retention.MostMonths)
            yield return new("interaction_months", "out_of_range", $"Interactions are kept from 1 to {Retention.MostMonths} months, or for ever (null).");
    }

    /// <summary>In words for the audit log, after a comma; nothing where all is kept.</summary>
    public static string Described(Retention retention) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(retention.TextDays is { } days ? $", texts for {days} days" : "")}{(retention.InteractionMonths is { } months ? $", interactions for {months} months" : "")}");
}
