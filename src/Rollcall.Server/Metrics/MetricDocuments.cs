namespace Rollcall.Server.Metrics;

// The answers as the API document describes them; they are written field by field from the catalogue of measures (AnswerJson).

/// <param name="Partial">The window reaches past yesterday.</param>
/// <param name="Final">The window is closed and late interactions are no longer expected.</param>
/// <param name="Partition">Whether each person stands in one group only. With groups only.</param>
/// <param name="Groups">By value, people without the tag last. With group_by only.</param>
internal sealed record AdoptionDocument(
    WindowDocument Window, DefinitionDocument Definition, DateOnly CompleteThrough, bool Final, bool Partial,
    MeasuresDocument Total, bool? Partition, IReadOnlyList<MeasuresDocument>? Groups);

internal sealed record SeriesDocument(
    WindowDocument Window, DefinitionDocument Definition, DateOnly CompleteThrough, bool Final, bool Partial, IReadOnlyList<MeasuresDocument> Buckets);

/// <param name="To">Exclusive.</param>
/// <param name="Days">Days that were looked at: those up to today.</param>
/// <param name="IncompleteMonths">
/// Months (UTC) up to the end that lost interactions with a damaged file, as <c>2026-03</c>: what is counted is too low. Absent when there are none, which is the rule.
/// </param>
internal sealed record WindowDocument(DateOnly From, DateOnly To, int Days, string TimeZone, IReadOnlyList<string>? IncompleteMonths);

/// <param name="Hash">Two numbers compare only when their hashes match.</param>
internal sealed record DefinitionDocument(string Denominator, string AsOf, DateOnly? AsOfDay, int MinInteractions, string WeekStart, string Hash);

internal sealed record MeasuresDocument(
    long Eligible, long Active, long ActiveEligible, double? ActivationRate, long Idle, long NeverUsed, long UsedBefore,
    long Shadow, long ShadowNeverEligible, long ShadowNotYet, long ShadowEnded, long ShadowGap,
    long EligibleDays, long ActiveEligibleDays, double? Utilisation, long Interactions, double? Stickiness);
