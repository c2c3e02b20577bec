using System.Numerics;
using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Privacy;

/// <summary>The people of a question's window by their tags, with or without access, whatever it filters and groups by.</summary>
public static class Crowd
{
    /// <summary>
    /// Eligible people, as the question's denominator says. Where each day's own tags decide, somebody who moved counts once, in the last of the tag sets in
    /// which he or she is eligible: so several groups together never have fewer people than are counted in them.
    /// </summary>
    public static PeopleMetric<long> Eligible { get; } = new(
        scope =>
        {
            var days = scope.Window.Clip(scope.Past);
            return new(1, Open, counts => counts[0]);

            Action<int> Open(CellCounts counts)
            {
                var people = scope.People(days);
                counts.GroupOf = people.GroupOf;
                var (eligible, present) = (Bitmap.New(), Bitmap.New());
                return chunk =>
                {
                    if (days.Days == 0)
                        return;
                    Array.Clear(eligible);
                    Array.Clear(present);
                    people.Load(chunk);
                    var activity = scope.Snapshot.Activity.Chunk(chunk);
                    while (people.Step())
                    {
                        var visitor = new Present(people, present);
                        activity.On(people.Day)?.AtLeast(scope.Question.MinInteractions)?.ForEach(ref visitor);
                    }

                    people.AddEligible(scope.Question.Denominator, eligible);
                    for (var word = 0; word < Bitmap.Words; word++)
                    {
                        present[word] |= people.AnyAccess[word];
                        for (var rest = eligible[word]; rest != 0; rest &= rest - 1)
                            counts.AddPerson(0, (word << 6) + BitOperations.TrailingZeroCount(rest));
                    }

                    counts.AddPresent(present);
                    CountMovers(people, activity, counts);
                };
            }

            void CountMovers(ChunkPeople people, ActivityChunk activity, CellCounts counts)
            {
                foreach (var (person, history) in people.Movers)
                {
                    int? last = null;
                    foreach (var (group, use) in people.UsesOf(person, history, activity, scope.Question.MinInteractions))
                    {
                        if (group is not { } number)
                            continue;
                        if (use is not { EligibleDays: 0, ActiveDays: 0 })
                            counts.AddPresent(number);
                        if (use.IsEligible(scope.Question.Denominator, days.Days))
                            last = number;
                    }

                    if (last is not null)
                        counts.AddTo(last, 0, person);
                }
            }
        },
        decidesOnce: false);

    private readonly struct Present(ChunkPeople people, ulong[] present) : IUseVisitor
    {
        public void Visit(int person, int count)
        {
            if (Bitmap.Has(people.Admitted, person))
                Bitmap.Add(present, person);
        }
    }
}
