using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Kernel.Tests.Metrics;

public sealed class FrequencyTests
{
    [Fact]
    public void Frequency_is_what_the_definitions_say() => MetricProperties.Check(
        Gen.Const(0),
        (question, _) => question with { Denominator = Denominator.AnyOverlap },
        (_, _) => Frequency.Metric,
        (_, people, question, _) =>
        {
            var days = people.AccessIn(question.Window).Select(who => people.Both(who).Count(both => question.Window.Contains(both.Day) && both.Day <= people.Today)).ToList();
            return new([.. Enumerable.Range(0, question.Window.Days + 1).Select(n => (long)days.Count(of => of == n))]);
        });

    [Fact]
    public void People_and_days_add_up_to_adoption() => Gen.Select(RandomCases.Cases, RandomCases.Questions).Sample(
        (@case, question) =>
        {
            var evaluator = new Evaluator(@case.Index().Snapshot(), Day.Of(@case.Today));
            var (adoption, frequency) = (evaluator.Adoption(question), evaluator.Ask(question, Frequency.Metric));
            AnswerInvariants.Check(question, frequency);
            Check(adoption.Total, frequency.Total);
            Assert.Equal(adoption.Groups.Select(group => string.Join('|', group.Values)), frequency.Groups.Select(group => string.Join('|', group.Values)));
            foreach (var (measures, group) in adoption.Groups.Zip(frequency.Groups))
                Check(measures.Answer, group.Answer);

            void Check(AdoptionMeasures measures, FrequencyAnswer answer)
            {
                Assert.Equal(measures.Eligible, answer.PeopleByActiveDays.Sum());
                Assert.Equal(measures.Idle, answer.PeopleByActiveDays[0]);
                if (question.Denominator == Denominator.AnyOverlap)
                    Assert.Equal(measures.ActiveEligibleDays, answer.PeopleByActiveDays.Select((people, days) => people * days).Sum());
            }
        },
        iter: 1_000);
}
