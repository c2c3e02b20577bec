namespace Rollcall.Demo;

/// <summary>Whether and how often a person uses it on a day. The one place that decides, for every way of reading the company.</summary>
internal static class Use
{
    // Interactions on a day of use of light, regular, habitual and heavy users, sixteen equally likely cases each.
    private static readonly byte[][] Counts =
    [
        [1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4],
        [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 5, 7],
        [1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 6, 7, 8, 11],
        [2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 15, 17, 20, 24, 31],
    ];

    /// <summary>The number that decides a day of a person. The same date draws the same, wherever the window begins.</summary>
    public static ulong Draw(ulong key, int dayNumber) => Dice.Hash(key, (ulong)dayNumber + 1000);

    /// <summary>Interactions on the day, 0 for no use. Appetite and busyness are parts of <see cref="Timetable.Full"/>.</summary>
    public static int Count(ulong draw, int appetite, int busy, int style) =>
        (uint)draw < (ulong)appetite * (ulong)busy ? Counts[style][draw >> 60] : 0;
}
