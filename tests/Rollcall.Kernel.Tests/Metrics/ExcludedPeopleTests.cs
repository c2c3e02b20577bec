using System.Text.Json;
using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Kernel.Tests.Metrics;

/// <summary>To exclude people is to ask about a project in which they never were.</summary>
public sealed class ExcludedPeopleTests
{
    private static readonly Gen<string[]> Names = Gen.Int[0, 11].Select(i => $"user{i}").Array[0, 6];

    [Fact]
    public void Adoption_without_the_excluded_is_adoption_by_the_book_without_them() => Gen.Select(RandomCases.Cases, RandomCases.Questions, Names).Sample(
        (@case, question, names) =>
        {
            var (without, today) = (Without(@case, names), Day.Of(@case.Today));
            var naive = new NaiveAdoption(without, question, new Dictionary<string, string[]>());
            var answer = new Evaluator(@case.Index().Snapshot().Without(People(@case, names)), today).Adoption(question);
            Assert.Equal(naive.Total(), answer.Total);
            Assert.Equal(
                question.GroupBy.Count == 0 ? [] : naive.Groups().Select(group => (string.Join('|', group.Values), group.Measures)),
                answer.Groups.Select(group => (string.Join('|', group.Values), group.Answer)));
        },
        iter: 2_000);

    [Fact]
    public void Every_metric_counts_as_if_the_excluded_were_not_there() => Gen.Select(RandomCases.Cases, RandomCases.Questions, Gen.Enum<Grain>(), Names).Sample(
        (@case, question, grain, names) =>
        {
            var today = Day.Of(@case.Today);
            Assert.Equal(
                Answers(new(Without(@case, names).Index().Snapshot(), today), question, grain),
                Answers(new(@case.Index().Snapshot().Without(People(@case, names)), today), question, grain));
        },
        iter: 500);

    [Fact]
    public void No_list_holds_the_excluded() => Gen.Select(RandomCases.Cases, RandomCases.Questions, Names).Sample(
        (@case, question, names) =>
        {
            var (without, today) = (Without(@case, names), Day.Of(@case.Today));
            foreach (var set in Enum.GetValues<PeopleSet>())
            {
                Assert.Equal(
                    Listed(without, new Evaluator(without.Index().Snapshot(), today).People(question, set)),
                    Listed(@case, new Evaluator(@case.Index().Snapshot().Without(People(@case, names)), today).People(question, set)));
            }
        },
        iter: 500);

    [Fact]
    public void Chunks_with_and_without_excluded_people_add_up()
    {
        // 5,000 people in each of three chunks, all with access, all active on the first day (a bitmap), person n % 300 + 1 times.
        var (from, calendar) = (Day.Of(2026, 5, 4), new ProjectCalendar(TimeZoneInfo.Utc, DayOfWeek.Monday));
        var (index, change) = (new ProjectIndex(calendar), new IndexChange());
        var numbers = Enumerable.Range(0, 3).SelectMany(chunk => Enumerable.Range(chunk << 16, 5_000)).ToList();
        foreach (var number in numbers)
        {
            change.People.Add(new CasePerson("", [new("2026-05-01", null)], []).ToFacts(number));
            for (var i = 0; i <= number % 300; i++)
                change.Uses.Add((number, 1_000_000L * new DateTimeOffset(from.Date.ToDateTime(default), TimeSpan.Zero).ToUnixTimeSeconds()));
        }

        index.Apply(change);
        int[] excluded = [7, 299, 4_999, (2 << 16) + 299];
        var question = new Question { Window = new(from, from + 7) };
        foreach (var threads in (int[])[1, 2])
        {
            var total = new Evaluator(index.Snapshot().Without(PersonSet.Of(excluded)), from + 30, threads).Adoption(question).Total;
            Assert.Equal((14_996, 14_996, 14_996), (total.Eligible, total.Active, total.ActiveEligible));
            Assert.Equal((14_996 * 7, 14_996), (total.EligibleDays, total.ActiveEligibleDays));
            Assert.Equal(numbers.Except(excluded).Sum(number => (number % 300) + 1L), total.Interactions);
        }
    }

    private static string Answers(Evaluator evaluator, Question question, Grain grain)
    {
        var once = question.AsOf.IsEvent ? question with { AsOf = AsOf.WindowEnd } : question;
        var (from, until) = (once.Window.From, once.Window.Until);
        var weeks = once with { Window = new(until - 14, until) };
        var both = once with { Window = new(from - 10, until) };
        return JsonSerializer.Serialize<object[]>(
        [
            evaluator.Series(question, grain),
            evaluator.Rolling(question, 7),
            evaluator.Ask(question, Frequency.Metric),
            evaluator.Ask(once, Lifecycle.By(grain)),
            evaluator.Ask(once, Retention.By(grain, RetentionAnchor.FirstUse, RetentionKind.Bounded)),
            evaluator.Ask(once, Retention.By(grain, RetentionAnchor.AccessStart, RetentionKind.Unbounded)),
            evaluator.Ask(once, TimeToFirstUse.Of(Day.Latest, 7)),
            evaluator.Ask(both, Transitions.Of(new(from - 10, from), new(from, until))),
            evaluator.Ask(weeks, Segments.Of(new(1, 2, 1))),
        ]);
    }

    private static Case Without(Case @case, string[] names) => @case with
    {
        People = [.. @case.People.Where(person => !names.Contains(person.EndUser))],
        Interactions = [.. @case.Interactions.Where(interaction => !names.Contains(interaction.EndUser))],
    };

    private static PersonSet People(Case @case, string[] names)
    {
        var numbers = @case.Numbers();
        return PersonSet.Of(names.Where(numbers.ContainsKey).Select(name => numbers[name]));
    }

    private static IEnumerable<string> Listed(Case @case, PersonSet people)
    {
        var names = @case.Numbers().ToDictionary(number => number.Value, number => number.Key);
        return people.Select(person => names[person]).Order(StringComparer.Ordinal);
    }
}
