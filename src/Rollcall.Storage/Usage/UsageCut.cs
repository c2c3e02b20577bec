namespace Rollcall.Storage.Usage;

/// <summary>How spans make up cells, and whose interactions count in them.</summary>
/// <param name="CellOfSpan">By number of span; null: counts nowhere.</param>
/// <param name="Admitted">The people who count, each in the spans from <c>First</c> to <c>Last</c> inclusive; null: everybody. Stretches of one person do not overlap.</param>
/// <param name="MinInteractions">Interactions of a person in a span below which they do not count; spans are days where this is more than 1.</param>
public sealed record UsageCut(IReadOnlyList<int?> CellOfSpan, IEnumerable<(int Person, int First, int Last)>? Admitted = null, int MinInteractions = 1);
