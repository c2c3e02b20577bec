using Rollcall.Kernel.Time;
using Rollcall.Server.Dashboard.Charts;
using Rollcall.Server.Dashboard.Shared;

namespace Rollcall.Server.Dashboard.Gallery;

/// <summary>The made-up charts of the gallery: one for each state that a chart can be in.</summary>
internal static class Specimens
{
    private static readonly double?[] Rising =
    [
        44.6, 45.9, 45.2, 46.8, 47.4, 48.1, 47.7, 48.9, 48.2, 46.1, 43.8, 42.9, 44.4, 46.7, 48.8, 51.6, 53.9, 54.6, 55.8, 55.1, 56.4, 56.0, 57.3, 56.6, 58.2, 41.8,
    ];

    private static readonly double?[] Before =
    [
        31.6, 32.4, 31.9, 30.7, 31.4, 33.0, 33.9, 34.6, 34.2, 35.1, 35.8, 36.9, 36.4, 37.5, 38.8, 38.1, 37.2, 35.9, 38.9, 39.8, 41.2, 42.3, 42.0, 43.4, 44.1, 44.7,
    ];

    public static IReadOnlyList<(string Name, LineChart Chart)> Lines { get; } =
    [
        ("This period, the one before, a goal, a note, a week not over", Rate(Rising, Before) with { Goal = new(60, "by 31 Dec 2026"), Notes = [new(15, "Sep 7", "Help desk roll-out")] }),
        ("Alone, and all weeks over", Rate([.. Rising.SkipLast(1)], null, partial: false)),
        ("From 0, with an area", Rate(Rising, Before) with { Cropped = false }),
        ("Gaps, and a value alone", Rate([40, 42, null, 45, null, 44, 47, null, null, 52, 51, 55], null)),
        ("Both lines close together", Rate([50, 51, 52, 53, 52, 54], [49, 51, 51, 52, 53, 53], partial: false)),
        ("Before was higher, at the floor", Rate([40, 30, 22, 12, 4, 1], [80, 78, 82, 79, 77, 75], partial: false)),
        ("One week", Rate([58.2], [44.1], partial: false)),
        ("One week, not over", Rate([41.8], null)),
        ("All zero", Rate([0, 0, 0, 0, 0, 0], null)),
        ("Every value missing", Rate([null, null, null, null], null, partial: false)),
        ("Nothing at all", Rate([], null, partial: false)),
        ("Counts", Rate([820, 1_240, 3_318, 9_904, 15_991, 12_000], [700, 800, 900, 1_000, 2_000, 3_000]) with { Measure = "Active people", Unit = ChartUnit.Count }),
    ];

    public static IReadOnlyList<(string Name, double?[] Values)> Sparks { get; } =
    [
        ("Sparkline", [.. Rising.SkipLast(1)]),
        ("Flat", [50, 50, 50, 50]),
        ("All zero", [0, 0, 0, 0]),
        ("With a gap", [10, 12, null, 14, 13]),
        ("One value", [50]),
        ("Nothing", []),
    ];

    public static IReadOnlyList<(string Name, (double Lower, double Upper)[] Values)> Areas { get; } =
    [
        ("Idle people, split", [.. Rising.SkipLast(1).Select(v => (300 - v!.Value, 400 - (2 * v.Value)))]),
        ("Nobody idle", [(0, 0), (0, 0), (0, 0)]),
        ("One bucket", [(1, 2)]),
    ];

    public static IReadOnlyList<(string Name, double? Now, double? Before)> Bars { get; } =
    [
        ("Rose", 0.847, 0.786), ("Fell", 0.594, 0.635), ("As before", 0.5, 0.5), ("New", 0.3, null), ("Nobody", 0.0, 0.2), ("Everybody", 1.0, 0.98), ("No one with access", null, null),
    ];

    private static LineChart Rate(double?[] now, double?[]? before, bool partial = true)
    {
        var monday = Day.Of(2026, 5, 25);
        return new()
        {
            Measure = "Activation rate",
            Unit = ChartUnit.PerCent,
            Bucket = "week",
            PreviousLabel = before is null ? null : $"Previous {now.Length} weeks",
            Points =
            [
                .. now.Select((value, i) =>
                {
                    var week = new Period(monday + (7 * i), monday + (7 * (i + 1)));
                    return new ChartPoint(Format.ShortDate(week.From), Format.ShortDates(week), value, $"{(int)((value ?? 0) * 16)} of 1,600", partial && i == now.Length - 1)
                    {
                        Open = partial && i == now.Length - 1,
                        Previous = before?[i],
                        PreviousDates = before is null ? "" : $"Week of {Format.ShortDate(week.From - (7 * now.Length))}",
                    };
                }),
            ],
        };
    }
}
