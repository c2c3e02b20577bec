using Rollcall.Storage.Usage;

namespace Rollcall.Storage.Erasing;

/// <summary>Which interactions to erase: all that were stored before and meet everything. An absent part does not limit.</summary>
public sealed record Erasure
{
    /// <summary>UTC microseconds, inclusive; by the start of the interactions.</summary>
    public long? From { get; init; }

    /// <summary>UTC microseconds, exclusive.</summary>
    public long? Until { get; init; }

    public IReadOnlyList<UsageCondition> Conditions { get; init; } = [];
}

/// <param name="Erased">Interactions that are gone.</param>
public sealed record ErasureOutcome(long Erased);

/// <summary>An interaction with all of it that its erasure needs, none of which ever changes.</summary>
internal readonly record struct ErasedInteraction(long Seq, int Identifier, long TimeStart, UInt128 Identity, long ReceivedAt);
