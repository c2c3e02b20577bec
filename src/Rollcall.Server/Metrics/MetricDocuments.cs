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
internal sealed record WindowDocument(DateOnly From, DateOnly To, int Days, string TimeZone);

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

internal sealed record MeasuresDocument(
    long Eligible, long Active, long ActiveEligible, double? ActivationRate, long Idle, long NeverUsed, long UsedBefore,
    long Shadow, long ShadowNeverEligible, long ShadowNotYet, long ShadowEnded, long ShadowGap,
    long EligibleDays, long ActiveEligibleDays, double? Utilisation, long Interactions, double? Stickiness);
