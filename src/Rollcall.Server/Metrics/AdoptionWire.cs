using Rollcall.Kernel.Metrics;

namespace Rollcall.Server.Metrics;

internal static class AdoptionWire
{
    public static readonly MetricWire<AdoptionMeasures> Metric = new(
        AdoptionCatalogue.Adoption,
        "Adoption of a window, in total and by group",
        typeof(AdoptionDocument),
        QuestionReader.OfWindow,
        parameters =>
        {
            var question = parameters.Question();
            return MetricRequest.Of(
                question,
                AdoptionCatalogue.Adoption,
                _ => AdoptionWindows.Whole(question.Question.Window),
                _ => AdoptionCatalogue.Measures.Count,
                asked => asked.Answers.Adoption(question.Question));
        },
        (json, measures) => json.WriteMeasures(AdoptionCatalogue.Measures, measures),
        [.. AdoptionCatalogue.Measures.Select(measure => measure.Name)],
        measures => [Line.Of(AnswerCsv.Values(AdoptionCatalogue.Measures, measures))])
    {
        Total = (json, question, total) =>
        {
            json.WriteStartObject("total");
            json.WriteShown(total, (json, measures) => json.WriteMeasures(AdoptionCatalogue.Measures, measures));
            json.WriteEndObject();
            if (question.GroupBy.Count > 0)
                json.WriteBoolean("partition", question.IsPartition);
        },
    };
}

/// <param name="Partial">The window reaches past yesterday.</param>
/// <param name="Final">The window is closed and late interactions are no longer expected.</param>
/// <param name="Partition">Whether each person stands in one group only. With groups only.</param>
/// <param name="Groups">By value, people without the tag last. With group_by only.</param>
internal sealed record AdoptionDocument(
    WindowDocument Window, DefinitionDocument Definition, DateOnly CompleteThrough, bool Final, bool Partial,
    MeasuresDocument Total, bool? Partition, IReadOnlyList<MeasuresDocument>? Groups, ExplainDocument? Explain);
