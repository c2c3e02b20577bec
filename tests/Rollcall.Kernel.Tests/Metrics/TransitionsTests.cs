using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Xunit;

namespace Rollcall.Kernel.Tests.Metrics;

public sealed class TransitionsTests
{
    // The second window begins some days after the first, before or behind its end.
    private static readonly Gen<(int Length, int Shift)> Asks = Gen.Select(Gen.Int[1, 20], Gen.Int[0, 20]);

    [Fact]
    public void Transitions_are_what_the_definitions_say() => MetricProperties.Check(
        Asks,
        (question, ask) => question with { Window = new(question.Window.From, question.Window.From + ask.Length + ask.Shift) },
        (question, ask) => Transitions.Of(Before(question, ask.Length), After(question, ask.Length)),
        (_, people, question, ask) =>
        {
            var (before, after) = (Before(question, ask.Length), After(question, ask.Length));
            var states = people.People.Select(who => (State(who, before), State(who, after), Earlier: people.FirstUse(who) < after.From)).ToList();
            return new(
                Count("used", "used"),
                Count("used", "idle"),
                states.Count(state => state is ("idle", "used", false)),
                states.Count(state => state is ("idle", "used", true)),
                Count("idle", "idle"),
                Count("used", "none"),
                Count("idle", "none"),
                Count("none", "used"),
                Count("none", "idle"));

            string State(string who, Period window) => people.Used(window).Contains(who) ? "used" : people.AccessIn(window).Contains(who) ? "idle" : "none";

            int Count(string from, string to) => states.Count(state => state.Item1 == from && state.Item2 == to);
        });

    private static Period Before(Question question, int length) => new(question.Window.From, question.Window.From + length);

    private static Period After(Question question, int length) => new(question.Window.Until - length, question.Window.Until);
}
