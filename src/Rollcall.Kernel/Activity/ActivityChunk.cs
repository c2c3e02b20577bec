using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Activity;

/// <summary>The active people of one chunk by day, and the first active day of each. Immutable once shared.</summary>
internal sealed class ActivityChunk
{
    private const int FirstPageSize = 1_024;

    public static readonly ActivityChunk Empty = new(0, [], []);

    private readonly int _origin;                // the day number of _days[0]
    private readonly DayUse?[] _days;
    private readonly int[]?[] _first;            // first active day number by person, in pages of 1,024; int.MaxValue without use

    private ActivityChunk(int origin, DayUse?[] days, int[]?[] first) => (_origin, _days, _first) = (origin, days, first);

    /// <summary>The days from the first to the last with activity; empty without any.</summary>
    public Period Days => new(new Day(_origin), new Day(_origin + _days.Length));

    public long Bytes => _days.Sum(day => day?.Bytes ?? 8L) + _first.Sum(page => page is null ? 8L : FirstPageSize * sizeof(int));

    /// <summary>The activity of a day, null when nobody was active.</summary>
    public DayUse? On(Day day)
    {
        var i = day.Number - _origin;
        return (uint)i < (uint)_days.Length ? _days[i] : null;
    }

    /// <summary>The first active day number of a person; <see cref="int.MaxValue"/> without use.</summary>
    public int FirstDayOf(int person) => _first.Length == 0 ? int.MaxValue : _first[person / FirstPageSize]?[person % FirstPageSize] ?? int.MaxValue;

    /// <summary>First active days of the 1,024 people of a page, or empty when none of them was ever active.</summary>
    public ReadOnlySpan<int> FirstDays(int page) => _first.Length == 0 ? default : _first[page];

    /// <summary>This chunk with more activity on some days, each with people ascending and their counts.</summary>
    public ActivityChunk Plus(IReadOnlyList<(Day Day, ushort[] People, int[] Counts)> additions)
    {
        var low = Math.Min(additions.Min(a => a.Day.Number), _days.Length == 0 ? int.MaxValue : _origin);
        var high = Math.Max(additions.Max(a => a.Day.Number) + 1, _days.Length == 0 ? int.MinValue : _origin + _days.Length);
        var days = new DayUse?[high - low];
        if (_days.Length > 0)
            _days.CopyTo(days, _origin - low);
        var first = _first.Length == 0 ? new int[]?[Sets.Bitmap.People / FirstPageSize] : [.. _first];
        var copied = new bool[first.Length];
        foreach (var (day, people, counts) in additions)
        {
            ref var use = ref days[day.Number - low];
            use = use is null ? DayUse.Of(people, counts) : use.Plus(people, counts);
            foreach (var person in people)
                NoteFirst(first, copied, person, day.Number);
        }

        return new(low, days, first);
    }

    /// <summary>This chunk without some of its activity: on each day people ascending, with how many of their interactions go.</summary>
    public ActivityChunk Minus(IReadOnlyList<(Day Day, ushort[] People, int[] Counts)> losses)
    {
        DayUse?[] days = [.. _days];
        foreach (var (day, people, counts) in losses)
        {
            ref var use = ref days[day.Number - _origin];
            use = (use ?? throw new ArgumentException($"Nobody was active on {day}.", nameof(losses))).Minus(people, counts);
        }

        int[]?[] first = [.. _first];
        var copied = new bool[first.Length];
        foreach (var (day, people, _) in losses)
        {
            foreach (var person in people)
            {
                var page = person / FirstPageSize;
                if (first[page]![person % FirstPageSize] != day.Number || days[day.Number - _origin]?.People.Contains(person) == true)
                    continue;
                if (!copied[page])
                    (first[page], copied[page]) = ([.. first[page]!], true);
                var next = Array.FindIndex(days, day.Number - _origin, use => use?.People.Contains(person) == true);
                first[page]![person % FirstPageSize] = next < 0 ? int.MaxValue : _origin + next;
            }
        }

        // From the first day with activity to the last, as if there had been no other.
        var low = Array.FindIndex(days, use => use is not null);
        return low < 0 ? Empty : new(_origin + low, days[low..(Array.FindLastIndex(days, use => use is not null) + 1)], first);
    }

    private static void NoteFirst(int[]?[] first, bool[] copied, int person, int day)
    {
        var page = person / FirstPageSize;
        if (first[page] is { } known && known[person % FirstPageSize] <= day)
            return;
        if (!copied[page])
        {
            var copy = new int[FirstPageSize];
            if (first[page] is { } old)
                old.CopyTo(copy, 0);
            else
                Array.Fill(copy, int.MaxValue);
            (first[page], copied[page]) = (copy, true);
        }

        first[page]![person % FirstPageSize] = day;
    }
}
