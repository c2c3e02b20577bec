using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;

namespace Rollcall.Server.Metrics;

/// <summary>A metric asked with parameters.</summary>
/// <param name="Question">Window, people, groups, and what counts as use.</param>
/// <param name="Cells">Numbers of an answer without groups.</param>
/// <param name="Ask">Answers.</param>
/// <param name="People">The people behind one number of the answer, and the window whose last day decides tags; told when the number is shown.</param>
/// <param name="Explain">The sets behind the total, and whom it leaves out; told whether the total and all its parts are shown.</param>
/// <param name="Until">First day at which the answer does not look, where that is not the end of the window.</param>
internal sealed record MetricRequest<T>(
    MetricQuestion Question,
    Func<Asked, int> Cells,
    Func<Asked, Answer<Shown<T>>> Ask,
    Func<Asked, PeopleCell, Func<bool>, Found<PeopleList>> People,
    Func<Asked, bool, Shown<Explanation>> Explain,
    Func<Asked, Day>? Until = null)
    where T : class
{
    /// <summary>The metric's own parameters as far as they say what its numbers are; not which days they are of.</summary>
    public Func<Asked, (string Name, object Value)[]> Defining { get; init; } = _ => [];
}

/// <param name="Shown">As many as the number.</param>
/// <param name="Window">Of the number.</param>
internal sealed record PeopleList(ShownPeople Shown, Period Window);

internal static class MetricRequest
{
    /// <summary>A request for a metric that counts cells.</summary>
    public static MetricRequest<TShown> Of<T, TShown>(
        MetricQuestion question, PeopleMetric<T> metric, Func<Asked, int> cells, Func<Asked, Answer<Shown<TShown>>> ask, Func<Asked, Day>? until = null)
        where TShown : class => new(
        question,
        cells,
        ask,
        (asked, cell, isShown) => asked.Answers.People(question.Question, metric, cell, isShown).Then<PeopleList>(people => new PeopleList(people, question.Question.Window)),
        (asked, isShown) => asked.Answers.Explain(question.Question, metric, isShown),
        until);

    /// <summary>A request for adoption of some windows.</summary>
    public static MetricRequest<TShown> Of<TShown>(
        MetricQuestion question, MetricDefinition definition, Func<Asked, AdoptionWindows> windows, Func<Asked, int> cells, Func<Asked, Answer<Shown<TShown>>> ask)
        where TShown : class => new(
        question,
        cells,
        ask,
        (asked, cell, isShown) => windows(asked).Find(cell.At ?? question.Question.Window.From)
            .Then<PeopleList>(window => new PeopleList(asked.Answers.People(question.Question with { Window = window }, Set(cell), isShown), window)),
        (asked, isShown) => asked.Answers.Explain(question.Question, definition, windows(asked), isShown));

    private static PeopleSet Set(PeopleCell cell)
        => AdoptionCatalogue.TryParse(cell.Set, out var set) ? set : throw new ArgumentException($"Adoption has no set '{cell.Set}'.", nameof(cell));
}
