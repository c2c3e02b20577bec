using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;

namespace Rollcall.Storage.Projects;

/// <summary>
/// What a statement about access makes of the intervals that a person has. Pure: intervals in, intervals out, in any order. Bounds are compared by
/// the local days of the project, since a date and an instant have nothing else in common.
/// </summary>
internal static class AccessEdit
{
    /// <summary>The interval that starts last; of two that start on one day the one with the later instant, then the one recorded later.</summary>
    public static AccessInterval? Latest(IReadOnlyList<AccessInterval> intervals, ProjectCalendar calendar)
    {
        var at = LatestIndex(intervals, calendar);
        return at < 0 ? null : intervals[at];
    }

    /// <summary>
    /// A start and an end (either may be absent) said of somebody on the list. They replace the latest interval and no other:
    /// <list type="bullet">
    /// <item>An absent end stays, an end of null opens the interval.</item>
    /// <item>Where the latest interval is closed and the start is on or after its end, access is granted anew: the closed interval stays and
    /// another one begins, open unless an end is given.</item>
    /// <item>A start before the end of an earlier interval would reach over the gap between the two and give access on days that were without it. It
    /// is not followed: the latest interval keeps its own start, the earlier one and the gap keep their days. A sender that always repeats somebody's
    /// very first start thereby changes nothing.</item>
    /// <item>Somebody without any interval gets one, from today unless a start is given.</item>
    /// </list>
    /// Saying the same twice changes nothing. Null with a message where the end would come before the start.
    /// </summary>
    public static IReadOnlyList<AccessInterval>? Change(
        IReadOnlyList<AccessInterval> intervals, AccessBound? from, Optional<AccessBound?> to, Day today, ProjectCalendar calendar, out string? fault)
    {
        fault = null;
        if (from is null && !to.IsPresent)
            return intervals;
        var at = LatestIndex(intervals, calendar);
        if (at < 0)
            return Checked([new(from ?? AccessBound.Of(today), to.Value)], 0, calendar, out fault);

        var latest = intervals[at];
        if (from is { } start)
        {
            var anew = new AccessInterval(start, to.Value);
            if (anew == latest)
                return intervals;
            if (latest.To is { } end && start.BeginsOn(calendar) >= end.EndsBefore(calendar))
                return Checked([.. intervals, anew], intervals.Count, calendar, out fault);
            if (ReachesBackOver(intervals, at, start.BeginsOn(calendar), calendar))
                from = null;
        }

        var changed = intervals.ToArray();
        changed[at] = new(from ?? latest.From, to.IsPresent ? to.Value : latest.To);
        return Checked(changed, at, calendar, out fault);
    }

    /// <summary>The person leaves today: what runs today ends with the day before, what is to come goes, what is over stays.</summary>
    public static IReadOnlyList<AccessInterval> Leave(IReadOnlyList<AccessInterval> intervals, Day today, ProjectCalendar calendar) =>
    [
        .. from interval in intervals
           where interval.From.BeginsOn(calendar) <= today
           select interval.To is { } to && to.EndsBefore(calendar) <= today ? interval : interval with { To = AccessBound.Of(today) },
    ];

    /// <summary>Whether the end lies before the start. An end on the day of the start is allowed: it makes an interval without days.</summary>
    public static bool EndsBeforeItStarts(AccessInterval interval, ProjectCalendar calendar)
    {
        if (interval.To is not { } to)
            return false;
        return interval.From.Instant is { } start && to.Instant is { } end
            ? end < start
            : to.BeginsOn(calendar) < interval.From.BeginsOn(calendar);
    }

    public static string EndsBeforeItStartsMessage(AccessInterval interval) =>
        $"Access would end ({interval.To}) before it begins ({interval.From}).";

    private static AccessInterval[]? Checked(AccessInterval[] intervals, int at, ProjectCalendar calendar, out string? fault)
    {
        fault = EndsBeforeItStarts(intervals[at], calendar) ? EndsBeforeItStartsMessage(intervals[at]) : null;
        return fault is null ? intervals : null;
    }

    private static bool ReachesBackOver(IReadOnlyList<AccessInterval> intervals, int latest, Day start, ProjectCalendar calendar)
    {
        for (var i = 0; i < intervals.Count; i++)
        {
            if (i != latest && (intervals[i].To is not { } to || start < to.EndsBefore(calendar)))
                return true;
        }

        return false;
    }

    private static int LatestIndex(IReadOnlyList<AccessInterval> intervals, ProjectCalendar calendar)
    {
        var latest = -1;
        for (var i = 0; i < intervals.Count; i++)
        {
            if (latest < 0 || Instant(intervals[i].From, calendar) >= Instant(intervals[latest].From, calendar))
                latest = i;
        }

        return latest;
    }

    private static DateTimeOffset Instant(AccessBound bound, ProjectCalendar calendar) =>
        bound.Instant ?? calendar.StartOf(Day.Of(bound.Date!.Value));
}
