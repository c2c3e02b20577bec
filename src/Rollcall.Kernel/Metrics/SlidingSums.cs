namespace Rollcall.Kernel.Metrics;

/// <summary>The sums of a run of days that moves on, by group: days come in at its end and leave at its start.</summary>
/// <param name="groups">Number of groups.</param>
/// <param name="mostDays">The longest run of which days leave one by one; 0 when all of them leave at once.</param>
internal sealed class SlidingSums(int groups, int mostDays)
{
    private readonly DaySums[] _days = new DaySums[groups * mostDays];   // a ring
    private readonly DaySums[] _run = new DaySums[groups];
    private int _start;
    private int _count;

    /// <summary>Of all days of the run, by group.</summary>
    public ReadOnlySpan<DaySums> Run => _run;

    public void Clear()
    {
        Array.Clear(_run);
        (_start, _count) = (0, 0);
    }

    /// <summary>Lets a day in.</summary>
    public void Add(ReadOnlySpan<DaySums> day)
    {
        if (mostDays > 0)
            day.CopyTo(Day(_count++));
        for (var group = 0; group < groups; group++)
            _run[group] += day[group];
    }

    /// <summary>Lets the first day go.</summary>
    public void RemoveFirst()
    {
        var day = Day(0);
        for (var group = 0; group < groups; group++)
            _run[group] -= day[group];
        _start = (_start + 1) % mostDays;
        _count--;
    }

    /// <summary>Moves what somebody brings to a day of the run, counted from the first, from one group to another; either may be <see cref="TagDecision.Refused"/>.</summary>
    public void Move(int day, DaySums brings, int from, int to)
    {
        if (from != TagDecision.Refused)
        {
            Day(day)[from] -= brings;
            _run[from] -= brings;
        }

        if (to != TagDecision.Refused)
        {
            Day(day)[to] += brings;
            _run[to] += brings;
        }
    }

    private Span<DaySums> Day(int i) => _days.AsSpan((_start + i) % mostDays * groups, groups);
}
