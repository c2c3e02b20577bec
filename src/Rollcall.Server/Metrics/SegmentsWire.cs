using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;

namespace Rollcall.Server.Metrics;

internal static class SegmentsWire
{
    private const int MostWeeks = 520;
    private const decimal MostMean = 1_000_000;

    public static readonly MetricWire<SegmentsAnswer> Metric = new(
        Segments.Definition,
        "Power, habitual, novice and low users on a date",
        typeof(SegmentsDocument),
        ["date", "weeks", "habit_weeks", "power_mean", "novice_mean", .. QuestionReader.Once],
        parameters =>
        {
            var date = parameters.RequiredDate("date");
            var weeks = parameters.Number("weeks", 1, MostWeeks) ?? Segments.DefaultWeeks;
            var bounds = new SegmentBounds(
                parameters.Number("habit_weeks", 1, MostWeeks) ?? SegmentBounds.Default.HabitWeeks,
                parameters.Decimal("power_mean", 0, MostMean) ?? SegmentBounds.Default.PowerMean,
                parameters.Decimal("novice_mean", 0, MostMean) ?? SegmentBounds.Default.NoviceMean);
            var question = parameters.QuestionOnce(new Period(date - (7 * weeks), date));
            return MetricRequest.Of(question, Segments.Of(bounds), _ => Segments.Measures.Count, asked => asked.Answers.Segments(question.Question, bounds))
                with
            { Defining = _ => [("weeks", weeks), ("habit_weeks", bounds.HabitWeeks), ("power_mean", bounds.PowerMean), ("novice_mean", bounds.NoviceMean)] };
        },
        (json, answer) => json.WriteMeasures(Segments.Measures, answer),
        [.. Segments.Measures.Select(measure => measure.Name)],
        answer => [Line.Of(AnswerCsv.Values(Segments.Measures, answer))]);
}

/// <param name="Window">The weeks that were looked at.</param>
internal sealed record SegmentsDocument(
    WindowDocument Window, DefinitionDocument Definition, DateOnly CompleteThrough, bool Final, bool Partial,
    long? Power = null, long? Habitual = null, long? Novice = null, long? Low = null, long? None = null, bool? Suppressed = null, ExplainDocument? Explain = null);
