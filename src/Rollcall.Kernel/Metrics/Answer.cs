using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>Adoption of one calendar bucket, clipped to the window.</summary>
/// <param name="Partial">Clipped, or not over.</param>
public sealed record SeriesBucket(Period Period, bool Partial, AdoptionMeasures Measures);

/// <summary>The part of an answer for the people who hold these values of the tags grouped by; null is the absence of the tag.</summary>
public sealed record Group<T>(IReadOnlyList<string?> Values, T Answer);

/// <summary>The answer of a metric.</summary>
/// <param name="Total">All people that the filters admit.</param>
/// <param name="Groups">The same question for each value, in code point order, absent values last; empty unless asked for.</param>
public sealed record Answer<T>(T Total, IReadOnlyList<Group<T>> Groups);
