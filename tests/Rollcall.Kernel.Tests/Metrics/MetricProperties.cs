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
    /// <param name="naive">The answer by the book.</param>
    public static void Check<TAsked, TAnswer>(
        Gen<TAsked> asks, Func<Question, TAsked, Question> shape, Func<Question, TAsked, PeopleMetric<TAnswer>> metric, Func<Case, NaivePeople, Question, TAsked, TAnswer> naive, int iter = 500)
        => Gen.Select(RandomCases.Cases, Questions, asks).Sample(
            (@case, asked, ask) =>
            {
                var question = shape(asked, ask);
                var answer = new Evaluator(@case.Index().Snapshot(), Day.Of(@case.Today)).Ask(question, metric(question, ask));
                AnswerInvariants.Check(question, answer);
                Assert.Equal(Text(naive(@case, new(@case, question), question, ask)), Text(answer.Total));

                var wanted = Groups(@case, question);
                Assert.Equal(wanted.Select(group => string.Join('|', group.Values)), answer.Groups.Select(group => string.Join('|', group.Values)));
                foreach (var (group, actual) in wanted.Zip(answer.Groups))
                    Assert.Equal(Text(naive(@case, group.People, question, ask)), Text(actual.Answer));
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
