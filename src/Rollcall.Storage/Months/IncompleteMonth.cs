namespace Rollcall.Storage.Months;

/// <summary>A month that lost interactions: its file was damaged, and the journal held them no more.</summary>
/// <param name="Month">By the start of the interactions, UTC.</param>
/// <param name="Lost">How many.</param>
/// <param name="DamagedAt">When that was found.</param>
public readonly record struct IncompleteMonth(Month Month, long Lost, DateTimeOffset DamagedAt);
