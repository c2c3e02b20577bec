using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Usage;

/// <summary>The interactions that questions are about, cut into spans of time.</summary>
public sealed record UsageScope
{
    /// <summary>Where each span begins, UTC microseconds, ascending; at the last one the last span ends.</summary>
    public required IReadOnlyList<long> Bounds { get; init; }

    /// <summary>The newest interaction looked at, by its number.</summary>
    public required long ThroughSeq { get; init; }

    public EventFilterTerms Terms { get; init; } = EventFilterTerms.None;

    public IReadOnlyList<UsageCondition> Conditions { get; init; } = [];

    /// <summary>What <see cref="UsageFacts.Groups"/> groups by.</summary>
    public IReadOnlyList<UsageKey> Keys { get; init; } = [];
}
