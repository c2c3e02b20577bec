using System.Globalization;

namespace Rollcall.Kernel.Time;

/// <summary>
/// A local calendar day of a project, without a zone of its own: the project's calendar gives it one.
/// <see cref="Number"/> counts days since 0001-01-01 (as <see cref="DateOnly.DayNumber"/>), so days can be subtracted and used as array offsets.
/// </summary>
public readonly record struct Day(int Number) : IComparable<Day>
{
    /// <summary>Before every real day: where an interval that has no beginning starts.</summary>
    public static readonly Day Earliest = new(int.MinValue);

    /// <summary>After every real day: where an interval that has no end stops.</summary>
    public static readonly Day Latest = new(int.MaxValue);

    public static Day Of(DateOnly date) => new(date.DayNumber);

    public static Day Of(int year, int month, int day) => new(new DateOnly(year, month, day).DayNumber);

    /// <summary>The date of this day. Throws for <see cref="Earliest"/> and <see cref="Latest"/>, which have none.</summary>
    public DateOnly Date => DateOnly.FromDayNumber(Number);

    public int CompareTo(Day other) => Number.CompareTo(other.Number);

    public static bool operator <(Day left, Day right) => left.Number < right.Number;

    public static bool operator >(Day left, Day right) => left.Number > right.Number;

    public static bool operator <=(Day left, Day right) => left.Number <= right.Number;

    public static bool operator >=(Day left, Day right) => left.Number >= right.Number;

    public static Day operator +(Day day, int days) => new(day.Number + days);

    public static Day operator -(Day day, int days) => new(day.Number - days);

    /// <summary>Days from <paramref name="right"/> to <paramref name="left"/>.</summary>
    public static int operator -(Day left, Day right) => left.Number - right.Number;

    public static Day Min(Day a, Day b) => a < b ? a : b;

    public static Day Max(Day a, Day b) => a > b ? a : b;

    /// <summary>Reads exactly <c>yyyy-MM-dd</c>.</summary>
    public static bool TryParse(string? text, out Day day)
    {
        var ok = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        day = ok ? Of(date) : default;
        return ok;
    }

    /// <summary><c>yyyy-MM-dd</c>.</summary>
    public override string ToString() => Number switch
    {
        int.MinValue => "earliest",
        int.MaxValue => "latest",
        _ => Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };
}
