using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>The windows of which an answer gives adoption, each with the day that names it there.</summary>
public sealed class AdoptionWindows
{
    private readonly string _part;
    private readonly Period _toCome;   // names without a number yet

    private AdoptionWindows(string part, IEnumerable<(Day Name, Period Window)> known, Period toCome = default)
        => (_part, Known, _toCome) = (part, [.. known], toCome);

    /// <summary>Those that the answer has, in order.</summary>
    public IReadOnlyList<(Day Name, Period Window)> Known { get; }

    /// <summary>The window of a question alone.</summary>
    public static AdoptionWindows Whole(Period window) => new("from", [(window.From, window)]);

    /// <summary>The calendar periods that meet a window, clipped to it, by their first day.</summary>
    public static AdoptionWindows Buckets(ProjectCalendar calendar, Period window, Grain grain)
        => new("bucket", calendar.Periods(window, grain).Select(period => period.Clip(window)).Select(bucket => (bucket.From, bucket)));

    /// <summary>The <paramref name="days"/> days that end with each day of a window up to today, by that day.</summary>
    public static AdoptionWindows Ending(Period window, int days, Day today)
    {
        var past = window.Clip(new(Day.Earliest, today + 1));
        var ends = Enumerable.Range(0, past.Days).Select(i => past.From + i);
        return new("day", ends.Select(day => (day, new Period(day - (days - 1), day + 1))), new(Day.Max(window.From, today + 1), window.Until));
    }

    /// <summary>The window of a name, or why there is none.</summary>
    public Found<Period> Find(Day name)
    {
        foreach (var (known, window) in Known)
        {
            if (known == name)
                return window;
        }

        if (_toCome.Contains(name))
            return new CellFault.NotKnownYet(_part, new(name, name + 1));
        return new CellFault.Unknown(_part, name.ToString(), PeriodCells.FirstDays([.. Known.Select(window => window.Name)]));
    }
}
