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
            var cells = new NaiveCells();
            var days = people.AccessIn(question.Window).ToDictionary(
                who => who, who => people.Both(who).Count(both => question.Window.Contains(both.Day) && both.Day <= people.Today));
            cells.Add(new("eligible"), days.Keys);
            cells.Add(new("active_eligible"), days.Where(who => who.Value > 0).Select(who => who.Key));
            return (
                new([.. Enumerable.Range(0, question.Window.Days + 1).Select(n => (long)cells.Add(new($"{n}"), days.Where(who => who.Value == n).Select(who => who.Key)))]),
                cells);
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
            var naive = new NaiveAdoption(@case, question, new Dictionary<string, string[]>()).ActiveDays();
            var cells = new NaiveCells();
            for (var days = 0; days <= question.Window.Days; days++)
                cells.Add(new($"{days}"), naive.Where(who => who.Value == days).Select(who => who.Key));
            cells.Check(@case, cell => evaluator.People(question, Frequency.Metric, cell));
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
