using Rollcall.Kernel.Metrics;

namespace Rollcall.Server.Metrics;

internal static class LifecycleWire
{
    private const int MostPeriods = 1_000;

    public static readonly MetricWire<IReadOnlyList<LifecycleBucket>> Metric = new(
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
                asked => asked.Project.Calendar.Periods(window, grain).Last().Until)
                with { Defining = _ => [("interval", grain)] };
        },
        (json, buckets) =>
        {
            json.WriteStartArray("buckets");
            foreach (var bucket in buckets)
            {
                json.WriteStartObject();
                json.WriteString("from", bucket.Period.From.ToString());
                json.WriteString("to", bucket.Period.Until.ToString());
                json.WriteBoolean("partial", bucket.Partial);
                json.WriteMeasures(Lifecycle.Measures, bucket);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        },
        ["from", "to", "partial", .. Lifecycle.Measures.Select(measure => measure.Name)],
        buckets => buckets.Select(bucket => (IEnumerable<string>)
            [bucket.Period.From.ToString(), bucket.Period.Until.ToString(), bucket.Partial ? "true" : "false", .. AnswerCsv.Values(Lifecycle.Measures, bucket)]))
    {
        Place = CellPlace.ByDay("period"),
    };
}

internal sealed record LifecycleDocument(
    WindowDocument Window, DefinitionDocument Definition, DateOnly CompleteThrough, bool Final, bool Partial, IReadOnlyList<LifecycleBucketDocument> Buckets, ExplainDocument? Explain);

/// <param name="Partial">Not over.</param>
/// <param name="Dormant">Null while the period is not over.</param>
internal sealed record LifecycleBucketDocument(DateOnly From, DateOnly To, bool Partial, long New, long Returning, long Resurrected, long? Dormant);
