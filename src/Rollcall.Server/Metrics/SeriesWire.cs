using Rollcall.Kernel.Metrics;

namespace Rollcall.Server.Metrics;

internal static class SeriesWire
{
    // Buckets of one answer; a longer series is a mistake of the dates or wants a coarser interval.
    private const int MostBuckets = 4_000;

    public static readonly MetricWire<IReadOnlyList<Bucket<AdoptionMeasures>>> Metric = new(
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
                asked => asked.Answers.Series(question.Question, grain))
                with
            { Defining = _ => [("interval", grain)] };
        },
        (json, buckets) => json.WriteBuckets(buckets, AdoptionCatalogue.Measures),
        [.. AnswerCsv.OfBucket, .. AdoptionCatalogue.Measures.Select(measure => measure.Name)],
        buckets => AnswerCsv.Buckets(buckets, AdoptionCatalogue.Measures))
    {
        Place = CellPlace.ByDay("bucket"),
        Parts = buckets => buckets.Select(bucket => (bucket.Period.From, bucket.Shown.IsSuppressed)),
    };
}

/// <param name="Buckets">Each clipped to the window.</param>
internal sealed record SeriesDocument(
    WindowDocument Window, DefinitionDocument Definition, DateOnly CompleteThrough, bool Final, bool Partial,
    IReadOnlyList<MeasuresDocument>? Buckets = null, bool? Suppressed = null, ExplainDocument? Explain = null);
