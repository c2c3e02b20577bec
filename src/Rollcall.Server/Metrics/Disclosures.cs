using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Privacy;
using Rollcall.Kernel.Time;

namespace Rollcall.Server.Metrics;

/// <summary>What may be shown of each window that a request asks about, each decided at most once. Used by one request.</summary>
internal sealed class Disclosures(Evaluator evaluator, int smallest)
{
    private readonly Dictionary<(Period, Denominator, AsOf, int), Disclosure> _known = [];

    /// <summary>Of the question's window, by the people eligible in it.</summary>
    public Disclosure Of(Question question)
    {
        var key = (question.Window, question.Denominator, question.AsOf, question.MinInteractions);
        return _known.TryGetValue(key, out var known) ? known : _known[key] = Of(evaluator.AskByTags(question, Crowd.Eligible), people => people);
    }

    /// <summary>Of the people whom a metric looks at.</summary>
    /// <param name="answers">The metric's answer by tags.</param>
    /// <param name="people">The number of people in one.</param>
    public Disclosure Of<T>(IReadOnlyList<(Rollcall.Kernel.Population.TagSet Tags, T Answer)> answers, Func<T, long> people)
        => new([.. answers.Select(part => new CrowdPart(part.Tags, people(part.Answer)))], smallest);
}
