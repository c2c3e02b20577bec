using Rollcall.Kernel.Time;

namespace Rollcall.Storage.Months;

/// <summary>The local days of the instants of one month, in the engine's words: days of 24 hours are counted, and few months have another.</summary>
internal sealed class LocalDays
{
    private const long WholeDay = 86_400_000_000;

    private readonly List<Run> _runs = [];

    public LocalDays(ProjectCalendar calendar, Month month)
    {
        // Every local day begins with a quarter-hour of UTC.
        for (var quarter = month.Start; quarter < month.End; quarter += MonthReads.QuarterHour)
        {
            var day = calendar.DayOf(quarter);
            if (_runs is [.., var run] && run.Last == day)
                continue;
            if (_runs is [.., var before] && before.Last + 1 == day && quarter - before.Begins == WholeDay * (day - before.First))
                _runs[^1] = before with { Last = day };
            else
                _runs.Add(new(quarter, day, day));
        }
    }

    /// <summary>The number of the local day (<see cref="Day.Number"/>) of an instant of the month, UTC microseconds.</summary>
    public string Of(string instant) => _runs is [var only] ? DayIn(only, instant)
        : $"CASE {string.Concat(_runs.Skip(1).Reverse().Select(run => $"WHEN {instant} >= {run.Begins} THEN {DayIn(run, instant)} "))}ELSE {DayIn(_runs[0], instant)} END";

    // The last one may be longer than the others.
    private static string DayIn(Run run, string instant) =>
        run.First == run.Last ? $"{run.First.Number}" : $"least({run.First.Number} + ({instant} - {run.Begins}) // {WholeDay}, {run.Last.Number})";

    /// <param name="Begins">The first instant, UTC microseconds.</param>
    /// <param name="First">The day then.</param>
    /// <param name="Last">Each day from the first to this one begins 24 hours after the one before it.</param>
    private readonly record struct Run(long Begins, Day First, Day Last);
}
