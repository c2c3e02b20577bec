using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Testing;
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
            var cells = new NaiveCells();
            return (
                new(
                    Add("retained", "used", "used"),
                    Add("lapsed", "used", "idle"),
                    cells.Add(new("activated"), People("idle", "used").Where(who => people.FirstUse(who) >= after.From)),
                    cells.Add(new("reactivated"), People("idle", "used").Where(who => people.FirstUse(who) < after.From)),
                    Add("still_idle", "idle", "idle"),
                    Add("reclaimed_active", "used", "none"),
                    Add("reclaimed_idle", "idle", "none"),
                    Add("newly_active", "none", "used"),
                    Add("newly_idle", "none", "idle")),
                cells);

            string State(string who, Period window) => people.Used(window).Contains(who) ? "used" : people.AccessIn(window).Contains(who) ? "idle" : "none";

            IEnumerable<string> People(string from, string to) => people.People.Where(who => State(who, before) == from && State(who, after) == to);

            int Add(string set, string from, string to) => cells.Add(new(set), People(from, to));
        });

    private static Period Before(Question question, int length) => new(question.Window.From, question.Window.From + length);

    private static Period After(Question question, int length) => new(question.Window.Until - length, question.Window.Until);
}
