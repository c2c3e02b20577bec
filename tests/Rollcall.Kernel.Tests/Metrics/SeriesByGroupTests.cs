using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Kernel.Tests.Metrics;

/// <summary>Adoption of many windows by group against adoption by the book: a group is the same question of each window with that value as a filter.</summary>
public sealed class SeriesByGroupTests
{
    private static readonly Dictionary<string, string[]> NoFilter = [];

    private static readonly Gen<Question> Questions = Gen.Select(RandomCases.Questions, Gen.OneOf<string[]>(["department"], ["region"], ["department", "region"]))
        .Select((question, groupBy) => question with { GroupBy = groupBy });

    [Fact]
    public void A_bucket_of_a_group_is_adoption_of_its_people() => Gen.Select(RandomCases.Cases, Questions, Gen.Enum<Grain>()).Sample(
        (@case, question, grain) => Check(@case, question, grain, @case.Index(), 1),
        iter: 600);

    [Fact]
    public void Everybody_many_times_is_everybody_so_many_times()
    {
        // Half of them in each of two chunks: with few, days of use are lists, and with many bitmaps.
        Gen.Select(RandomCases.Cases, Questions, Gen.OneOf(Grain.Day, Grain.Week), Gen.OneOf(100, 4_500)).Sample(
            (@case, question, grain, copies) =>
            {
                var numbers = @case.Numbers();
                var index = new ProjectIndex(@case.Calendar());
                for (var copy = 0; copy < copies; copy++)
                {
                    var change = new IndexChange();
                    foreach (var person in @case.People)
                        change.People.Add(person.ToFacts(Number(person.EndUser, copy)));
                    foreach (var interaction in @case.Interactions)
                        change.Uses.Add((Number(interaction.EndUser, copy), Timestamp.ToMicroseconds(interaction.TimeStart)));
                    index.Apply(change);
                }

                Check(@case, question, grain, index, copies);

                int Number(string name, int copy) => (copy % 2 << 16) + (copy / 2 * 16) + numbers[name];
            },
            iter: 12);
    }

    [Theory]
    [InlineData(126)]   // 127 groups with those who have no department: as many as go together
    [InlineData(127)]
    public void Any_number_of_groups_is_counted(int departments)
    {
        // Person n of department n has access for the first n % 20 + 1 days of May, and uses it on the 3rd; at noon of the 12th, each moves to "moved" but the last.
        var (index, change) = (new ProjectIndex(new(TimeZoneInfo.Utc, DayOfWeek.Monday)), new IndexChange());
        for (var n = 0; n < departments - 1; n++)
        {
            change.People.Add(new CasePerson("", [new("2026-05-01", $"2026-05-{(n % 20) + 2:00}")], [Tags(null, $"{n:000}"), Tags("2026-05-12", n < departments - 2 ? "moved" : $"{n:000}")]).ToFacts(n));
            change.Uses.Add((n, Timestamp.ToMicroseconds(new DateTimeOffset(2026, 5, 3, 9, 0, 0, TimeSpan.Zero))));
        }

        index.Apply(change);
        var question = new Question { Window = new(Day.Of(2026, 5, 1), Day.Of(2026, 5, 21)), GroupBy = ["department"] };
        var answer = new Evaluator(index.Snapshot(), Day.Of(2026, 6, 1)).Series(question, Grain.Day);

        // Only values of the last day are rows, and their buckets are of those who hold them on the bucket's day.
        Assert.Equal([$"{departments - 2:000}", "moved"], answer.Groups.Select(group => group.Values[0]));
        var (last, moved) = (answer.Groups[0].Answer, answer.Groups[1].Answer);
        Assert.Equal(Enumerable.Range(0, 20).Select(day => (departments - 2) % 20 >= day ? 1L : 0), last.Select(bucket => bucket.Measures.Eligible));
        Assert.Equal(Enumerable.Range(0, 20).Select(day => day < 11 ? 0 : Enumerable.Range(0, departments - 2).LongCount(n => n % 20 >= day)), moved.Select(bucket => bucket.Measures.Eligible));
        Assert.Equal((1, 0), (last[2].Measures.Active, moved[2].Measures.Active));

        static CaseTags Tags(string? from, string department) => new(from, new() { ["department"] = department });
    }

    private static void Check(Case @case, Question question, Grain grain, ProjectIndex index, int times)
    {
        var answer = new Evaluator(index.Snapshot(), Day.Of(@case.Today), threads: 2).Series(question, grain);
        Assert.Equal(new NaiveAdoption(@case, question, NoFilter).Groups().Select(group => string.Join('|', group.Values)), answer.Groups.Select(group => string.Join('|', group.Values)));
        foreach (var bucket in answer.Total)
            Assert.Equal(Naive(question, bucket), bucket.Measures);
        foreach (var group in answer.Groups)
        {
            var asked = question with { People = [.. question.People, .. question.GroupBy.Zip(group.Values, (key, value) => new TagTerm(key, [value ?? ""]))] };
            foreach (var bucket in group.Answer)
                Assert.Equal(Naive(asked, bucket), bucket.Measures);
        }

        AdoptionMeasures Naive(Question asked, SeriesBucket bucket)
        {
            var one = new NaiveAdoption(@case, asked with { GroupBy = [], Window = bucket.Period }, NoFilter).Total();
            return one with
            {
                Eligible = one.Eligible * times,
                Active = one.Active * times,
                ActiveEligible = one.ActiveEligible * times,
                NeverUsed = one.NeverUsed * times,
                ShadowNeverEligible = one.ShadowNeverEligible * times,
                ShadowNotYet = one.ShadowNotYet * times,
                ShadowEnded = one.ShadowEnded * times,
                ShadowGap = one.ShadowGap * times,
                EligibleDays = one.EligibleDays * times,
                ActiveEligibleDays = one.ActiveEligibleDays * times,
                Interactions = one.Interactions * times,
                ActiveWithAccess = one.ActiveWithAccess * times,
            };
        }
    }
}
