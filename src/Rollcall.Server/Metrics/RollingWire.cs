using Rollcall.Kernel.Metrics;

namespace Rollcall.Server.Metrics;

internal static class RollingWire
{
    // Days of one answer, and of one point.
    private const int MostPoints = 4_000;
    private const int MostDays = 366;

    public static readonly MetricWire<IReadOnlyList<Bucket<RollingPoint>>> Metric = new(
        Rolling.Definition,
        "Adoption of the days that end with each day: DAU, WAU, MAU",
        typeof(RollingDocument),
        ["days", .. QuestionReader.OfWindow],
        parameters =>
        {
            var question = parameters.Question();
            parameters.AtMost(question.Question.Window, MostPoints);
            var days = parameters.RequiredNumber("days", 1, MostDays);
            return MetricRequest.Of(
                question,
                Rolling.Definition,
                asked => AdoptionWindows.Ending(question.Question.Window, days, asked.Today),
                _ => question.Question.Window.Days * Rolling.Measures.Count,
                asked => asked.Answers.Rolling(question.Question, days))
                with
            { Defining = _ => [("days", days)] };
        },
        (json, points) =>
        {
            json.WriteStartArray("points");
            foreach (var point in points)
            {
                json.WriteStartObject();
                json.WriteString("date", (point.Period.Until - 1).ToString());
                json.WriteShown(point.Shown, (json, adoption) => json.WriteMeasures(Rolling.Measures, adoption));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        },
        ["date", .. Rolling.Measures.Select(measure => measure.Name)],
        points => points.Select(point => Line.Of([(point.Period.Until - 1).ToString()], point.Shown, adoption => AnswerCsv.Values(Rolling.Measures, adoption))))
    {
        Place = CellPlace.ByDay("day"),
        Parts = points => points.Select(point => (point.Period.Until - 1, point.Shown.IsSuppressed)),
    };
}

/// <param name="Points">One for each day of the window up to today.</param>
internal sealed record RollingDocument(
    WindowDocument Window, DefinitionDocument Definition, DateOnly CompleteThrough, bool Final, bool Partial,
    IReadOnlyList<RollingPointDocument>? Points = null, bool? Suppressed = null, ExplainDocument? Explain = null);

internal sealed record RollingPointDocument(DateOnly Date, long? Eligible = null, long? ActiveEligible = null, double? ActivationRate = null, bool? Suppressed = null);
