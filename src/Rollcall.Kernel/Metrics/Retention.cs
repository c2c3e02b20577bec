using System.Numerics;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>What puts a person into a cohort: the first use with access ever, or the start of the first access ever.</summary>
public enum RetentionAnchor
{
    FirstUse,
    AccessStart,
}

/// <summary>What counts as staying: use in period k, or in period k or later.</summary>
public enum RetentionKind
{
    Bounded,
    Unbounded,
}

/// <summary>People of a cohort who stayed to its period k, and those who had access in the same span. Null while the period is not over.</summary>
/// <param name="Size">Of the cohort.</param>
public sealed record RetentionCell(int Period, long Size, long? Active, long? Eligible)
{
    public double? Rate => Size == 0 ? null : (double?)Active / Size;

    public double? RateOfEligible => Eligible is null or 0 ? null : (double?)Active / Eligible;
}

/// <summary>The people who began in one period; empty cohorts are rows.</summary>
public sealed record RetentionCohort(Period Period, long Size, IReadOnlyList<RetentionCell> Cells);

/// <param name="WeightedMean">By k: sum of active / sum of sizes, over the cohorts whose period k is over.</param>
public sealed record RetentionAnswer(IReadOnlyList<RetentionCohort> Cohorts, IReadOnlyList<double?> WeightedMean);

/// <summary>Retention: cohorts by calendar period, and who of them used it with access in the periods after.</summary>
public static class Retention
{
    /// <summary>The set of everybody of a cohort, which has no period.</summary>
    public const string Cohort = "cohort";

    public static IReadOnlyList<Measure<RetentionCell>> Measures { get; } =
    [
        new("active", "people", "People of the cohort who used it with access in period k (bounded), or in period k or later (unbounded); null while it is not over.", c => c.Active),
        new("eligible", "people", "People of the cohort with access in the same span; null while it is not over.", c => c.Eligible),
        new("rate", "rate", "active / size of the cohort.", c => c.Rate),
        new("rate_of_eligible", "rate", "active / eligible.", c => c.RateOfEligible),
    ];

    public static MetricDefinition Definition { get; } =
        new("retention", "Cohorts by the period of their first use, or of their first access, and who of them used it with access in later periods.", Measures)
        {
            InAny = " In any cohort and period.",
            Sets =
            [
                new(Cohort, "Everybody of the cohort, whatever the period."),
                .. Measures.Where(measure => measure.Unit == "people").Select(measure => new SetDefinition(measure.Name, measure.Definition)),
            ],
        };

    public static PeopleMetric<RetentionAnswer> By(Grain grain, RetentionAnchor anchor, RetentionKind kind) => new(Definition, scope =>
    {
        var periods = scope.Calendar.Periods(scope.Window, grain).ToList();
        var (n, over) = (periods.Count, periods.Count(scope.IsOver));
        Period[] spans = [.. periods, scope.Before(periods[0].From)];
        return new(n + (n * (n + 1)), Open, Answer, Find, new(
            new(periods[0].From, periods[^1].Until),
            anchor == RetentionAnchor.FirstUse ? Need.Both : Need.Access,
            "began_before",
            anchor == RetentionAnchor.FirstUse ? "Used it with access before the first period already." : "Had access before the first period already."));

        // Sizes first, then two cells for each period at or after that of the cohort.
        int Cell(int cohort, int k) => n + (2 * ((cohort * n) - (cohort * (cohort - 1) / 2) + k));

        Action<int> Open(CellCounts counts)
        {
            var people = new ChunkSpans(scope, counts, spans, withAccess: true);
            ulong[][] cohorts = [.. periods.Select(_ => Bitmap.New())];
            return chunk =>
            {
                people.Load(chunk);
                Divide(scope, periods, anchor, people, cohorts);
                for (var i = over - 2; i >= 0 && kind == RetentionKind.Unbounded; i--)
                {
                    Bitmap.Unite(people.Used(i), people.Used(i + 1));
                    Bitmap.Unite(people.AccessIn(i), people.AccessIn(i + 1));
                }

                for (var i = 0; i < n; i++)
                    Count(i, cohorts[i], people, counts);
            };
        }

        void Count(int cohort, ulong[] people, ChunkSpans spans, CellCounts counts)
        {
            if (Bitmap.Count(people) == 0)
                return;
            counts.AddBoth(cohort, people, people);
            for (var k = 0; cohort + k < over; k++)
            {
                counts.AddBoth(Cell(cohort, k), people, spans.Used(cohort + k));
                counts.AddBoth(Cell(cohort, k) + 1, people, spans.AccessIn(cohort + k));
            }
        }

        RetentionAnswer Answer(long[] counts)
        {
            var cohorts = periods.Select((period, i) => new RetentionCohort(period, counts[i], [.. Enumerable.Range(0, n - i).Select(k => i + k < over
                ? new RetentionCell(k, counts[i], counts[Cell(i, k)], counts[Cell(i, k) + 1])
                : new RetentionCell(k, counts[i], null, null))])).ToList();
            return new(cohorts, WeightedMean(cohorts, n));
        }

        Found<int[]> Find(PeopleCell cell)
        {
            var set = Definition.IndexOf(cell.Set);
            return PeriodCells.Find(periods, cell.At, "cohort", _ => true, i => cell.Set == Cohort ? new[] { i } : OfCohort(i));

            Found<int[]> OfCohort(int cohort)
            {
                if (cell.Number is not { } k)
                    return Enumerable.Range(0, Math.Max(0, over - cohort)).Select(later => Cell(cohort, later) + set - 1).ToArray();
                if (k >= n - cohort)
                    return new CellFault.Unknown("period", $"{k}", $"a number from 0 to {n - cohort - 1}, the periods of that cohort");
                if (cohort + k >= over)
                    return new CellFault.NotKnownYet("period", periods[cohort + k]);
                return new[] { Cell(cohort, k) + set - 1 };
            }
        }
    });

