using Rollcall.Kernel.Time;
using Rollcall.Storage.Usage;

namespace Rollcall.Server.Metrics.Usage;

/// <summary>What is counted of a window.</summary>
/// <param name="Whole">Null where privacy hides it.</param>
/// <param name="Buckets">Empty unless asked for.</param>
internal sealed record UsagePart(UsageCounts? Whole, IReadOnlyList<UsageBucket> Buckets);

/// <param name="Period">Clipped to the window.</param>
/// <param name="Partial">Clipped, or not over.</param>
/// <param name="Counts">Null where privacy hides it.</param>
internal sealed record UsageBucket(Period Period, bool Partial, UsageCounts? Counts);

/// <param name="Groups">By the values of the keys, in the order of code points with absent values last.</param>
internal sealed record UsageAnswer(UsagePart Total, IReadOnlyList<(IReadOnlyList<string?> Values, UsagePart Part)> Groups);
