using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>Which interactions to browse. An absent part does not limit.</summary>
public sealed record InteractionFilter
{
    /// <summary>The id as answered when it was stored: the sender's own, or 32 hexadecimal digits.</summary>
    public string? Id { get; init; }

    public string? EndUser { get; init; }

    /// <summary>UTC microseconds, inclusive.</summary>
    public long? From { get; init; }

    /// <summary>UTC microseconds, exclusive.</summary>
    public long? Until { get; init; }

    /// <summary>Tags, model, agent, error.</summary>
    public EventFilterTerms Terms { get; init; } = EventFilterTerms.None;

    /// <summary>Part of the input or the output; ASCII letters match without case.</summary>
    public string? Contains { get; init; }
}

/// <summary>A place in the list of interactions, which runs from the newest start to the oldest.</summary>
public readonly record struct InteractionCursor(long TimeStart, long Seq);

/// <param name="Items">Newest start first.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
/// <param name="Total">All that match; null where it was not asked for.</param>
/// <param name="Incomplete">Months asked for that lost interactions with a damaged file; empty when all is well.</param>
public sealed record InteractionPage(
    IReadOnlyList<StoredInteraction> Items, InteractionCursor? Next, long? Total, IReadOnlyList<Month> Incomplete);
