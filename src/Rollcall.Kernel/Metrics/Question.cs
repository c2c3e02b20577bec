using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>What is asked of the people of a project. Immutable; the same question of the same snapshot on the same day has one answer.</summary>
public sealed record Question
{
    /// <summary>Half-open; days after today are not looked at.</summary>
    public required Period Window { get; init; }

    public Denominator Denominator { get; init; } = Denominator.AnyOverlap;

    public AsOf AsOf { get; init; } = AsOf.WindowEnd;

    /// <summary>Conditions on people's tags; all must hold.</summary>
    public IReadOnlyList<TagTerm> People { get; init; } = [];

    /// <summary>Interactions on a day from which on a person counts as active; 1 or more.</summary>
    public int MinInteractions { get; init; } = 1;

    /// <summary>Tag keys to group by: none, one or two.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>Whether each person stands in one group only: not when each day's own tags decide and somebody may have moved.</summary>
    public bool IsPartition => !(AsOf.IsEvent && GroupBy.Count > 0);
}
