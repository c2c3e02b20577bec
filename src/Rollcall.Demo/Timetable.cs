namespace Rollcall.Demo;

/// <summary>
/// The window as numbered days (0 is the first), the roll-out in it, and how busy each day is for people of a department in a country.
/// Immutable.
/// </summary>
internal sealed class Timetable
{
    /// <summary>A plain working day in the middle of the roll-out; factors and appetites are parts of it.</summary>
    public const int Full = 65_536;

    private readonly int[][] _busy;   // by department and country, then by day
    private readonly int _busyness;   // of all of them, per thousand

    public Timetable(DateOnly today, int days, int busyness)
    {
        _busyness = busyness;
        Days = days;
        FirstDay = today.DayNumber - days + 1;
        HelpDesk = MondayAt(Department.HelpDeskAt);
        _busy = [.. from department in Department.All from country in Country.All select Busyness(department, country)];
    }

    public int Days { get; }

    /// <summary>Day 0, as <see cref="DateOnly.DayNumber"/>.</summary>
    public int FirstDay { get; }

    /// <summary>The day on which the help desk gets access.</summary>
    public int HelpDesk { get; }

    public DateOnly DateOf(int day) => DateOnly.FromDayNumber(FirstDay + day);

    /// <summary>How busy each day is, in parts of <see cref="Full"/>.</summary>
    public int[] Busy(Department department, Country country) => _busy[(department.Index * Country.All.Length) + country.Index];

    /// <summary>The Monday on or after a share of the window; the day itself where the window ends before that Monday.</summary>
    public int MondayAt(int permille)
    {
        var day = (int)((long)Days * permille / 1000);
        var monday = day + (((int)DayOfWeek.Monday - (int)DateOf(day).DayOfWeek + 7) % 7);
        return monday < Days ? monday : day;
    }

    private int[] Busyness(Department department, Country country)
    {
        var busy = new int[Days];
        for (var day = 0; day < Days; day++)
        {
            var date = DateOf(day);
            var permille = Trend(department, day * 1000L / Days) * OfWeekday(department, date.DayOfWeek) / 1000 * OfSeason(date) / 1000;
            if (day >= HelpDesk)
                permille = permille * (department == Department.CustomerSupport ? 1350 : 1120) / 1000;
            if (country.IsHoliday(date))
                permille = permille * 60 / 1000;
            busy[day] = (int)(permille * Full / 1000 * _busyness / 1000);
        }

        return busy;
    }

    // Use grows through the window, except in Sales, where it wanes from the middle on.
    private static long Trend(Department department, long at) => department == Department.Sales
        ? at < 550 ? 800 + (at * 300 / 550) : 1100 - ((at - 550) * 400 / 450)
        : 460 + (at * 780 / 1000);

    private static long OfWeekday(Department department, DayOfWeek weekday) => weekday switch
    {
        DayOfWeek.Monday => 970,
        DayOfWeek.Tuesday => 1060,
        DayOfWeek.Wednesday => 1040,
        DayOfWeek.Thursday => 1010,
        DayOfWeek.Friday => 820,
        _ => department == Department.CustomerSupport ? 200 : 40,
    };

    private static long OfSeason(DateOnly date) => (date.Month, date.Day) switch
    {
        (12, >= 22) => 300,
        (1, <= 6) => 550,
        (7, _) => 920,
        (8, _) => 800,
        _ => 1000,
    };
}
