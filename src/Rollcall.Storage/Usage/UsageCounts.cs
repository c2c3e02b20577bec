namespace Rollcall.Storage.Usage;

/// <summary>What is counted of the interactions of a cell. Sums are of those that say the number. Times in microseconds, cost in micro-dollars.</summary>
public sealed record UsageCounts
{
    public static readonly UsageCounts None = new();

    public long Interactions { get; init; }

    /// <summary>Distinct.</summary>
    public long People { get; init; }

    /// <summary>Distinct.</summary>
    public long Conversations { get; init; }

    /// <summary>Interactions of the middle conversation: the smallest number that at least half of them do not exceed; null without any.</summary>
    public long? MedianLength { get; init; }

    /// <summary>First start to last end, over all conversations.</summary>
    public double Durations { get; init; }

    /// <summary>Of the middle conversation.</summary>
    public long? MedianDuration { get; init; }

    /// <summary>Interactions that have an end.</summary>
    public long WithLatency { get; init; }

    public double Latencies { get; init; }

    public long? LatencyP50 { get; init; }

    public long? LatencyP95 { get; init; }

    public long? LatencyP99 { get; init; }

    public long WithInputTokens { get; init; }

    public long InputTokens { get; init; }

    public long WithOutputTokens { get; init; }

    public long OutputTokens { get; init; }

    public long WithCost { get; init; }

    public long Cost { get; init; }

    public long Errors { get; init; }

    /// <summary>Interactions with any feedback that says good or bad.</summary>
    public long Judged { get; init; }

    public long PositiveExplicit { get; init; }

    public long NegativeExplicit { get; init; }

    public long PositiveImplicit { get; init; }

    public long NegativeImplicit { get; init; }

    /// <summary>Interactions with negative feedback of either kind.</summary>
    public long Negative { get; init; }
}

/// <param name="Cell">Its number.</param>
/// <param name="Values">Of the keys grouped by; empty for a cell as a whole.</param>
public sealed record UsageRow(int Cell, IReadOnlyList<string?> Values, UsageCounts Counts);

/// <summary>A number of people of a cell.</summary>
public sealed record UsagePeople(int Cell, IReadOnlyList<string?> Values, long Count);
