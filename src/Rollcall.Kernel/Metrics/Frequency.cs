using System.Globalization;
using System.Numerics;
using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Metrics;

/// <summary>Eligible people by their number of days of both access and use: none to all days of the window, also where some are to come.</summary>
public sealed record FrequencyAnswer(IReadOnlyList<long> PeopleByActiveDays);

/// <summary>Frequency of use.</summary>
public static class Frequency
{
    public static IReadOnlyList<Measure<long>> Measures { get; } =
        [new("people_by_active_days", "people", "Eligible people with that number of days of both access and use.", people => people)];

    public static MetricDefinition Definition { get; } =
        new("frequency", "Eligible people by their number of days of both access and use: an array of length days + 1.", Measures)
        {
            Sets =
            [
                new("eligible", "Eligible people: those of every number of days."),
                new("active_eligible", "Eligible people with a day of both access and use."),
                new("N", "Eligible people with exactly N days of both access and use, like 3.", IsNumber: true),
            ],
        };

    public static PeopleMetric<FrequencyAnswer> Metric { get; } = new(
        Definition,
        scope =>
        {
            var days = scope.Window.Clip(scope.Past);
            return new(scope.Window.Days + 1, Open, counts => new(counts), Find, new(
                scope.Window, Need.Access, "denominator", "Access on too few days for the denominator."));

            Action<int> Open(CellCounts counts)
            {
                var people = scope.People(days);
                counts.GroupOf = people.GroupOf;
                var (eligible, present, daysOf) = (Bitmap.New(), Bitmap.New(), new int[Bitmap.People]);
                return chunk =>
                {
                    if (days.Days == 0)
                        return;
                    Array.Clear(eligible);
                    Array.Clear(present);
                    Array.Clear(daysOf);
                    people.Load(chunk);
                    var activity = scope.Snapshot.Activity.Chunk(chunk);
                    while (people.Step())
                    {
                        var visitor = new DayOfBoth(people, present, daysOf);
                        activity.On(people.Day)?.AtLeast(scope.Question.MinInteractions)?.ForEach(ref visitor);
                    }

                    people.AddEligible(scope.Question.Denominator, eligible);
                    for (var word = 0; word < Bitmap.Words; word++)
                    {
                        present[word] |= people.AnyAccess[word];
                        for (var rest = eligible[word]; rest != 0; rest &= rest - 1)
                        {
                            var person = (word << 6) + BitOperations.TrailingZeroCount(rest);
                            counts.AddPerson(daysOf[person], person);
                        }
                    }

                    counts.AddPresent(present);
                    CountMovers(people, activity, counts);
                };
            }

            Found<int[]> Find(PeopleCell cell) => cell.Set switch
            {
                "eligible" => Enumerable.Range(0, scope.Window.Days + 1).ToArray(),
                "active_eligible" => Enumerable.Range(1, scope.Window.Days).ToArray(),
                var number when int.Parse(number, CultureInfo.InvariantCulture) is var n && n <= scope.Window.Days => new[] { n },
                _ => new CellFault.Unknown("set", cell.Set, $"a number of days from 0 to {scope.Window.Days}, the days of the window"),
            };

            void CountMovers(ChunkPeople people, ActivityChunk activity, CellCounts counts)
            {
                foreach (var (person, history) in people.Movers)
                {
                    foreach (var (group, use) in people.UsesOf(person, history, activity, scope.Question.MinInteractions))
                    {
                        if (use.IsEligible(scope.Question.Denominator, days.Days))
                            counts.AddTo(group, use.ActiveEligibleDays, person);
                        if (group is { } number && use is not { EligibleDays: 0, ActiveDays: 0 })
                            counts.AddPresent(number);
                    }
                }
            }
        },
        decidesOnce: false);

    private readonly struct DayOfBoth(ChunkPeople people, ulong[] present, int[] daysOf) : IUseVisitor
    {
        public void Visit(int person, int count)
        {
            if (!Bitmap.Has(people.Admitted, person))
                return;
            Bitmap.Add(present, person);
            if (Bitmap.Has(people.Access, person))
                daysOf[person]++;
        }
    }
}
