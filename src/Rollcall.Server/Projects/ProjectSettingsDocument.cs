using System.Text.Json.Serialization;

namespace Rollcall.Server.Projects;

/// <param name="TimeZone">IANA name. Another one counts the whole history by its days.</param>
/// <param name="WeekStart"><c>monday</c>, <c>sunday</c> or <c>saturday</c>.</param>
/// <param name="MinInteractions">Interactions on a day from which on a person counts as active, where a question does not say; 1 to 1,000.</param>
/// <param name="Events">Which interactions count as use, where a question has no <c>events.KEY</c>; all conditions must hold. Empty: every one counts.</param>
/// <param name="Excluded">Ids of people who count nowhere, such as tests and service accounts; at most 10,000. Ids not known yet are excluded once they appear.</param>
/// <param name="LatenessDays">Days after the end of a window in which late interactions are still expected, before its numbers are final; 0 to 60.</param>
/// <param name="SmallestGroup">Groups with fewer people are hidden; 1 (hides none) to 1,000.</param>
/// <param name="Goal">The activation rate to reach, above 0 and at most 1; null: none.</param>
/// <param name="AllowedOrigins">Origins of web pages whose scripts may send interactions, such as <c>https://app.example</c>; at most 100. Empty: none.</param>
/// <param name="FeatureFlags">Choices between variants of the agent, which <c>POST /api/external/variants</c> hands out; at most 100.</param>
/// <param name="TextDays">Days after which input, output and traces of an interaction are removed for good; 1 to 3,660. Null: never.</param>
/// <param name="InteractionMonths">Whole UTC months before the present one of which interactions are kept, 1 to 120; of older ones only totals stay, for good. Null: all.</param>
public sealed record ProjectSettingsDocument(
    string Name, string TimeZone, string WeekStart, int MinInteractions, IReadOnlyList<EventTermDocument> Events, IReadOnlyList<string> Excluded,
    int LatenessDays, int SmallestGroup, double? Goal, IReadOnlyList<string> AllowedOrigins, IReadOnlyList<FeatureFlagDocument> FeatureFlags, int? TextDays, int? InteractionMonths)
{
    internal static ProjectSettingsDocument Of(ProjectInfo project) => new(
        project.Name,
        project.Calendar.Zone.Id,
        project.Calendar.WeekStart.ToString().ToLowerInvariant(),
        project.Counting.MinInteractions,
        [.. project.Counting.Events.Select(term => new EventTermDocument(term.Key, term.Values))],
        project.Counting.Excluded,
        project.Counting.LatenessDays,
        project.Counting.SmallestGroup,
        project.Counting.Goal,
        project.AllowedOrigins,
        [.. project.FeatureFlags.Select(FeatureFlagDocument.Of)],
        project.Retention.TextDays,
        project.Retention.InteractionMonths);
}

/// <param name="Key">A tag of interactions; <c>model</c>, <c>agent</c> and <c>error</c> are the fields of that name first.</param>
/// <param name="Is">One of these values; the empty value stands for the absence of the tag.</param>
public sealed record EventTermDocument(string Key, IReadOnlyList<string> Is);

/// <summary>The body of a change, for the API document: absent fields stay, null stands for the default.</summary>
internal sealed record ProjectSettingsChange(
    string? Name, string? TimeZone, string? WeekStart, int? MinInteractions, IReadOnlyList<EventTermDocument>? Events, IReadOnlyList<string>? Excluded,
    int? LatenessDays, int? SmallestGroup, double? Goal, IReadOnlyList<string>? AllowedOrigins, IReadOnlyList<FeatureFlagDocument>? FeatureFlags, int? TextDays, int? InteractionMonths);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProjectSettingsDocument))]
[JsonSerializable(typeof(ProjectSettingsChange))]
internal sealed partial class ProjectSettingsJson : JsonSerializerContext;
