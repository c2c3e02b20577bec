using System.Numerics;
using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Metrics;

/// <summary>Where the segments begin. Means are interactions a week over all weeks looked at.</summary>
/// <param name="HabitWeeks">Active weeks from which on use is a habit; default 9.</param>
/// <param name="PowerMean">Mean from which on somebody with the habit is a power user; default 15.</param>
/// <param name="NoviceMean">Mean from which on somebody without it is a novice; default 1.</param>
public readonly record struct SegmentBounds(int HabitWeeks, decimal PowerMean, decimal NoviceMean)
{
    public static readonly SegmentBounds Default = new(9, 15, 1);
}

/// <summary>People with access on the last day of the weeks, each in one segment.</summary>
public sealed record SegmentsAnswer(long Power, long Habitual, long Novice, long Low, long None);

/// <summary>Segments by habit and amount of use in the weeks before a date.</summary>
public static class Segments
{
    /// <summary>Weeks looked at unless asked otherwise.</summary>
    public const int DefaultWeeks = 12;

    public static IReadOnlyList<Measure<SegmentsAnswer>> Measures { get; } =
    [
        new("power", "people", "Active in at least habit_weeks of the weeks, with a mean of at least power_mean interactions a week.", s => s.Power),
        new("habitual", "people", "Active in at least habit_weeks of the weeks, with a lower mean.", s => s.Habitual),
        new("novice", "people", "Active in fewer weeks, with a mean of at least novice_mean.", s => s.Novice),
        new("low", "people", "Any other use.", s => s.Low),
        new("none", "people", "No use.", s => s.None),
    ];

    public static MetricDefinition Definition { get; } =
        new("segments", "People with access on the day before a date, by their use with access in the blocks of 7 days before it.", Measures);

    /// <summary>The question's window is the weeks: a multiple of 7 days, of which the people need access on the last.</summary>
    public static PeopleMetric<SegmentsAnswer> Of(SegmentBounds bounds) => new(Definition, scope =>
    {
        return new(5, Open, counts => new(counts[0], counts[1], counts[2], counts[3], counts[4]), cell => new[] { Definition.IndexOf(cell.Set) }, new(
            scope.Window, Need.Access, "no_access_at_end", "Access in the weeks, but not on their last day."));

        Action<int> Open(CellCounts counts)
        {
            var people = scope.People(scope.Window);
            counts.GroupOf = people.GroupOf;
            var (present, total, weeks, lastWeek) = (Bitmap.New(), new long[Bitmap.People], new int[Bitmap.People], new int[Bitmap.People]);
            return chunk =>
            {
                Array.Clear(present);
                Array.Clear(total);
                Array.Clear(weeks);
                Array.Clear(lastWeek);
                people.Load(chunk);
                var activity = scope.Snapshot.Activity.Chunk(chunk);
                while (people.Step())
                {
                    var isPast = people.Day <= scope.Today;
                    if (isPast)
                        Bitmap.Unite(present, people.Access);
                    var visitor = new DayOfUse(people, isPast ? present : null, total, weeks, lastWeek, 1 + ((people.Day - scope.Window.From) / 7));
                    activity.On(people.Day)?.AtLeast(scope.Question.MinInteractions)?.ForEach(ref visitor);
                }

                for (var word = 0; word < Bitmap.Words; word++)
                {
                    for (var rest = people.Access[word]; rest != 0; rest &= rest - 1)
                    {
                        var person = (word << 6) + BitOperations.TrailingZeroCount(rest);
                        counts.AddPerson(Segment(total[person], weeks[person]), person);
                    }
                }

                counts.AddPresent(present);
            };
        }

        // The mean is at least a bound when the total is at least the bound times the weeks: no division, so exact.
        int Segment(long total, int weeks)
        {
            var all = scope.Window.Days / 7;
            if (weeks >= bounds.HabitWeeks)
                return total >= bounds.PowerMean * all ? 0 : 1;
            if (total >= bounds.NoviceMean * all)
                return 2;
            return total > 0 ? 3 : 4;
        }
    });

    private readonly struct DayOfUse(ChunkPeople people, ulong[]? present, long[] total, int[] weeks, int[] lastWeek, int week) : IUseVisitor
    {
        public void Visit(int person, int count)
        {
            if (!Bitmap.Has(people.Admitted, person))
                return;
            if (present is not null)
                Bitmap.Add(present, person);
            if (!Bitmap.Has(people.Access, person))
                return;
            total[person] += count;
            weeks[person] += lastWeek[person] == week ? 0 : 1;
            lastWeek[person] = week;
        }
    }
}
