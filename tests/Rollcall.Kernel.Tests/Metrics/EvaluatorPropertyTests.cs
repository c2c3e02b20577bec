using System.Text.Json;
using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Kernel.Tests.Metrics;

/// <summary>The kernel against adoption by the book, on random projects and questions.</summary>
public sealed class EvaluatorPropertyTests
{
    private static readonly Dictionary<string, string[]> NoFilter = [];

    [Fact]
    public void Adoption_is_what_the_definitions_say() => Gen.Select(RandomCases.Cases, RandomCases.Questions).Sample(
        (@case, question) =>
        {
            var naive = new NaiveAdoption(@case, question, NoFilter);
            var answer = new Evaluator(@case.Index().Snapshot(), Day.Of(@case.Today)).Adoption(question);

            Assert.Equal(naive.Total(), answer.Total);
            AnswerInvariants.Check(question, answer);
            if (question.GroupBy.Count == 0)
                return;
            var groups = naive.Groups();
            Assert.Equal(groups.Select(group => string.Join('|', group.Values)), answer.Groups.Select(group => string.Join('|', group.Values)));
            foreach (var (wanted, group) in groups.Zip(answer.Groups))
                Assert.Equal(wanted.Measures, group.Answer);
        },
        iter: 3_000);

    [Fact]
    public void The_list_behind_a_number_is_of_the_people_whom_the_definitions_name() => Gen.Select(RandomCases.Cases, RandomCases.Questions).Sample(
        (@case, question) =>
        {
            var evaluator = new Evaluator(@case.Index().Snapshot(), Day.Of(@case.Today));
            var (cells, naive) = (new NaiveCells(), new NaiveAdoption(@case, question, NoFilter));
            foreach (var set in AdoptionCatalogue.Adoption.Sets)
                cells.Add(new(set.Name), naive.People(set.Name));
            cells.Check(@case, cell => AdoptionCatalogue.TryParse(cell.Set, out var set) ? evaluator.People(question, set) : throw new ArgumentException(cell.Set, nameof(cell)));
        },
        iter: 1_000);

    [Fact]
    public void An_interaction_filter_leaves_what_matches() => Gen.Select(RandomCases.Cases, RandomCases.Questions).Sample(
        (@case, question) =>
        {
            var filter = new Dictionary<string, string[]> { ["feature"] = ["search"] };
            var snapshot = @case.Index().Snapshot().WithActivity(@case.Activity(filter));
            Assert.Equal(new NaiveAdoption(@case, question, filter).Total(), new Evaluator(snapshot, Day.Of(@case.Today)).Adoption(question).Total);
        },
        iter: 1_000);

    [Fact]
    public void A_series_is_adoption_of_each_bucket() => Gen.Select(RandomCases.Cases, RandomCases.Questions, Gen.Enum<Grain>()).Sample(
        (@case, question, grain) =>
        {
            var today = Day.Of(@case.Today);
            var evaluator = new Evaluator(@case.Index().Snapshot(), today);
            var series = evaluator.Series(question, grain);
            AnswerInvariants.Check(question, series);
            var at = question.Window.From;
            foreach (var bucket in series.Total)
            {
                Assert.Equal(at, bucket.Period.From);
                at = bucket.Period.Until;
                Assert.Equal(evaluator.Adoption(question with { Window = bucket.Period, GroupBy = [] }).Total, bucket.Measures);
                Assert.Equal(bucket.Period.From != @case.Calendar().PeriodStart(bucket.Period.From, grain)
                    || @case.Calendar().PeriodStart(bucket.Period.Until - 1, grain) == @case.Calendar().PeriodStart(bucket.Period.Until, grain)
                    || bucket.Period.Until > today, bucket.Partial);
            }

            Assert.Equal(question.Window.Until, at);
        },
        iter: 500);

    [Fact]
    public void Several_threads_count_what_one_counts()
    {
        // Three chunks: person n of the case stands at n * 16,000, so that ten people spread over 65,536 * 3.
        Gen.Select(RandomCases.Cases, RandomCases.Questions).Sample(
            (@case, question) =>
            {
                var index = new ProjectIndex(@case.Calendar());
                var change = new IndexChange();
                foreach (var (person, i) in @case.People.Select((person, i) => (person, i)))
                    change.People.Add(person.ToFacts(i * 16_000));
                foreach (var interaction in @case.Interactions)
                    change.Uses.Add((int.Parse(interaction.EndUser[4..], null) * 16_000, Timestamp.ToMicroseconds(interaction.TimeStart)));
                index.Apply(change);
                var one = new Evaluator(index.Snapshot(), Day.Of(@case.Today)).Adoption(question);
                var two = new Evaluator(index.Snapshot(), Day.Of(@case.Today), threads: 2).Adoption(question);
                Assert.Equal(new NaiveAdoption(@case, question, NoFilter).Total(), one.Total);
                Assert.Equal(one.Total, two.Total);
                Assert.Equal(one.Groups.Select(group => group.Answer), two.Groups.Select(group => group.Answer));
                var once = question with { AsOf = AsOf.Now };
                Assert.Equal(Stay(@case.Index(), 1), Stay(index, 1));
                Assert.Equal(Stay(index, 1), Stay(index, 2));

                string Stay(ProjectIndex of, int threads) => JsonSerializer.Serialize(
                    new Evaluator(of.Snapshot(), Day.Of(@case.Today), threads).Ask(once, Retention.By(Grain.Week, RetentionAnchor.AccessStart, RetentionKind.Unbounded)));
            },
            iter: 200);
    }
}
