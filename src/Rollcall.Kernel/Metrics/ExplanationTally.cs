using System.Numerics;
using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Metrics;

/// <summary>Counts the sets of an explanation over the chunks of a population.</summary>
/// <param name="sets">The metric's own sets; who is in one of them is counted.</param>
/// <param name="reach">Where the metric looks.</param>
/// <param name="suffix">What the metric's own definitions say of one period, for all of them.</param>
internal sealed class ExplanationTally(IReadOnlyList<SetDefinition> sets, Reach reach, string suffix)
{
    private readonly long[] _sets = new long[sets.Count];
    private readonly Reason[] _reasons = [.. Reasons(reach)];
    private long _known, _admitted, _withAccess, _withUse, _counted;

    private static string While(Need need) => need == Need.Both ? " while they had access" : "";

    /// <summary>Adds a chunk.</summary>
    public void Add(ReachedPeople people, ulong[] known)
    {
        for (var word = 0; word < Bitmap.Words; word++)
        {
            ulong counted = 0;
            for (var set = 0; set < _sets.Length; set++)
            {
                counted |= people.Sets[set][word];
                _sets[set] += BitOperations.PopCount(people.Sets[set][word]);
            }

            _known += BitOperations.PopCount(known[word]);
            _admitted += BitOperations.PopCount(known[word] & people.Admitted[word]);
            _withAccess += BitOperations.PopCount(people.Access[word]);
            _withUse += BitOperations.PopCount(people.Use[word]);
            _counted += BitOperations.PopCount(counted);
            var rest = known[word] & ~counted;
            foreach (var reason in _reasons)
            {
                var left = rest & reason.Holds(people, word);
                reason.People += BitOperations.PopCount(left);
                rest &= ~left;
            }
        }
    }

    public Explanation ToExplanation() => new(
    [
        new("known", _known, "People who had, have or will have access, or have an interaction."),
        new("admitted", _admitted, "Those whom the people filter admits."),
        new("with_access", _withAccess, "Those of them with access on a day looked at, up to today."),
        new("with_use", _withUse, $"Those admitted with a day of use{While(reach.Need)}."),
        .. sets.Select((set, i) => new ExplainedSet(set.Name, _sets[i], set.Definition + suffix)),
        new("counted", _counted, "People in at least one of the metric's sets."),
    ],
    [.. _reasons.Select(reason => new ExplainedSet(reason.Name, reason.People, reason.Definition))]);

    // In order: a person is left out by the first that holds.
    private static IEnumerable<Reason> Reasons(Reach reach)
    {
        yield return new("excluded_by_project", "Among the people whom the project's settings exclude.", (people, word) => people.Excluded[word]);
        yield return new("people_filter", "Not admitted by the people filter.", (people, word) => ~people.Admitted[word]);
        yield return new(reach.Reason, reach.Definition, (people, word) => reach.Need == Need.Both ? people.Use[word] : people.Access[word]);
        if (reach.Need != Need.Access)
        {
            yield return new(
                "below_min_interactions", $"Qualifying interactions{While(reach.Need)}, but on no day as many as min_interactions.", (people, word) => people.Qualifying[word]);
            yield return new("events_filter", $"Interactions{While(reach.Need)}, but none that the interaction filter lets through.", (people, word) => people.Interaction[word]);
        }

        if (reach.Need == Need.Both)
            yield return new("no_use", "Access, but no interaction while they had it.", (people, word) => people.Access[word]);
        yield return new("days_to_come", "Only on days after today.", (people, word) => people.ToCome[word]);
        yield return new("outside_days", $"No access{(reach.Need == Need.AccessOrUse ? " and no interaction" : "")} on the days looked at.", (_, _) => ulong.MaxValue);
    }

    private sealed class Reason(string name, string definition, Func<ReachedPeople, int, ulong> holds)
    {
        public string Name => name;

        public string Definition => definition;

        /// <summary>Who of a word of people has it.</summary>
        public Func<ReachedPeople, int, ulong> Holds => holds;

        public long People { get; set; }
    }
}
