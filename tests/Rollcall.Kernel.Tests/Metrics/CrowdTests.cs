using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Kernel.Tests.Metrics;

/// <summary>
/// Every person of a small case a thousand times over: every count must be a thousand times as large. The small case, which other tests hold against
/// the definitions, has days that are lists; of the crowd most are bitmaps, which go through other code.
/// </summary>
public sealed class CrowdTests
{
    private const int Copies = 1_100;
    private const int Apart = 300;   // more interactions than the count of a day keeps with the others

    private static readonly Gen<(Case Case, bool IsBusy)> Cases = Gen.Select(RandomCases.Cases, Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true))));

    [Fact]
    public void Adoption_of_a_crowd_is_that_of_one_many_times() => Gen.Select(Cases, RandomCases.Questions).Sample(
        (@case, question) =>
        {
            var (one, crowd) = Evaluators(@case);
            var (wanted, answer) = (one.Adoption(question), crowd.Adoption(question));
            Assert.Equal(Times(wanted.Total), answer.Total);
            Assert.Equal(wanted.Groups.Select(group => Times(group.Answer)), answer.Groups.Select(group => group.Answer));
            foreach (var set in Enum.GetValues<PeopleSet>())
                Assert.Equal(Copies * one.People(question, set).Count, crowd.People(question, set).Count);
        },
        iter: 120);

    [Fact]
    public void Windows_of_a_crowd_are_those_of_one_many_times() => Gen.Select(Cases, RandomCases.Questions, Gen.Enum<Grain>(), Gen.Int[1, 12]).Sample(
        (@case, question, grain, days) =>
        {
            var (one, crowd) = Evaluators(@case);
            var (wanted, answer) = (one.Series(question, grain), crowd.Series(question, grain));
            Assert.Equal(wanted.Total.Select(bucket => Times(bucket.Measures)), answer.Total.Select(bucket => bucket.Measures));
            foreach (var (own, others) in wanted.Groups.Zip(answer.Groups))
                Assert.Equal(own.Answer.Select(bucket => Times(bucket.Measures)), others.Answer.Select(bucket => bucket.Measures));

            var (points, rolling) = (one.Rolling(question, days), crowd.Rolling(question, days));
            Assert.Equal(points.Total.Select(point => Times(point.Adoption)), rolling.Total.Select(point => point.Adoption));
            foreach (var (own, others) in points.Groups.Zip(rolling.Groups))
                Assert.Equal(own.Answer.Select(point => Times(point.Adoption)), others.Answer.Select(point => point.Adoption));
        },
        iter: 60);

    [Fact]
    public void Metrics_of_a_crowd_are_those_of_one_many_times() => Gen.Select(Cases, RandomCases.Questions, Gen.Enum<Grain>(), Gen.Enum<RetentionAnchor>()).Sample(
        (@case, question, grain, anchor) =>
        {
            question = question with { AsOf = question.AsOf.IsEvent ? AsOf.Now : question.AsOf };
            var (one, crowd) = Evaluators(@case);
            Same(Retention.By(grain, anchor, RetentionKind.Bounded), answer => answer.Cohorts.SelectMany(cohort => cohort.Cells).SelectMany(cell => new[] { cell.Size, cell.Active, cell.Eligible }));
            Same(Lifecycle.By(grain), answer => answer.SelectMany(bucket => new[] { bucket.New, bucket.Returning, bucket.Resurrected, bucket.Dormant }));
            Same(Frequency.Metric, answer => answer.PeopleByActiveDays.Select(people => (long?)people));
            Same(Segments.Of(new(1, 2, 1)), answer => [answer.Power, answer.Habitual, answer.Novice, answer.Low, answer.None]);
            Same(TimeToFirstUse.Of(Day.Latest, 5), answer => [answer.Granted, answer.Used, answer.AccessEnded, answer.StillWaiting, answer.Observed, answer.UsedWithin]);

            void Same<T>(PeopleMetric<T> metric, Func<T, IEnumerable<long?>> counts)
            {
                var (wanted, answer) = (one.Ask(question, metric), crowd.Ask(question, metric));
                Assert.Equal(counts(wanted.Total).Select(count => count * Copies), counts(answer.Total));
                Assert.Equal(wanted.Groups.SelectMany(group => counts(group.Answer)).Select(count => count * Copies), answer.Groups.SelectMany(group => counts(group.Answer)));
            }
        },
        iter: 60);

    private static (Evaluator One, Evaluator Crowd) Evaluators((Case Case, bool IsBusy) @case) => (Evaluator(@case.Case, @case.IsBusy, 1), Evaluator(@case.Case, @case.IsBusy, Copies));

    private static Evaluator Evaluator(Case @case, bool isBusy, int copies)
    {
        // The copies of a person stand far apart, so that every word of the sets has people of all kinds.
        var index = new ProjectIndex(@case.Calendar());
        var change = new IndexChange();
        var names = @case.People.Select(person => person.EndUser).Concat(@case.Interactions.Select(interaction => interaction.EndUser)).Distinct().ToList();
        for (var copy = 0; copy < copies; copy++)
        {
            foreach (var person in @case.People)
                change.People.Add(person.ToFacts(Number(person.EndUser)));
            for (var i = 0; i < @case.Interactions.Count; i++)
            {
                for (var times = isBusy && i == 0 ? Apart : 1; times > 0; times--)
                    change.Uses.Add((Number(@case.Interactions[i].EndUser), Timestamp.ToMicroseconds(@case.Interactions[i].TimeStart)));
            }

            int Number(string name) => (copy * names.Count) + names.IndexOf(name);
        }

        index.Apply(change);
        return new(index.Snapshot(), Day.Of(@case.Today));
    }

    private static AdoptionMeasures Times(AdoptionMeasures one) => one with
    {
        Eligible = one.Eligible * Copies,
        Active = one.Active * Copies,
        ActiveEligible = one.ActiveEligible * Copies,
        NeverUsed = one.NeverUsed * Copies,
        ShadowNeverEligible = one.ShadowNeverEligible * Copies,
        ShadowNotYet = one.ShadowNotYet * Copies,
        ShadowEnded = one.ShadowEnded * Copies,
        ShadowGap = one.ShadowGap * Copies,
        EligibleDays = one.EligibleDays * Copies,
        ActiveEligibleDays = one.ActiveEligibleDays * Copies,
        Interactions = one.Interactions * Copies,
        ActiveWithAccess = one.ActiveWithAccess * Copies,
    };
}
