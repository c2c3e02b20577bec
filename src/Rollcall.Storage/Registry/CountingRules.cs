using Rollcall.Kernel.Metrics;

namespace Rollcall.Storage.Registry;

/// <summary>How a project counts: what its numbers mean where a question does not say otherwise, and who is in none of them. Immutable.</summary>
public sealed record CountingRules
{
    public const int MostInteractions = 1_000;
    public const int MostExcluded = 10_000;
    public const int MostLatenessDays = 60;
    public const int LargestSmallestGroup = 1_000;

    /// <summary>Every interaction counts, nobody is excluded, no group is hidden.</summary>
    public static readonly CountingRules Default = new();

    /// <summary>Interactions on a day from which on a person counts as active; 1 to <see cref="MostInteractions"/>, default 1.</summary>
    public int MinInteractions { get; init; } = 1;

    /// <summary>Which interactions count as use, the terms of <c>events.KEY=VALUE</c>, by key; empty (the default): all.</summary>
    public IReadOnlyList<TagTerm> Events { get; init; } = [];

    /// <summary>
    /// The <c>end_user</c> of everybody who counts nowhere (tests, service accounts), by code point without repeats; at most <see cref="MostExcluded"/>. Whoever
    /// is not known yet is excluded from their first interaction on.
    /// </summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>Days after the end of a window in which late interactions are still expected; afterwards its numbers are final. 0 to <see cref="MostLatenessDays"/>, default 3.</summary>
    public int LatenessDays { get; init; } = 3;

    /// <summary>Groups with fewer people are hidden; 1 (the default) hides none, at most <see cref="LargestSmallestGroup"/>.</summary>
    public int SmallestGroup { get; init; } = 1;

    /// <summary>The activation rate to reach, above 0 and at most 1; null (the default): none.</summary>
    public double? Goal { get; init; }
}
