using System.Text.Json;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;

namespace Rollcall.Testing;

/// <summary>Asks the kernel the questions of a case.</summary>
public static class CaseAnswers
{
    private static readonly Dictionary<string, Func<Evaluator, CaseParams, JsonElement>> Metrics = new(StringComparer.Ordinal)
    {
        ["adoption"] = Answer((evaluator, question, _) => evaluator.Adoption(question)),
        ["series"] = Answer((evaluator, question, p) => evaluator.Series(question, p.ToGrain())),
        ["rolling"] = Answer((evaluator, question, p) => evaluator.Rolling(question, p.Days!.Value)),
        ["frequency"] = Answer((evaluator, question, _) => evaluator.Ask(question, Frequency.Metric)),
        ["lifecycle"] = Answer((evaluator, question, p) => evaluator.Ask(question, Lifecycle.By(p.ToGrain()))),
        ["retention"] = Answer((evaluator, question, p) => evaluator.Ask(question, Retention.By(p.ToGrain(), Parse<RetentionAnchor>(p.Anchor!), Parse<RetentionKind>(p.Kind!)))),
        ["transitions"] = Answer((evaluator, question, p) => evaluator.Ask(question, Transitions.Of(p.Before!.ToPeriod(), p.After!.ToPeriod()))),
        ["segments"] = Answer((evaluator, question, p) => evaluator.Ask(question, Segments.Of(new(
            p.HabitWeeks ?? SegmentBounds.Default.HabitWeeks, p.PowerMean ?? SegmentBounds.Default.PowerMean, p.NoviceMean ?? SegmentBounds.Default.NoviceMean)))),
        ["time_to_first_use"] = Answer((evaluator, question, p) => evaluator.Ask(
            question, TimeToFirstUse.Of(p.ObservedTo is { } day ? Day.Of(day) : Day.Latest, p.Within ?? TimeToFirstUse.DefaultWithin))),
    };

    /// <summary>The answer with the fields that it has on the wire, its invariants checked.</summary>
    public static JsonElement Ask(Evaluator evaluator, CaseQuery query) => Metrics[query.Metric](evaluator, query.Params);

    private static Func<Evaluator, CaseParams, JsonElement> Answer<T>(Func<Evaluator, Question, CaseParams, Answer<T>> ask) => (evaluator, p) =>
    {
        var question = p.ToQuestion();
        return AnswerInvariants.Check(question, ask(evaluator, question, p));
    };

    private static T Parse<T>(string text)
        where T : struct, Enum => Enum.Parse<T>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
