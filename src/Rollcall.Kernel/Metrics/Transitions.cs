using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>People by their state in two windows: used (with access), idle (access, no use) or none.</summary>
public sealed record TransitionsAnswer(
    long Retained, long Lapsed, long Activated, long Reactivated, long StillIdle, long ReclaimedActive, long ReclaimedIdle, long NewlyActive, long NewlyIdle);

/// <summary>Transitions from one window to another.</summary>
public static class Transitions
{
    public static IReadOnlyList<Measure<TransitionsAnswer>> Measures { get; } =
    [
        new("retained", "people", "Used, then used.", t => t.Retained),
        new("lapsed", "people", "Used, then idle.", t => t.Lapsed),
        new("activated", "people", "Idle, then used for the first time ever.", t => t.Activated),
        new("reactivated", "people", "Idle, then used, and used before with access.", t => t.Reactivated),
        new("still_idle", "people", "Idle, then idle.", t => t.StillIdle),
        new("reclaimed_active", "people", "Used, then without access.", t => t.ReclaimedActive),
        new("reclaimed_idle", "people", "Idle, then without access.", t => t.ReclaimedIdle),
        new("newly_active", "people", "Without access, then used.", t => t.NewlyActive),
        new("newly_idle", "people", "Without access, then idle.", t => t.NewlyIdle),
    ];

    public static MetricDefinition Definition { get; } =
        new("transitions", "Each person's state in two windows: used (with access), idle (access without use) or none.", Measures);

    /// <summary>The question's window runs from the first day of <paramref name="before"/> to the end of <paramref name="after"/>.</summary>
    public static PeopleMetric<TransitionsAnswer> Of(Period before, Period after) => new(Definition, scope =>
    {
        return new(9, Open, counts => new(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6], counts[7], counts[8]), cell => new[] { Definition.IndexOf(cell.Set) }, new(
            scope.Window, Need.Access, "between_windows", "Access on days between the two windows only."));

        Action<int> Open(CellCounts counts)
        {
            var people = new ChunkSpans(scope, counts, [before, after, scope.Before(after.From)], withAccess: true);
            var (can1, did1, can2, did2, earlier) = (people.AccessIn(0), people.Used(0), people.AccessIn(1), people.Used(1), people.Used(2));
            return chunk =>
            {
                people.Load(chunk);
                counts.Add(0, i => did1[i] & did2[i]);
                counts.Add(1, i => did1[i] & can2[i] & ~did2[i]);
                counts.Add(2, i => can1[i] & ~did1[i] & did2[i] & ~earlier[i]);
                counts.Add(3, i => can1[i] & ~did1[i] & did2[i] & earlier[i]);
                counts.Add(4, i => can1[i] & ~did1[i] & can2[i] & ~did2[i]);
                counts.Add(5, i => did1[i] & ~can2[i]);
                counts.Add(6, i => can1[i] & ~did1[i] & ~can2[i]);
                counts.Add(7, i => did2[i] & ~can1[i]);
                counts.Add(8, i => can2[i] & ~did2[i] & ~can1[i]);
            };
        }
    });
}
