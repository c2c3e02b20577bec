using System.Numerics;
using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>How long people took from the start of their first access to their first use within it.</summary>
/// <param name="Granted">used + access_ended + still_waiting.</param>
/// <param name="Used">Used it within their first access, before the horizon.</param>
/// <param name="AccessEnded">Their first access ended without use.</param>
/// <param name="StillWaiting">At the horizon without use.</param>
/// <param name="MedianDays">First day on which the share is at least one half; null when it never is.</param>
/// <param name="Curve">A row for each day with uses.</param>
/// <param name="WithinDays">The n of the next two.</param>
/// <param name="Observed">People with n full days observed.</param>
/// <param name="UsedWithin">Those of them who used it within n days.</param>
public sealed record TimeToFirstUseAnswer(
    long Granted, long Used, long AccessEnded, long StillWaiting, int? MedianDays, IReadOnlyList<FirstUseShare> Curve, int WithinDays, long Observed, long UsedWithin);

/// <summary>The Kaplan-Meier share of those who used it by a day; the day of the access start is 0.</summary>
public readonly record struct FirstUseShare(int Day, double Share);

/// <summary>Time from access to first use, for people whose first access starts in the window.</summary>
public static class TimeToFirstUse
{
    /// <summary>Days within which people are expected to begin, unless asked otherwise.</summary>
    public const int DefaultWithin = 28;

    public static IReadOnlyList<Measure<TimeToFirstUseAnswer>> Measures { get; } =
    [
        new("granted", "people", "People whose first access starts in the window, before the horizon.", t => t.Granted),
        new("used", "people", "Used it within that access, before the horizon.", t => t.Used),
        new("access_ended", "people", "That access ended without use.", t => t.AccessEnded),
        new("still_waiting", "people", "At the horizon without use.", t => t.StillWaiting),
        new("median_days", "days", "First day on which the Kaplan-Meier share of users is at least one half; null when it never is.", t => t.MedianDays),
        new("observed", "people", "People with within_days full days of that access before the horizon.", t => t.Observed),
        new("used_within", "people", "Those of them who used it within within_days.", t => t.UsedWithin),
        new("used_within_rate", "rate", "used_within / observed.", t => t.Observed == 0 ? null : (double)t.UsedWithin / t.Observed),
    ];

    public static MetricDefinition Definition { get; } =
        new("time_to_first_use", "Days from the start of people's first access to their first use within it, with those who have not used it yet as censored.", Measures);

    /// <param name="horizon">First day that is not observed; at most tomorrow.</param>
    /// <param name="within">1 or more.</param>
    public static PeopleMetric<TimeToFirstUseAnswer> Of(Day horizon, int within) => new(Definition, scope =>
    {
        horizon = Day.Min(horizon, scope.Today + 1);
        var window = scope.Window.Clip(scope.Past);
        var starts = window.Clip(new(Day.Earliest, horizon));
        var days = new Period(window.From, Day.Max(window.Until, horizon));
        // Waits, ends of access and ends of observation by day; then those observed long enough, and those of them who used it in time.
        var longest = new Period(window.From, horizon).Days + 1;
        var (ended, waiting, observed, usedWithin) = (longest, 2 * longest, 3 * longest, (3 * longest) + 1);
        return new((3 * longest) + 2, Open, Answer, Find, new(
            scope.Window, Need.Access, "began_before", "First access began before the window, or not before the horizon."));

        Action<int> Open(CellCounts counts)
        {
            var people = scope.People(days);
            counts.GroupOf = people.GroupOf;
            var (present, first) = (Bitmap.New(), new int[Bitmap.People]);
            return chunk =>
            {
                Array.Clear(present);
                Array.Fill(first, int.MaxValue);
                people.Load(chunk);
                var activity = scope.Snapshot.Activity.Chunk(chunk);
                while (people.Step())
                {
                    var isInWindow = window.Contains(people.Day);
                    if (isInWindow)
                        Bitmap.Unite(present, people.Access);
                    var visitor = new FirstDay(people, isInWindow ? present : null, people.Day < horizon ? first : null);
                    activity.On(people.Day)?.AtLeast(scope.Question.MinInteractions)?.ForEach(ref visitor);
                }

                for (var word = 0; word < Bitmap.Words; word++)
                {
                    for (var rest = people.AnyAccess[word]; rest != 0; rest &= rest - 1)
                    {
                        var person = (word << 6) + BitOperations.TrailingZeroCount(rest);
                        if (people.FirstAccess(person) is { } access && starts.Contains(access.From))
                            Count(counts, person, access, new Day(first[person]));
                    }
                }

                counts.AddPresent(present);
            };
        }

        void Count(CellCounts counts, int person, Period access, Day firstUse)
        {
            var used = access.Contains(firstUse);
            if (used)
                counts.AddPerson(firstUse - access.From, person);
            else if (access.Until <= horizon)
                counts.AddPerson(ended + access.Days, person);
            else
                counts.AddPerson(waiting + (horizon - access.From), person);
            if (Day.Min(access.Until, horizon) < access.From + within)
                return;
            counts.AddPerson(observed, person);
            if (used && firstUse < access.From + within)
                counts.AddPerson(usedWithin, person);
        }

        Found<int[]> Find(PeopleCell cell) => cell.Set switch
        {
            "used" => ByDay(cell, 0),
            "access_ended" => ByDay(cell, ended),
            "still_waiting" => ByDay(cell, waiting),
            _ when cell.Number is { } day => new CellFault.Unknown("day", $"{day}", $"one that goes with '{cell.Set}': used, access_ended and still_waiting are by day"),
            "granted" => Enumerable.Range(0, observed).ToArray(),
            "observed" => new[] { observed },
            _ => new[] { usedWithin },
        };

        Found<int[]> ByDay(PeopleCell cell, int first)
        {
            if (cell.Number is not { } day)
                return Enumerable.Range(first, longest).ToArray();
            return day < longest ? new[] { first + day } : new CellFault.Unknown("day", $"{day}", $"a number from 0 to {longest - 1}, the days observed");
        }

        TimeToFirstUseAnswer Answer(long[] counts)
        {
            var (waits, ends, waitings) = (counts[..ended], counts[ended..waiting], counts[waiting..observed]);
            var (curve, median) = Curve(waits, [.. ends.Zip(waitings, (a, b) => a + b)]);
            var (used, gone, still) = (waits.Sum(), ends.Sum(), waitings.Sum());
            return new(used + gone + still, used, gone, still, median, curve, within, counts[observed], counts[usedWithin]);
        }
    });

