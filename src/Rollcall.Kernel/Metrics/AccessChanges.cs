using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>Where access of the people of a chunk begins or ends inside some days, by day. Noted in any order, then sorted. Scratch memory of one thread.</summary>
internal sealed class AccessChanges
{
    // Beside the number of the person.
    private const int FirstBegins = 1 << 16;
    private const int LastEnds = 1 << 17;
    private const int Begins = 1 << 18;
    private const int KindBits = 19;

    private long[] _noted = new long[1_024];   // day of the period << 19 | kind | person
    private int _count;
    private int[] _byDay = [];                 // kind | person
    private int[] _dayStart = [];
    private Period _days;

    /// <summary>Forgets what was noted. A change on the first of the days, or outside of them, is none.</summary>
    public void Clear(Period days) => (_days, _count) = (days, 0);

    /// <summary>Notes an interval of access, which may begin or end outside of the days.</summary>
    /// <param name="isFirst">The person has none before it.</param>
    /// <param name="isLast">The person has none behind it.</param>
    public void Note(int person, int from, int until, bool isFirst, bool isLast)
    {
        if (_count + 2 > _noted.Length)
            Array.Resize(ref _noted, _noted.Length * 2);
        // Both are written, and one that is outside of the days is overwritten: half of them are, which no processor predicts.
        var begins = from > _days.From.Number && from < _days.Until.Number ? 1 : 0;
        var ends = until > _days.From.Number && until < _days.Until.Number ? 1 : 0;
        _noted[_count] = ((long)(from - _days.From.Number) << KindBits) | (uint)(person | Begins | (isFirst ? FirstBegins : 0));
        _noted[_count + begins] = ((long)(until - _days.From.Number) << KindBits) | (uint)(person | (isLast ? LastEnds : 0));
        _count += begins + ends;
    }

    public void Sort()
    {
        var days = _days.Days;
        if (_dayStart.Length < days + 2)
            _dayStart = new int[days + 2];
        if (_byDay.Length < _count)
            _byDay = new int[Math.Max(_count, _byDay.Length * 2)];
        _dayStart.AsSpan(0, days + 2).Clear();
        var noted = _noted.AsSpan(0, _count);
        foreach (var change in noted)
            _dayStart[(int)(change >> KindBits) + 2]++;
        for (var day = 2; day < days + 2; day++)
            _dayStart[day] += _dayStart[day - 1];
        foreach (var change in noted)
            _byDay[_dayStart[(int)(change >> KindBits) + 1]++] = (int)(change & ((1 << KindBits) - 1));
    }

    /// <summary>The changes of a day, counted from the first; to be asked once they are sorted.</summary>
    public ReadOnlySpan<int> On(int day) => _byDay.AsSpan(_dayStart[day].._dayStart[day + 1]);

    /// <summary>What a change says.</summary>
    /// <returns>The person; whether access begins or else ends; and whether it is the first to begin, or the last to end.</returns>
    public static (int Person, bool Begins, bool IsFirst, bool IsLast) Read(int change)
        => (change & 0xFFFF, (change & Begins) != 0, (change & FirstBegins) != 0, (change & LastEnds) != 0);
}
