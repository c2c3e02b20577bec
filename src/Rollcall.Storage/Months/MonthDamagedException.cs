namespace Rollcall.Storage.Months;

/// <summary>A month file is missing, cannot be read, or does not hold what was moved into it.</summary>
internal sealed class MonthDamagedException : Exception
{
    public MonthDamagedException(Month month, string reason, Exception? inner = null)
        : base($"The file of {month} is damaged: {reason}.", inner) => Month = month;

    public Month Month { get; }

    /// <summary>The file is whole but lacks the end of what was moved into it: that can be added again, and the rest stays.</summary>
    public bool IsBehind { get; init; }
}
