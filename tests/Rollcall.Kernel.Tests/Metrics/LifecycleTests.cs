using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Kernel.Tests.Metrics;

public sealed class LifecycleTests
{
    [Fact]
    public void Lifecycle_is_what_the_definitions_say() => MetricProperties.Check(
        Gen.Enum<Grain>(),
        (question, _) => question,
        (_, grain) => Lifecycle.By(grain),
        (@case, people, question, grain) =>
        {
            var calendar = @case.Calendar();
            var cells = new NaiveCells();
            var buckets = new List<LifecycleBucket>();
            foreach (var period in calendar.Periods(question.Window, grain))
            {
                var isOver = period.Until <= people.Today;
                var (now, before) = (people.Used(period), people.Used(new(calendar.PeriodStart(period.From - 1, grain), period.From)));
                var fresh = now.Where(who => people.FirstUse(who) >= period.From).ToHashSet();
                buckets.Add(new(
                    period,
                    !isOver,
                    cells.Add(new("new", period.From), fresh),
                    cells.Add(new("returning", period.From), now.Intersect(before)),
                    cells.Add(new("resurrected", period.From), now.Except(before).Except(fresh)),
                    isOver ? cells.Add(new("dormant", period.From), before.Except(now)) : cells.AddUnknown(new("dormant", period.From))));
            }

            return ((IReadOnlyList<LifecycleBucket>)buckets, cells);
        });

    [Fact]
    public void Returning_and_dormant_are_all_who_used_it_in_the_period_before() => Gen.Select(RandomCases.Cases, RandomCases.Questions, Gen.Enum<Grain>()).Sample(
        (@case, question, grain) =>
        {
            question = question with { AsOf = AsOf.Now, GroupBy = [] };
            var buckets = new Evaluator(@case.Index().Snapshot(), Day.Of(@case.Today)).Ask(question, Lifecycle.By(grain)).Total;
            foreach (var (before, bucket) in buckets.Zip(buckets.Skip(1)).Where(pair => !pair.Second.Partial))
                Assert.Equal(before.New + before.Returning + before.Resurrected, bucket.Returning + bucket.Dormant);
        },
        iter: 500);

    [Fact]
    public void Tags_of_each_day_are_refused()
    {
        var question = new Question { Window = new(Day.Of(2026, 5, 4), Day.Of(2026, 5, 11)), AsOf = AsOf.Event };
        var evaluator = new Evaluator(new ProjectIndex(new(TimeZoneInfo.Utc, DayOfWeek.Monday)).Snapshot(), Day.Of(2026, 6, 1));
        Assert.Throws<ArgumentException>(() => evaluator.Ask(question, Lifecycle.By(Grain.Week)));
    }
}
