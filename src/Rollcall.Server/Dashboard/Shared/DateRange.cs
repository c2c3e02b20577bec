using Rollcall.Kernel.Time;

namespace Rollcall.Server.Dashboard.Shared;

/// <summary>
/// A named range that ends today (<c>range=26w</c>), or chosen days (<c>from=&amp;to=</c>). Weeks and months are whole calendar periods, the last of
/// which is the current one: 26 weeks begin on the first day of the week 25 weeks ago.
/// </summary>
public readonly record struct DateRange
{
    public static readonly DateRange Days7 = new("7d"), Days30 = new("30d"), Days90 = new("90d"), Weeks26 = new("26w"), Months12 = new("12m");

    public static readonly IReadOnlyList<DateRange> Named = [Days7, Days30, Days90, Weeks26, Months12];

    private readonly string? _name;

    private DateRange(string name) => _name = name;

    private DateRange(Period chosen) => (_name, Chosen) = ("", chosen);

    /// <summary>The days of a chosen range; null for a named one.</summary>
    public Period? Chosen { get; }

    /// <summary>As in an address; empty for chosen days.</summary>
    public string Name => _name ?? Weeks26.Name;

    /// <param name="period">Not empty.</param>
    public static DateRange Of(Period period) => period.Days > 0 ? new(period) : throw new ArgumentOutOfRangeException(nameof(period), period, "A range has a day.");

    public static DateRange? Find(string name)
    {
        foreach (var range in Named)
        {
            if (range.Name == name)
                return range;
        }

        return null;
    }

    /// <summary>The days, today included.</summary>
    public Period Window(ProjectCalendar calendar, Day today) => Chosen ?? Name switch
    {
        "7d" => new(today - 6, today + 1),
        "30d" => new(today - 29, today + 1),
        "90d" => new(today - 89, today + 1),
        "12m" => new(Day.Of(calendar.PeriodStart(today, Grain.Month).Date.AddMonths(-11)), today + 1),
        _ => new(calendar.PeriodStart(today, Grain.Week) - (25 * 7), today + 1),
    };

    /// <summary>
    /// The first day of the period that a window is compared with. Before it: as far back as the range is long, with the current week or month
    /// taken whole, so that weekdays (or days of the month) stand opposite each other. A year before: 52 weeks, or 12 months.
    /// </summary>
    public Day ComparedStart(Period window, Comparison compare) => (Name, compare) switch
    {
        ("12m", _) => Day.Of(window.From.Date.AddMonths(-12)),
        (_, Comparison.Year) => window.From - (52 * 7),
        ("26w", _) => window.From - (26 * 7),
        _ => window.From - window.Days,
    };

    /// <summary>"Last 26 weeks"; for chosen days "Chosen dates".</summary>
    public string Label => Name switch
    {
        "7d" => "Last 7 days",
        "30d" => "Last 30 days",
        "90d" => "Last 90 days",
        "26w" => "Last 26 weeks",
        "12m" => "Last 12 months",
        _ => "Chosen dates",
    };

    /// <summary>"26 weeks", for "the 26 weeks before" and "Previous 26 weeks".</summary>
    public string Length(Period window) => Name switch
    {
        "26w" => "26 weeks",
        "12m" => "12 months",
        _ when window.Days == 1 => "day",
        _ => $"{Format.Full(window.Days)} days",
    };
}
