namespace Rollcall.Kernel.Population;

/// <summary>
/// All that the list says of one person now: access intervals as sent (any order; they may touch or overlap) and tag versions in the
/// order in which they were received. Both empty for a person who is active but was never on the list.
/// </summary>
/// <param name="Person">The person's dense number, from 0.</param>
/// <param name="Access">Intervals as sent.</param>
/// <param name="Tags">Versions as received; of two with the same day the later one wins.</param>
public sealed record PersonFacts(int Person, IReadOnlyList<AccessInterval> Access, IReadOnlyList<TagVersion> Tags);