    /// <summary>The number of people that <see cref="Of"/> looks at: those whose first access starts in the window, before the horizon.</summary>
    public static PeopleMetric<long> Granted(Day horizon) => new(scope =>
    {
        var starts = scope.Window.Clip(new(Day.Earliest, Day.Min(horizon, scope.Today + 1)));
        return new(1, Open, counts => counts[0]);

        Action<int> Open(CellCounts counts)
        {
            var people = scope.People(starts);
            counts.GroupOf = people.GroupOf;
            return chunk =>
            {
                if (starts.Days == 0)
                    return;
                people.Load(chunk);
                while (people.Step())
                {
                    // Access is known behind the walk.
                }

                for (var word = 0; word < Bitmap.Words; word++)
                {
                    for (var rest = people.AnyAccess[word]; rest != 0; rest &= rest - 1)
                    {
                        var person = (word << 6) + BitOperations.TrailingZeroCount(rest);
                        if (people.FirstAccess(person) is { } access && starts.Contains(access.From))
                            counts.AddPerson(0, person);
                    }
                }
            };
        }
    });

    /// <summary>Kaplan-Meier: who is censored on day c was at risk on the days before. Exact: the share without use is kept as a fraction.</summary>
    private static (IReadOnlyList<FirstUseShare> Curve, int? Median) Curve(long[] waits, long[] censored)
    {
        var curve = new List<FirstUseShare>();
        int? median = null;
        BigInteger idle = 1, all = 1;
        var atRisk = waits.Sum() + censored.Sum();
        for (var day = 0; day < waits.Length; day++)
        {
            atRisk -= censored[day];
            if (waits[day] == 0)
                continue;
            (idle, all) = (idle * (atRisk - waits[day]), all * atRisk);
            var common = BigInteger.GreatestCommonDivisor(idle, all);
            (idle, all) = (idle / common, all / common);
            atRisk -= waits[day];
            curve.Add(new(day, Ratio(all - idle, all)));
            if (median is null && (all - idle) * 2 >= all)
                median = day;
        }

        return (curve, median);
    }

    // Numbers that a double holds exactly are divided by it; of larger ones 62 bits behind the point are more than it keeps. (A BigInteger would be cut
    // off and not rounded on its way to a double, hence the long.)
    private static double Ratio(BigInteger part, BigInteger whole)
        => whole <= 1L << 53 ? (double)part / (double)whole : (double)(long)((part << 62) / whole) / (1L << 62);

    private readonly struct FirstDay(ChunkPeople people, ulong[]? present, int[]? first) : IUseVisitor
    {
        public void Visit(int person, int count)
        {
            if (!Bitmap.Has(people.Admitted, person))
                return;
            if (present is not null)
                Bitmap.Add(present, person);
            if (first is not null && Bitmap.Has(people.Access, person))
                first[person] = Math.Min(first[person], people.Day.Number);
        }
    }
}
