using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Kernel.Tests.Metrics;

public sealed class ExplainerTests
{
    private static readonly Dictionary<string, string[]> Filter = new() { ["feature"] = ["search"] };

    [Fact]
    public void Adoption_leaves_people_out_for_the_first_reason_that_holds() => Gen.Select(RandomCases.Cases, RandomCases.Questions).Sample(
        (@case, question) =>
        {
            var all = @case.Index().Snapshot();
            var (snapshot, today) = (all.WithActivity(@case.Activity(Filter)), Day.Of(@case.Today));
            var explanation = new Explainer(snapshot, all, today).Explain(question, AdoptionCatalogue.Adoption, AdoptionWindows.Whole(question.Window));
            AnswerInvariants.Check(question, new Evaluator(snapshot, today).Adoption(question), explanation);

            var naive = new NaiveAdoption(@case, question, Filter);
            var reasons = naive.Known().Select(who => naive.LeftOut(who)).ToList();
            Assert.Equal(reasons.Count, explanation.Steps[0].People);
            Assert.All(explanation.LeftOut, reason => Assert.Equal(reasons.Count(name => name == reason.Name), reason.People));
            foreach (var set in AdoptionCatalogue.Adoption.Sets)
                Assert.Equal(naive.People(set.Name).Count, explanation.Steps.Single(step => step.Name == set.Name).People);
        },
        iter: 1_000);

    [Fact]
    public void A_series_and_rolling_points_are_explained_together() => Gen.Select(RandomCases.Cases, RandomCases.Questions, Gen.Enum<Grain>(), Gen.Int[1, 9]).Sample(
        (@case, question, grain, days) =>
        {
            var (snapshot, today) = (@case.Index().Snapshot(), Day.Of(@case.Today));
            var (evaluator, explainer) = (new Evaluator(snapshot, today), new Explainer(snapshot, snapshot, today));
            var series = AdoptionWindows.Buckets(snapshot.Calendar, question.Window, grain);
            AnswerInvariants.Check(question, evaluator.Series(question, grain), explainer.Explain(question, AdoptionCatalogue.Series, series));
            var rolling = AdoptionWindows.Ending(question.Window, days, today);
            AnswerInvariants.Check(question, evaluator.Rolling(question, days), explainer.Explain(question, Rolling.Definition, rolling));
            Check(series);
            Check(rolling);

            void Check(AdoptionWindows windows)
            {
                var explained = explainer.Explain(question, AdoptionCatalogue.Series, windows).Steps.ToDictionary(step => step.Name, step => step.People);
                foreach (var set in AdoptionCatalogue.Adoption.Sets)
                {
                    var people = windows.Known.SelectMany(window => new NaiveAdoption(@case, question with { Window = window.Window }, new Dictionary<string, string[]>()).People(set.Name));
                    Assert.Equal(people.Distinct().Count(), explained[set.Name]);
                }
            }
        },
        iter: 25);

    [Fact]
    public void Reasons_are_told_apart()
    {
        // Today is 20 May. The window is 4 to 25 May; two interactions a day count, of search only; people of Sales are asked for.
        var people = new (string Name, string From, string? To, string Team)[]
        {
            ("counted", "2026-05-01", null, "Sales"),
            ("refused", "2026-05-01", null, "Legal"),
            ("once", "2026-04-01", "2026-05-01", "Sales"),        // one search on 5 May
            ("chatter", "2026-04-01", "2026-05-01", "Sales"),     // two chats on 5 May
            ("tomorrow", "2026-05-21", null, "Sales"),
            ("gone", "2026-04-01", "2026-05-01", "Sales"),
            ("tester", "2026-05-01", null, "Legal"),              // excluded by the project
        };
        var @case = new Case(
            new CaseProject("UTC", null),
            new DateOnly(2026, 5, 20),
            [.. people.Select(person => new CasePerson(person.Name, [new(person.From, person.To)], [new(null, new() { ["team"] = person.Team })]))],
            [Use("once", "search"), Use("chatter", "chat"), Use("chatter", "chat"), Use("counted", "search")],
            []);
        var question = new Question { Window = new(Day.Of(2026, 5, 4), Day.Of(2026, 5, 25)), MinInteractions = 2, People = [new("team", ["Sales"])] };
        var all = @case.Index().Snapshot().Without(PersonSet.Of([6]));
        var explainer = new Explainer(all.WithActivity(@case.Activity(Filter)), all, Day.Of(2026, 5, 20));

        var adoption = explainer.Explain(question, AdoptionCatalogue.Adoption, AdoptionWindows.Whole(question.Window));
        Assert.Equal(
            [("excluded_by_project", 1), ("people_filter", 1), ("denominator", 0), ("below_min_interactions", 1), ("events_filter", 1), ("days_to_come", 1), ("outside_days", 1)],
            adoption.LeftOut.Select(reason => (reason.Name, reason.People)));
        Assert.Equal([7, 5, 1, 0], adoption.Steps.Take(4).Select(step => step.People));

        // New and returning people need a day of both, so who has access and one search only is left out too.
        var lifecycle = explainer.Explain(question, Lifecycle.By(Grain.Week));
        Assert.Equal(
            [("excluded_by_project", 1), ("people_filter", 1), ("not_known_yet", 0), ("below_min_interactions", 1), ("events_filter", 0), ("no_use", 3), ("days_to_come", 1), ("outside_days", 0)],
            lifecycle.LeftOut.Select(reason => (reason.Name, reason.People)));
        Assert.Equal(0, lifecycle.Steps[^1].People);

        static CaseInteraction Use(string who, string feature) => new(who, new DateTimeOffset(2026, 5, 5, 8, 0, 0, default), new() { ["feature"] = feature });
    }
}
