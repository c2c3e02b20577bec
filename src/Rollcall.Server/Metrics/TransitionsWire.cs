using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;

namespace Rollcall.Server.Metrics;

internal static class TransitionsWire
{
    public static readonly MetricWire<TransitionsAnswer> Metric = new(
        Transitions.Definition,
        "What became of people between two windows",
        typeof(TransitionsDocument),
        ["before", "after", .. QuestionReader.Once],
        parameters =>
        {
            var (before, after) = (parameters.Span("before"), parameters.Span("after"));
            if (before.Days > 0 && after.Days > 0 && (after.From < before.From || after.Until < before.Until))
                parameters.Add("after", "wrong_order", $"'after' {after} must not begin or end before 'before' {before} does.");
            var question = parameters.QuestionOnce(new Period(before.From, after.Until));
            return MetricRequest.Of(question, Transitions.Of(before, after), _ => Transitions.Measures.Count, asked => asked.Answers.Transitions(question.Question, before, after));
        },
        (json, answer) => json.WriteMeasures(Transitions.Measures, answer),
        [.. Transitions.Measures.Select(measure => measure.Name)],
        answer => [Line.Of(AnswerCsv.Values(Transitions.Measures, answer))]);
}

/// <param name="Window">From the first day of the first window to the end of the second.</param>
internal sealed record TransitionsDocument(
    WindowDocument Window, DefinitionDocument Definition, DateOnly CompleteThrough, bool Final, bool Partial,
    long? Retained = null, long? Lapsed = null, long? Activated = null, long? Reactivated = null, long? StillIdle = null, long? ReclaimedActive = null,
    long? ReclaimedIdle = null, long? NewlyActive = null, long? NewlyIdle = null, bool? Suppressed = null, ExplainDocument? Explain = null);
