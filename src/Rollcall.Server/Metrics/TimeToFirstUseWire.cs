using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;

namespace Rollcall.Server.Metrics;

internal static class TimeToFirstUseWire
{
    private const int MostDays = 4_000;

    public static readonly MetricWire<TimeToFirstUseAnswer> Metric = new(
        TimeToFirstUse.Definition,
        "How long people take from access to first use",
        typeof(TimeToFirstUseDocument),
        ["from", "to", "within", "observed_to", .. QuestionReader.Once],
        parameters =>
        {
            var window = parameters.Window();
            var question = parameters.QuestionOnce(window);
            parameters.AtMost(window, MostDays);
            var within = parameters.Number("within", 1, MostDays) ?? TimeToFirstUse.DefaultWithin;
            var observedTo = parameters.Date("observed_to") ?? Day.Latest;
            return MetricRequest.Of(
                question,
                TimeToFirstUse.Of(observedTo, within),
                asked => (3 * new Period(window.From, Day.Min(observedTo, asked.Today + 1)).Days) + 5,
                asked => asked.Answers.TimeToFirstUse(question.Question, observedTo, within),
                asked => Day.Max(window.Until, Day.Min(observedTo, asked.Today + 1)))
                with
            { Defining = asked => [("within", within), ("observed_to", Day.Min(observedTo, asked.Today + 1))] };
        },
        (json, answer) =>
        {
            json.WriteMeasures(TimeToFirstUse.Measures, answer);
            json.WriteNumber("within_days", answer.WithinDays);
            json.WriteStartArray("curve");
            foreach (var (day, share) in answer.Curve)
            {
                json.WriteStartObject();
                json.WriteNumber("day", day);
                json.WriteNumber("share", share);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        },
        [.. TimeToFirstUse.Measures.Select(measure => measure.Name), "within_days", "day", "share"],
        answer => (answer.Curve.Count == 0 ? [null] : answer.Curve.Select(share => (FirstUseShare?)share)).Select(share => Line.Of(
            [.. AnswerCsv.Values(TimeToFirstUse.Measures, answer), AnswerCsv.Value(answer.WithinDays), AnswerCsv.Value(share?.Day), AnswerCsv.Value(share?.Share)])))
    {
        Place = new(["day"], (parameters, set) => new(set, Number: parameters.Number("day", 0, MostDays))),
    };
}

/// <param name="Curve">A row for each day on which people used it for the first time.</param>
internal sealed record TimeToFirstUseDocument(
    WindowDocument Window, DefinitionDocument Definition, DateOnly CompleteThrough, bool Final, bool Partial,
    long? Granted = null, long? Used = null, long? AccessEnded = null, long? StillWaiting = null, int? MedianDays = null, long? Observed = null,
    long? UsedWithin = null, double? UsedWithinRate = null, int? WithinDays = null, IReadOnlyList<FirstUseShareDocument>? Curve = null, bool? Suppressed = null, ExplainDocument? Explain = null);

/// <param name="Day">Days since access began; 0 is its first day.</param>
/// <param name="Share">Kaplan-Meier share of people who used it by then.</param>
internal sealed record FirstUseShareDocument(int Day, double Share);
