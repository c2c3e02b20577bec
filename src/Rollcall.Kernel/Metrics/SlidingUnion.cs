using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// The union of a run of days that moves on: days come in at its end and leave at its start. A union cannot be taken back, so the days are
/// in two stacks. Those that came in lately are united as they come; when the others have all left, each of the late ones is
/// united with those behind it, and they become the others. So a day costs three unions, however long the run is. Holds 8 KB a day.
/// </summary>
internal sealed class SlidingUnion
{
    private readonly List<ulong[]> _days = [];        // a ring; those that leave next hold the union of themselves and the ones behind them
    private readonly ulong[] _late = Bitmap.New();
    private int _start;                               // the day that leaves next
    private int _leaving;                             // days that are united with those behind them
    private int _lateDays;

    public void Clear()
    {
        (_start, _leaving, _lateDays) = (0, 0, 0);
        Array.Clear(_late);
    }

    /// <summary>Lets a day in, of the people who are in both of two sets.</summary>
    public void Add(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        if (_leaving + _lateDays == _days.Count)
            Grow();
        var day = Day(_leaving + _lateDays++);
        Bitmap.Intersect(day, a, b);
        Bitmap.Unite(_late, day);
    }

    /// <summary>Lets the first day go.</summary>
    public void RemoveFirst()
    {
        if (_leaving == 0)
        {
            for (var i = _lateDays - 2; i >= 0; i--)
                Bitmap.Unite(Day(i), Day(i + 1));
            Array.Clear(_late);
            (_leaving, _lateDays) = (_lateDays, 0);
        }

        _start = (_start + 1) % _days.Count;
        _leaving--;
    }

    /// <summary>The people who are in the union.</summary>
    public void CopyTo(Span<ulong> people)
    {
        _late.CopyTo(people);
        if (_leaving > 0)
            Bitmap.Unite(people, Day(0));
    }

    private ulong[] Day(int i) => _days[(_start + i) % _days.Count];

    private void Grow()
    {
        // The ring is cut open behind its last day, where there is room then.
        var inOrder = Enumerable.Range(0, _days.Count).Select(Day).ToList();
        _days.Clear();
        _days.AddRange(inOrder);
        _days.Add(Bitmap.New());
        _start = 0;
    }
}
