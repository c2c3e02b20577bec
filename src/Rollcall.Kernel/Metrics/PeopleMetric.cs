using System.Diagnostics;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// A metric as data: which cells it counts, which people of a chunk fall into each, and what answer the counts make. One evaluator
/// counts every metric, in total and by group.
/// </summary>
public sealed class PeopleMetric<TAnswer>
{
    internal PeopleMetric(MetricDefinition definition, Func<MetricScope, MetricPlan<TAnswer>> plan, bool decidesOnce = true)
        => (Definition, Plan, DecidesOnce) = (definition, plan, decidesOnce);

    /// <summary>A count that is no metric of its own: it has no sets to list.</summary>
    internal PeopleMetric(Func<MetricScope, MetricPlan<TAnswer>> plan, bool decidesOnce = true)
        : this(new("", "", []), plan, decidesOnce)
    {
    }

    public MetricDefinition Definition { get; }

    /// <summary>Whether one day's tags decide for the whole answer, so that each day's own (<c>event</c>) are refused.</summary>
    public bool DecidesOnce { get; }

    private Func<MetricScope, MetricPlan<TAnswer>> Plan { get; }

    internal MetricPlan<TAnswer> In(MetricScope scope) => DecidesOnce && scope.Question.AsOf.IsEvent
        ? throw new ArgumentException("A metric over several windows decides tags once; as_of=event is refused.", nameof(scope))
        : Plan(scope);
}

/// <summary>How a metric is counted in one scope.</summary>
/// <param name="Cells">Number of cells.</param>
/// <param name="Open">Makes what counts a chunk; called once for each thread, as the scratch memory behind it is not shared.</param>
/// <param name="Answer">From the counts of the cells.</param>
/// <param name="Find">The cells that make up one number of the answer; they are disjoint. The set is one that the metric has.</param>
/// <param name="Reach">Where it looks for people.</param>
internal sealed record MetricPlan<TAnswer>(
    int Cells, Func<CellCounts, Action<int>> Open, Func<long[], TAnswer> Answer, Func<PeopleCell, Found<int[]>> Find, Reach Reach)
{
    /// <summary>Of a count that is no metric of its own.</summary>
    public MetricPlan(int cells, Func<CellCounts, Action<int>> open, Func<long[], TAnswer> answer)
        : this(cells, open, answer, _ => throw new UnreachableException("What has no sets has no people to list."), new(default, Need.Access, "", ""))
    {
    }
}