    /// <summary>The sizes of the cohorts alone.</summary>
    public static PeopleMetric<IReadOnlyList<long>> Sizes(Grain grain, RetentionAnchor anchor) => new(scope =>
    {
        var periods = scope.Calendar.Periods(scope.Window, grain).ToList();
        return new(periods.Count, Open, counts => counts);

        Action<int> Open(CellCounts counts)
        {
            var people = new ChunkSpans(scope, counts, [.. periods, scope.Before(periods[0].From)], withAccess: false);
            ulong[][] cohorts = [.. periods.Select(_ => Bitmap.New())];
            return chunk =>
            {
                people.Load(chunk);
                Divide(scope, periods, anchor, people, cohorts);
                for (var i = 0; i < cohorts.Length; i++)
                    counts.AddBoth(i, cohorts[i], cohorts[i]);
            };
        }
    });

    /// <summary>By k: sum of active / sum of sizes, over those of some cohorts whose period k is over; null where there is none with people.</summary>
    /// <param name="cohorts">Of one answer.</param>
    /// <param name="periods">The number of periods of the answer.</param>
    public static IReadOnlyList<double?> WeightedMean(IReadOnlyList<RetentionCohort> cohorts, int periods)
    {
        return [.. Enumerable.Range(0, periods).Select(k => Mean([.. cohorts.Where(cohort => k < cohort.Cells.Count && cohort.Cells[k].Active is not null).Select(cohort => cohort.Cells[k])]))];

        static double? Mean(IReadOnlyList<RetentionCell> cells)
            => cells.Sum(cell => cell.Size) is var size and > 0 ? (double)cells.Sum(cell => cell.Active!.Value) / size : null;
    }

    private static void Divide(MetricScope scope, List<Period> periods, RetentionAnchor anchor, ChunkSpans people, ulong[][] cohorts)
    {
        if (anchor == RetentionAnchor.FirstUse)
            ByFirstUse(people, cohorts);
        else
            ByAccessStart(scope, periods, people.People, cohorts);
    }

    private static void ByFirstUse(ChunkSpans people, ulong[][] cohorts)
    {
        // The last span is all that lies before the periods.
        var ever = people.Used(cohorts.Length);
        for (var i = 0; i < cohorts.Length; i++)
        {
            for (var word = 0; word < Bitmap.Words; word++)
                cohorts[i][word] = people.Used(i)[word] & ~ever[word];
            Bitmap.Unite(ever, people.Used(i));
        }
    }

    private static void ByAccessStart(MetricScope scope, List<Period> periods, ChunkPeople people, ulong[][] cohorts)
    {
        foreach (var cohort in cohorts)
            Array.Clear(cohort);
        for (var word = 0; word < Bitmap.Words; word++)
        {
            for (var rest = people.Admitted[word]; rest != 0; rest &= rest - 1)
            {
                var person = (word << 6) + BitOperations.TrailingZeroCount(rest);
                if (people.FirstAccess(person) is not { } access || access.From < periods[0].From || access.From > scope.Today)
                    continue;
                var (low, high) = (0, periods.Count);
                while (low < high)
                {
                    var middle = (low + high) / 2;
                    (low, high) = periods[middle].Until <= access.From ? (middle + 1, high) : (low, middle);
                }

                if (low < periods.Count)
                    Bitmap.Add(cohorts[low], person);
            }
        }
    }
}
