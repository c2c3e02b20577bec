using System.Globalization;
using Rollcall.Kernel.Time;

namespace Rollcall.Server.Nebuly.Reads;

internal enum Granularity
{
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>A stretch of a range of time.</summary>
/// <param name="Label">Where its calendar bucket begins, local time with its offset, whether the range does or not.</param>
/// <param name="Start">UTC microseconds; the next one begins where this ends.</param>
internal readonly record struct NebulyBucket(string Label, long Start);

/// <summary>Cuts a range of time into local hours, days and calendar periods.</summary>
internal static class NebulyBuckets
{
    /// <summary>Buckets of one answer.</summary>
    public const int Most = 4_000;

    private const long Hour = 3_600_000_000;

    public static bool IsTooMany(TimeRange range, Granularity granularity)
    {
        var days = granularity switch { Granularity.Hour => 1 / 24.0, Granularity.Day => 1, Granularity.Week => 7, Granularity.Month => 28, Granularity.Quarter => 90, _ => 365 };
        return range.Length / (24.0 * Hour) / days > Most;
    }

    /// <summary>The range as one bucket.</summary>
    public static IReadOnlyList<NebulyBucket> Whole(TimeRange range) => [new("", range.Start)];

    public static IReadOnlyList<NebulyBucket> Of(TimeRange range, Granularity granularity, ProjectCalendar calendar)
    {
        var buckets = new List<NebulyBucket>();
        foreach (var (label, start, end) in Calendar(range, granularity, calendar))
        {
            if (end > range.Start)
                buckets.Add(new(label, Math.Max(start, range.Start)));
        }

        return buckets;
    }

    private static IEnumerable<(string Label, long Start, long End)> Calendar(TimeRange range, Granularity granularity, ProjectCalendar calendar)
    {
        for (var day = First(calendar.DayOf(range.Start), granularity, calendar); Start(day) < range.End;)
        {
            var next = Next(day, granularity);
            var (start, end) = (Start(day), Start(next));
            if (granularity != Granularity.Hour)
            {
                yield return (Label(start), start, end);
            }
            else
            {
                // A day of 23 or 25 hours has as many; the last may be shorter where clocks change by less than one.
                for (var at = start; at < Math.Min(end, range.End); at += Hour)
                    yield return (Label(at), at, Math.Min(at + Hour, end));
            }

            day = next;
        }

        long Start(Day day) => Timestamp.ToMicroseconds(calendar.StartOf(day));

        string Label(long at) => TimeZoneInfo.ConvertTime(Timestamp.FromMicroseconds(at), calendar.Zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
    }

    private static Day First(Day day, Granularity granularity, ProjectCalendar calendar) => granularity switch
    {
        Granularity.Hour or Granularity.Day => day,
        Granularity.Week => calendar.PeriodStart(day, Grain.Week),
        Granularity.Month => calendar.PeriodStart(day, Grain.Month),
        Granularity.Quarter => calendar.PeriodStart(day, Grain.Quarter),
        _ => Day.Of(day.Date.Year, 1, 1),
    };

    private static Day Next(Day day, Granularity granularity) => granularity switch
    {
        Granularity.Hour or Granularity.Day => day + 1,
        Granularity.Week => day + 7,
        Granularity.Month => ProjectCalendar.NextPeriod(day, Grain.Month),
        Granularity.Quarter => ProjectCalendar.NextPeriod(day, Grain.Quarter),
        _ => Day.Of(day.Date.Year + 1, 1, 1),
    };
}
