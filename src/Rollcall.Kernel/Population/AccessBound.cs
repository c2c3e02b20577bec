using System.Globalization;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Population;

/// <summary>
/// A bound of an access interval as it was sent: a date (local midnight of the project, whatever its zone is at the time of asking)
/// or an instant with an offset. It is kept as text and never resolved to a zone on disk.
/// </summary>
public readonly record struct AccessBound
{
    private AccessBound(string text, DateOnly? date, DateTimeOffset? instant) => (Text, Date, Instant) = (text, date, instant);

    /// <summary>As sent, trimmed.</summary>
    public string Text { get; }

    /// <summary>The date, when a bare date was sent.</summary>
    public DateOnly? Date { get; }

    /// <summary>The instant, when one was sent.</summary>
    public DateTimeOffset? Instant { get; }

    public static AccessBound Of(DateOnly date) => new(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), date, null);

    public static AccessBound Of(Day day) => Of(day.Date);

    /// <summary>
    /// Reads <c>yyyy-MM-dd</c>, or an ISO 8601 instant with <c>Z</c> or an offset (<c>2026-01-01T09:30:00+01:00</c>). False for anything else,
    /// a time without a zone among them.
    /// </summary>
    public static bool TryParse(string? text, out AccessBound bound)
    {
        text = text?.Trim() ?? "";
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            bound = new(text, date, null);
            return true;
        }

        if (Timestamp.TryParse(text, out var instant))
        {
            bound = new(text, null, instant);
            return true;
        }

        bound = default;
        return false;
    }

    /// <summary>The first local day on or after this bound when it begins an interval: the day that a date names, the day that an instant falls on.</summary>
    public Day BeginsOn(ProjectCalendar calendar) => Date is { } date ? Day.Of(date) : calendar.DayOf(Instant!.Value);

    /// <summary>The first local day without access when this bound ends an interval: an instant after local midnight still covers its day.</summary>
    public Day EndsBefore(ProjectCalendar calendar)
    {
        if (Date is { } date)
            return Day.Of(date);
        var day = calendar.DayOf(Instant!.Value);
        return calendar.IsLocalMidnight(Instant.Value) ? day : day + 1;
    }

    public override string ToString() => Text;
}
