using Rollcall.Kernel.Metrics;

namespace Rollcall.Server.Metrics;

internal static class FrequencyWire
{
    private const int MostDays = 4_000;

    public static readonly MetricWire<FrequencyAnswer> Metric = new(
        Frequency.Definition,
        "People by their number of active days",
        typeof(FrequencyDocument),
        QuestionReader.OfWindow,
        parameters =>
        {
            var question = parameters.Question();
            parameters.AtMost(question.Question.Window, MostDays);
            return MetricRequest.Of(question, Frequency.Metric, _ => question.Question.Window.Days + 1, asked => asked.Answers.Frequency(question.Question));
        },
        (json, answer) =>
        {
            json.WriteStartArray("people_by_active_days");
            foreach (var people in answer.PeopleByActiveDays)
                json.WriteNumberValue(people);
            json.WriteEndArray();
        },
        ["active_days", "people"],
        answer => answer.PeopleByActiveDays.Select((people, days) => Line.Of([AnswerCsv.Value(days), AnswerCsv.Value(people)])));
}

/// <param name="PeopleByActiveDays">Eligible people with 0, 1, 2 ... days of both access and use.</param>
internal sealed record FrequencyDocument(
    WindowDocument Window, DefinitionDocument Definition, DateOnly CompleteThrough, bool Final, bool Partial,
    IReadOnlyList<long>? PeopleByActiveDays = null, bool? Suppressed = null, ExplainDocument? Explain = null);
