namespace Rollcall.Demo;

/// <summary>Where people work: the tags, the hours and the days off.</summary>
/// <param name="Index">Its place in <see cref="All"/>.</param>
/// <param name="Name">As in the tag.</param>
/// <param name="Region">As in the tag.</param>
/// <param name="Share">People, per thousand.</param>
/// <param name="OpensAt">When work begins, in seconds of the company's day.</param>
internal sealed record Country(int Index, string Name, string Region, int Share, int OpensAt)
{
    public static readonly Country[] All =
    [
        new(0, "Germany", "Europe", 430, 7 * 3600),
        new(1, "United Kingdom", "Europe", 140, 8 * 3600),
        new(2, "France", "Europe", 110, 7 * 3600),
        new(3, "United States", "Americas", 210, 13 * 3600),
        new(4, "India", "Asia Pacific", 110, 5 * 3600),
    ];

    public static readonly int[] Shares = [.. All.Select(country => country.Share)];

    /// <summary>Public holidays, the ones that the whole country keeps.</summary>
    public bool IsHoliday(DateOnly date)
    {
        var day = (date.Month * 100) + date.Day;
        var afterEaster = date.DayNumber - Easter(date.Year).DayNumber;
        if (Index == 4)
            return day is 101 or 126 or 815 or 1002 or 1225;
        if (Index == 3)
            return day is 101 or 619 or 704 or 1111 or 1225 || IsWeekday(date, DayOfWeek.Thursday, 11, 4) || IsWeekday(date, DayOfWeek.Monday, 9, 1);
        if (day is 101 or 1225 or 1226 || afterEaster == 1)
            return true;
        return Index switch
        {
            0 => day is 501 or 1003 || afterEaster is -2 or 39 or 50,
            1 => afterEaster == -2 || IsWeekday(date, DayOfWeek.Monday, 5, 1),
            _ => day is 501 or 508 or 714 or 815 or 1101 or 1111 || afterEaster is 39 or 50,
        };
    }

    private static bool IsWeekday(DateOnly date, DayOfWeek weekday, int month, int ordinal) =>
        date.Month == month && date.DayOfWeek == weekday && (date.Day - 1) / 7 == ordinal - 1;

    // The anonymous Gregorian computus (Nature, 20 April 1876).
    private static DateOnly Easter(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100;
        var h = ((19 * a) + b - (b / 4) - ((b - ((b + 8) / 25) + 1) / 3) + 15) % 30;
        var l = (32 + (2 * (b % 4)) + (2 * (c / 4)) - h - (c % 4)) % 7;
        var m = (a + (11 * h) + (22 * l)) / 451;
        var n = h + l - (7 * m) + 114;
        return new DateOnly(year, n / 31, (n % 31) + 1);
    }
}
