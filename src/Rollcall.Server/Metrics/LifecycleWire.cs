using Rollcall.Kernel.Metrics;

namespace Rollcall.Server.Metrics;

internal static class LifecycleWire
{
    private const int MostPeriods = 1_000;

    public static readonly MetricWire<IReadOnlyList<Bucket<LifecycleBucket>>> Metric = new(
        Lifecycle.Definition,
        "New, returning, resurrected and dormant people by period",
        typeof(LifecycleDocument),
        ["from", "to", "interval", .. QuestionReader.Once],
        parameters =>
        {
            var window = parameters.Window();
            var question = parameters.QuestionOnce(window);
            var grain = parameters.Interval(window, MostPeriods);
            return MetricRequest.Of(
                question,
                Lifecycle.By(grain),
                asked => 4 * asked.Project.Calendar.Periods(window, grain).Count(),
                asked => asked.Answers.Lifecycle(question.Question, grain),
                asked => asked.Project.Calendar.Periods(window, grain).Last().Until)
                with
            { Defining = _ => [("interval", grain)] };
        },
        (json, buckets) => json.WriteBuckets(buckets, Lifecycle.Measures),
        [.. AnswerCsv.OfBucket, .. Lifecycle.Measures.Select(measure => measure.Name)],
        buckets => AnswerCsv.Buckets(buckets, Lifecycle.Measures))
    {
        Place = CellPlace.ByDay("period"),
        Parts = buckets => buckets.Select(bucket => (bucket.Period.From, bucket.Shown.IsSuppressed)),
    };
}

internal sealed record LifecycleDocument(
    WindowDocument Window, DefinitionDocument Definition, DateOnly CompleteThrough, bool Final, bool Partial,
    IReadOnlyList<LifecycleBucketDocument>? Buckets = null, bool? Suppressed = null, ExplainDocument? Explain = null);

/// <param name="Partial">Not over.</param>
/// <param name="Dormant">Null while the period is not over.</param>
internal sealed record LifecycleBucketDocument(
    DateOnly From, DateOnly To, bool Partial, long? New = null, long? Returning = null, long? Resurrected = null, long? Dormant = null, bool? Suppressed = null);
