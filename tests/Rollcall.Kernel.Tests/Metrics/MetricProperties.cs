using System.Text.Json;
using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Kernel.Tests.Metrics;

/// <summary>Metrics that decide tags once against the same by the book, on random projects and questions, in total and by group.</summary>
internal static class MetricProperties
{
    private static readonly Gen<Question> Questions = RandomCases.Questions.Select(question => question.AsOf.IsEvent ? question with { AsOf = AsOf.WindowEnd } : question);

    /// <param name="asks">What is asked, with the question's window as it should be.</param>
    /// <param name="naive">The answer by the book, and who is in each of its cells.</param>
    public static void Check<TAsked, TAnswer>(
        Gen<TAsked> asks, Func<Question, TAsked, Question> shape, Func<Question, TAsked, PeopleMetric<TAnswer>> metric, Func<Case, NaivePeople, Question, TAsked, (TAnswer Answer, NaiveCells Cells)> naive,
        int iter = 500)
        => Gen.Select(RandomCases.Cases, Questions, asks).Sample(
            (@case, asked, ask) =>
            {
                var question = shape(asked, ask);
                var (snapshot, today) = (@case.Index().Snapshot(), Day.Of(@case.Today));
                var evaluator = new Evaluator(snapshot, today);
                var answer = evaluator.Ask(question, metric(question, ask));
                AnswerInvariants.Check(question, answer, new Explainer(snapshot, snapshot, today).Explain(question, metric(question, ask)));
                var (total, cells) = naive(@case, new(@case, question), question, ask);
                Assert.Equal(Text(total), Text(answer.Total));
                cells.Check(@case, cell => evaluator.People(question, metric(question, ask), cell));

                var wanted = Groups(@case, question);
                Assert.Equal(wanted.Select(group => string.Join('|', group.Values)), answer.Groups.Select(group => string.Join('|', group.Values)));
                foreach (var (group, actual) in wanted.Zip(answer.Groups))
                    Assert.Equal(Text(naive(@case, group.People, question, ask).Answer), Text(actual.Answer));
            },
            iter: iter);

    // The same question with each value as a filter, for the values that anybody of the window holds.
    private static List<(IReadOnlyList<string?> Values, NaivePeople People)> Groups(Case @case, Question question)
    {
        if (question.GroupBy.Count == 0)
            return [];
        List<IReadOnlyList<string?>> rows = [[]];
        foreach (var key in question.GroupBy)
        {
            var values = @case.People.SelectMany(person => person.Tags).Select(version => version.Tags.GetValueOrDefault(key)).Where(value => !string.IsNullOrEmpty(value))
                .Append(null).Distinct().Order(CodePointOrder.Instance).ToList();
            rows = [.. rows.SelectMany(row => values.Select(value => (IReadOnlyList<string?>)[.. row, value]))];
        }

        return [.. rows.Select(row => (row, new NaivePeople(@case, question with { People = [.. question.People, .. question.GroupBy.Zip(row, (key, value) => new TagTerm(key, [value ?? ""]))] })))
            .Where(row => row.Item2.AnyIn(question.Window))];
    }

    private static string Text<T>(T answer) => JsonSerializer.Serialize(answer);
}
