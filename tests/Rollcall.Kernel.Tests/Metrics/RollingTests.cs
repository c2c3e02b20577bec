using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Kernel.Tests.Metrics;

public sealed class RollingTests
{
    [Fact]
    public void A_point_is_adoption_of_the_days_that_end_with_it() => Gen.Select(RandomCases.Cases, RandomCases.Questions, Gen.Int[1, 12]).Sample(
        (@case, asked, days) =>
        {
            // Questions of one day, too: then there is one point, which reaches before the question's window.
            var question = days % 4 == 0 ? asked with { Window = new(asked.Window.From, asked.Window.From + 1) } : asked;
            var today = Day.Of(@case.Today);
            var answer = new Evaluator(@case.Index().Snapshot(), today).Rolling(question, days);
            AnswerInvariants.Check(question, answer);
            Assert.Equal(
                Enumerable.Range(0, question.Window.Days).Select(i => question.Window.From + i).Where(day => day <= today),
                answer.Total.Select(point => point.Date));
            Check(question, answer.Total);
            var groups = question.GroupBy.Count == 0 ? [] : new NaiveAdoption(@case, question, new Dictionary<string, string[]>()).Groups();
            Assert.Equal(groups.Select(group => string.Join('|', group.Values)), answer.Groups.Select(group => string.Join('|', group.Values)));
            foreach (var group in answer.Groups)
                Check(question with { People = [.. question.People, .. question.GroupBy.Zip(group.Values, (key, value) => new TagTerm(key, [value ?? ""]))] }, group.Answer);

            void Check(Question of, IReadOnlyList<RollingPoint> points)
            {
                foreach (var point in points)
                {
                    var naive = new NaiveAdoption(@case, of with { GroupBy = [], Window = new(point.Date - (days - 1), point.Date + 1) }, new Dictionary<string, string[]>()).Total();
                    Assert.Equal(naive, point.Adoption);
                }
            }
        },
        iter: 300);
}
