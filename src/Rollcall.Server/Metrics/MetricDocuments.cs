namespace Rollcall.Server.Metrics;

// The answers as the API document describes them; they are written field by field from the catalogue of measures (AnswerJson).

/// <param name="To">Exclusive.</param>
/// <param name="Days">Days that were looked at: those up to today.</param>
/// <param name="IncompleteMonths">
/// Months (UTC) up to the end that lost interactions with a damaged file, as <c>2026-03</c>: what is counted is too low. Absent when there are none, which is the rule.
/// </param>
/// <param name="DroppedMonths">Months (UTC) whose interactions the project keeps no longer: what is asked of interactions lacks them. Absent when there are none, and where totals are enough.</param>
internal sealed record WindowDocument(DateOnly From, DateOnly To, int Days, string TimeZone, IReadOnlyList<string>? IncompleteMonths, IReadOnlyList<string>? DroppedMonths);

/// <summary>With <c>explain=true</c>; suppressed where the answer is, in any part. People known are those of the step <c>counted</c> and all that are left out.</summary>
/// <param name="Steps">The sets behind the total, from all people known to those counted.</param>
/// <param name="LeftOut">People counted nowhere in the total, each under the first reason that holds.</param>
internal sealed record ExplainDocument(IReadOnlyList<StepDocument>? Steps = null, IReadOnlyList<LeftOutDocument>? LeftOut = null, bool? Suppressed = null);

internal sealed record StepDocument(string Name, long People, string Definition);

internal sealed record LeftOutDocument(string Reason, long People, string Definition);

/// <param name="AsOfDay">The day whose tags decide; null: each day's own.</param>
/// <param name="People">The filter of people.</param>
/// <param name="Events">What counts as use; without conditions, every interaction.</param>
/// <param name="MinInteractions">Interactions on a day from which on a person counts as active.</param>
/// <param name="Excluded">How many ids the project excludes; those people count nowhere.</param>
/// <param name="Hash">Two numbers compare only when their hashes match.</param>
internal sealed record DefinitionDocument(
    string Denominator, string AsOf, DateOnly? AsOfDay, IReadOnlyList<TermDocument> People, IReadOnlyList<TermDocument> Events,
    int MinInteractions, string WeekStart, int Excluded, string Hash);

/// <param name="Is">One of these values; the empty value stands for the absence of the tag.</param>
/// <param name="Not">None of these values, instead of <c>is</c>.</param>
internal sealed record TermDocument(string Key, IReadOnlyList<string>? Is, IReadOnlyList<string>? Not);

/// <summary>The measures, or <c>suppressed</c> alone.</summary>
/// <param name="Suppressed">True where too few people stand behind it; absent otherwise.</param>
internal sealed record MeasuresDocument(
    long? Eligible = null, long? Active = null, long? ActiveEligible = null, double? ActivationRate = null, long? Idle = null, long? NeverUsed = null, long? UsedBefore = null,
    long? Shadow = null, long? ShadowNeverEligible = null, long? ShadowNotYet = null, long? ShadowEnded = null, long? ShadowGap = null,
    long? EligibleDays = null, long? ActiveEligibleDays = null, double? Utilisation = null, long? Interactions = null, double? Stickiness = null, bool? Suppressed = null);
