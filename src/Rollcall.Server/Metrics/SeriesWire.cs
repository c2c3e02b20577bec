using Rollcall.Kernel.Metrics;

namespace Rollcall.Server.Metrics;

internal static class SeriesWire
{
    // Buckets of one answer; a longer series is a mistake of the dates or wants a coarser interval.
    private const int MostBuckets = 4_000;

    public static readonly MetricWire<IReadOnlyList<SeriesBucket>> Metric = new(
        AdoptionCatalogue.Series,
        "Adoption by day, week, month or quarter",
        typeof(SeriesDocument),
        ["interval", .. QuestionReader.OfWindow],
        parameters =>
        {
            var question = parameters.Question();
            var window = question.Question.Window;
            var grain = parameters.Interval(window, MostBuckets);
            return MetricRequest.Of(
                question,
                AdoptionCatalogue.Series,
                asked => AdoptionWindows.Buckets(asked.Project.Calendar, window, grain),
                asked => asked.Project.Calendar.Periods(window, grain).Count() * AdoptionCatalogue.Measures.Count,
                asked => asked.Evaluator.Series(question.Question, grain))
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
                json.WriteMeasures(AdoptionCatalogue.Measures, bucket.Measures);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        },
        ["from", "to", "partial", .. AdoptionCatalogue.Measures.Select(measure => measure.Name)],
        buckets => buckets.Select(bucket => (IEnumerable<string>)
        [
            bucket.Period.From.ToString(), bucket.Period.Until.ToString(), bucket.Partial ? "true" : "false",
            .. AnswerCsv.Values(AdoptionCatalogue.Measures, bucket.Measures),
        ]))
    {
        Place = CellPlace.ByDay("bucket"),
    };
}

/// <param name="Buckets">Each clipped to the window.</param>
internal sealed record SeriesDocument(
    WindowDocument Window, DefinitionDocument Definition, DateOnly CompleteThrough, bool Final, bool Partial, IReadOnlyList<MeasuresDocument> Buckets, ExplainDocument? Explain);
