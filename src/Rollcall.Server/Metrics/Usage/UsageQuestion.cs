using Rollcall.Kernel.Time;

namespace Rollcall.Server.Metrics.Usage;

/// <summary>What is asked of the interactions of a project.</summary>
/// <param name="Metric">Window, people, and what counts as use; without groups of people.</param>
/// <param name="Interval">The calendar buckets; null: the window as a whole only.</param>
/// <param name="GroupBy">Keys of interactions: <c>model</c>, <c>agent</c>, <c>error</c> or a tag; none, one or two.</param>
internal sealed record UsageQuestion(MetricQuestion Metric, Grain? Interval, IReadOnlyList<string> GroupBy)
{
    public static readonly string[] Parameters = ["from", "to", "interval?", .. QuestionReader.Once];

    // Buckets of one answer.
    private const int MostBuckets = 4_000;

    /// <summary>The question, to be used only without faults.</summary>
    public static UsageQuestion Read(Parameters parameters)
    {
        var window = parameters.Window();
        Grain? interval = parameters.Has("interval") ? parameters.Interval(window, MostBuckets) : null;
        var question = parameters.QuestionOfUse(window);
        return new(question with { Question = question.Question with { GroupBy = [] }, CountsInteractions = true }, interval, question.Question.GroupBy);
    }
}
