using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel;

/// <summary>
/// What one commit adds to the index: people whose facts changed (each with all facts as they now are) and interactions, in commit order.
/// </summary>
public sealed class IndexChange
{
    /// <summary>People whose facts changed. A later entry for the same person replaces an earlier one.</summary>
    public List<PersonFacts> People { get; } = [];

    /// <summary>Interactions: the person's number and <c>time_start</c> in UTC microseconds.</summary>
    public List<(int Person, long TimeStart)> Uses { get; } = [];

    /// <summary>
    /// Interactions that were added up already: how many of a person on a local day. Any order, but the one by 65,536 people, then day, then person costs least.
    /// Enumerated when this is applied, again where other interactions come in between.
    /// </summary>
    public IEnumerable<(int Person, Day Day, int Count)> DaysOfUse { get; init; } = [];

    /// <summary>Interactions that are no longer there, as in <see cref="Uses"/>; each was added before, or is among the uses of this change.</summary>
    public List<(int Person, long TimeStart)> Erased { get; } = [];

    /// <summary>The sequence number of the newest interaction that the index holds once this is applied.</summary>
    public long ThroughSeq { get; set; }
}
