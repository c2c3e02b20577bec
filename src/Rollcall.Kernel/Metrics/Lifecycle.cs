using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>The people who used it with access in one calendar period, by their past, and those who stayed away.</summary>
/// <param name="Partial">Not over.</param>
/// <param name="Dormant">Null while the period is not over.</param>
public sealed record LifecycleBucket(Period Period, bool Partial, long New, long Returning, long Resurrected, long? Dormant);

/// <summary>Lifecycle: every calendar period that meets the window, taken whole. returning + dormant = all used in the period before.</summary>
public static class Lifecycle
{
    // The place of the set that is not known while its period is not over.
    private const int Dormant = 3;

    public static IReadOnlyList<Measure<LifecycleBucket>> Measures { get; } =
    [
        new("new", "people", "First use with access ever.", b => b.New),
        new("returning", "people", "Used with access, also in the period before.", b => b.Returning),
        new("resurrected", "people", "Used with access, not in the period before, but earlier.", b => b.Resurrected),
        new("dormant", "people", "Used with access in the period before and not in this one; null while it is not over.", b => b.Dormant),
    ];

    public static MetricDefinition Definition { get; } =
        new("lifecycle", "For every calendar period that meets the window, taken whole: its users by their past, and those who stayed away.", Measures) { InAny = " In any of the periods." };

    public static PeopleMetric<IReadOnlyList<LifecycleBucket>> By(Grain grain) => new(Definition, scope =>
    {
        var periods = scope.Calendar.Periods(scope.Window, grain).ToList();
        var prior = new Period(scope.Calendar.PeriodStart(periods[0].From - 1, grain), periods[0].From);
        Period[] spans = [scope.Before(prior.From), prior, .. periods];
        return new(Cell(periods.Count, 0), Open, Answer, Find, new(
            new(prior.From, periods[^1].Until), Need.Both, "not_known_yet", "Used it with access in the period before the last one only, which is not over, so that they are not dormant yet."));

        static int Cell(int bucket, int set) => (bucket * 4) + set;

        Action<int> Open(CellCounts counts)
        {
            var people = new ChunkSpans(scope, counts, spans, withAccess: false);
            return chunk =>
            {
                people.Load(chunk);
                var ever = people.Used(0);
                for (var i = 0; i < periods.Count; i++)
                {
                    var (before, now) = (people.Used(i + 1), people.Used(i + 2));
                    Bitmap.Unite(ever, before);
                    counts.Add(Cell(i, 0), word => now[word] & ~ever[word]);
                    counts.Add(Cell(i, 1), word => now[word] & before[word]);
                    counts.Add(Cell(i, 2), word => now[word] & ever[word] & ~before[word]);
                    counts.Add(Cell(i, Dormant), word => before[word] & ~now[word]);
                }
            };
        }

        IReadOnlyList<LifecycleBucket> Answer(long[] counts) => [.. periods.Select((period, i) => new LifecycleBucket(
            period,
            !scope.IsOver(period),
            counts[Cell(i, 0)],
            counts[Cell(i, 1)],
            counts[Cell(i, 2)],
            scope.IsOver(period) ? counts[Cell(i, Dormant)] : null))];

        Found<int[]> Find(PeopleCell cell)
        {
            var set = Definition.IndexOf(cell.Set);
            return PeriodCells.Find(periods, cell.At, "period", i => set != Dormant || scope.IsOver(periods[i]), i => new[] { Cell(i, set) });
        }
    });
}
