namespace Rollcall.Server.Metrics;

// The answers as the API document describes them; they are written field by field from the catalogue of measures (AnswerJson).

/// <param name="To">Exclusive.</param>
/// <param name="Days">Days that were looked at: those up to today.</param>
internal sealed record WindowDocument(DateOnly From, DateOnly To, int Days, string TimeZone);

/// <param name="Hash">Two numbers compare only when their hashes match.</param>
internal sealed record DefinitionDocument(string Denominator, string AsOf, DateOnly? AsOfDay, int MinInteractions, string WeekStart, string Hash);

internal sealed record MeasuresDocument(
    long Eligible, long Active, long ActiveEligible, double? ActivationRate, long Idle, long NeverUsed, long UsedBefore,
    long Shadow, long ShadowNeverEligible, long ShadowNotYet, long ShadowEnded, long ShadowGap,
    long EligibleDays, long ActiveEligibleDays, double? Utilisation, long Interactions, double? Stickiness);
