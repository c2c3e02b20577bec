using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Server.Metrics;

/// <summary>A metric asked with parameters.</summary>
/// <param name="Question">Window, people, groups, and what counts as use.</param>
/// <param name="Cells">Numbers of an answer without groups.</param>
/// <param name="Ask">Answers.</param>
/// <param name="People">The people behind one number of the answer, and the window whose last day decides tags.</param>
/// <param name="Explain">The sets behind the total, and whom it leaves out.</param>
/// <param name="Until">First day at which the answer does not look, where that is not the end of the window.</param>
internal sealed record MetricRequest<T>(
    MetricQuestion Question,
    Func<Asked, int> Cells,
    Func<Asked, Answer<T>> Ask,
    Func<Asked, PeopleCell, Found<PeopleList>> People,
    Func<Asked, Explanation> Explain,
    Func<Asked, Day>? Until = null)
{
    /// <summary>The metric's own parameters as far as they say what its numbers are; not which days they are of.</summary>
    public Func<Asked, (string Name, object Value)[]> Defining { get; init; } = _ => [];
}

/// <param name="People">As many as the number.</param>
/// <param name="Window">Of the number.</param>
internal sealed record PeopleList(PersonSet People, Period Window);

internal static class MetricRequest
{
    /// <summary>A request for a metric that counts cells.</summary>
    public static MetricRequest<T> Of<T>(MetricQuestion question, PeopleMetric<T> metric, Func<Asked, int> cells, Func<Asked, Day>? until = null) => new(
        question,
        cells,
        asked => asked.Evaluator.Ask(question.Question, metric),
        (asked, cell) => asked.Evaluator.People(question.Question, metric, cell).Then<PeopleList>(people => new PeopleList(people, question.Question.Window)),
        asked => asked.Explainer.Explain(question.Question, metric),
        until);

    /// <summary>A request for adoption of some windows.</summary>
    public static MetricRequest<T> Of<T>(
        MetricQuestion question, MetricDefinition definition, Func<Asked, AdoptionWindows> windows, Func<Asked, int> cells, Func<Asked, Answer<T>> ask) => new(
        question,
        cells,
        ask,
        (asked, cell) => windows(asked).Find(cell.At ?? question.Question.Window.From)
            .Then<PeopleList>(window => new PeopleList(asked.Evaluator.People(question.Question with { Window = window }, Set(cell)), window)),
        asked => asked.Explainer.Explain(question.Question, definition, windows(asked)));

    private static PeopleSet Set(PeopleCell cell)
        => AdoptionCatalogue.TryParse(cell.Set, out var set) ? set : throw new ArgumentException($"Adoption has no set '{cell.Set}'.", nameof(cell));
}
