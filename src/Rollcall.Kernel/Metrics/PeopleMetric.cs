namespace Rollcall.Kernel.Metrics;

/// <summary>
/// A metric as data: which cells it counts, which people of a chunk fall into each, and what answer the counts make. One evaluator
/// counts every metric, in total and by group.
/// </summary>
public sealed class PeopleMetric<TAnswer>
{
    internal PeopleMetric(Func<MetricScope, MetricPlan<TAnswer>> plan, bool decidesOnce = true) => (Plan, DecidesOnce) = (plan, decidesOnce);

    /// <summary>Whether one day's tags decide for the whole answer, so that each day's own (<c>event</c>) are refused.</summary>
    public bool DecidesOnce { get; }

    internal Func<MetricScope, MetricPlan<TAnswer>> Plan { get; }
}

/// <summary>How a metric is counted in one scope.</summary>
/// <param name="Cells">Number of cells.</param>
/// <param name="Open">Makes what counts a chunk; called once for each thread, as the scratch memory behind it is not shared.</param>
/// <param name="Answer">From the counts of the cells.</param>
internal sealed record MetricPlan<TAnswer>(int Cells, Func<CellCounts, Action<int>> Open, Func<long[], TAnswer> Answer);
