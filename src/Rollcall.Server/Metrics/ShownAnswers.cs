using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Sets;

namespace Rollcall.Server.Metrics;

/// <summary>Cohorts as a reader may see them.</summary>
/// <param name="WeightedMean">By period, over the cohorts that are shown.</param>
public sealed record ShownRetention(IReadOnlyList<Bucket<RetentionCohort>> Cohorts, IReadOnlyList<double?> WeightedMean);

/// <summary>People as a reader may see them.</summary>
/// <param name="Total">How many; null where that is suppressed.</param>
/// <param name="People">Who; null while the project has a minimum group size, as everybody is a group of one.</param>
public sealed record ShownPeople(int? Total, PersonSet? People);
