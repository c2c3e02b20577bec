using Rollcall.Storage.Projects;
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

    /// <summary>Whose interactions these are, by the folded identifier; null where something else than people decides, which cannot be told of an interaction that is not there.</summary>
    internal Func<string, bool>? People()
    {
        if (Conditions.Any(condition => condition is not UsageCondition.Of { Exclude: false }))
            return null;
        List<HashSet<string>> people = [.. Conditions.OfType<UsageCondition.Of>().Select(of => of.EndUsers.Where(endUser => !string.IsNullOrWhiteSpace(endUser)).Select(endUser => EndUserId.Fold(EndUserId.Clean(endUser))).ToHashSet(StringComparer.Ordinal))];
        return folded => people.TrueForAll(named => named.Contains(folded));
    }
}

/// <param name="Erased">Interactions that are gone.</param>
public sealed record ErasureOutcome(long Erased);

/// <summary>An interaction with all of it that its erasure needs, none of which ever changes.</summary>
internal readonly record struct ErasedInteraction(long Seq, int Identifier, long TimeStart, UInt128 Identity, long ReceivedAt);
