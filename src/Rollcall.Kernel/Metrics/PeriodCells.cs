using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>Finds the cells of a metric that counts by period.</summary>
internal static class PeriodCells
{
    // More first days than that are not listed one by one.
    private const int Listed = 6;

    /// <summary>The cells of the period that begins on a day, or of all periods that are known.</summary>
    /// <param name="periods">In order; not empty.</param>
    /// <param name="at">The first day of one of them; null for all.</param>
    /// <param name="part">What the period is called.</param>
    /// <param name="isKnown">Whether the number of a period is known by now.</param>
    /// <param name="cells">Of a period.</param>
    public static Found<int[]> Find(IReadOnlyList<Period> periods, Day? at, string part, Func<int, bool> isKnown, Func<int, Found<int[]>> cells)
    {
        var all = Enumerable.Range(0, periods.Count);
        if (at is not { } day)
            return all.Where(isKnown).SelectMany(i => cells(i).Value ?? []).ToArray();
        foreach (var i in all.Where(i => periods[i].From == day))
            return isKnown(i) ? cells(i) : new CellFault.NotKnownYet(part, periods[i]);
        return new CellFault.Unknown(part, day.ToString(), FirstDays([.. periods.Select(period => period.From)]));
    }

    /// <summary>In words, which days there are.</summary>
    public static string FirstDays(IReadOnlyList<Day> days) => days.Count <= Listed
        ? $"one of {string.Join(", ", days)}"
        : $"one of {string.Join(", ", days.Take(Listed - 1))} ... {days[^1]}";
}
