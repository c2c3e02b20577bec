using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Kernel.Tests.Metrics;

public sealed class SegmentsTests
{
    private static readonly Gen<(int Weeks, SegmentBounds Bounds)> Asks = Gen.Select(
        Gen.Int[1, 5], Gen.Int[1, 3], Gen.OneOf(0.5m, 1, 1.5m, 2), Gen.OneOf(0.2m, 0.5m, 1))
        .Select((weeks, habit, power, novice) => (weeks, new SegmentBounds(habit, power, novice)));

    [Fact]
    public void Segments_are_what_the_definitions_say() => MetricProperties.Check(
        Asks,
        (question, ask) => question with { Window = new(question.Window.Until - (7 * ask.Weeks), question.Window.Until) },
        (_, ask) => Segments.Of(ask.Bounds),
        (_, people, question, ask) =>
        {
            var last = question.Window.Until - 1;
            var cells = new NaiveCells();
            var found = people.People.Where(who => people.HasAccess(who, last)).ToDictionary(who => who, who =>
            {
                var uses = people.Both(who).Where(both => question.Window.Contains(both.Day)).ToList();
                var mean = (decimal)uses.Sum(both => both.Interactions) / ask.Weeks;
                var regular = uses.Select(both => (last - both.Day) / 7).Distinct().Count() >= ask.Bounds.HabitWeeks;
                return regular && mean >= ask.Bounds.PowerMean ? "power" : regular ? "habitual" : mean >= ask.Bounds.NoviceMean ? "novice" : uses.Count > 0 ? "low" : "none";
            });
            return (new(Add("power"), Add("habitual"), Add("novice"), Add("low"), Add("none")), cells);

            int Add(string segment) => cells.Add(new(segment), found.Where(who => who.Value == segment).Select(who => who.Key));
        });
}
