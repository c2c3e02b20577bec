using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// Who of a chunk used it with access, and who had access, in each of several spans of days up to today, found in one walk over all of them. Tags are decided
/// once for all spans. Everybody in the sets is admitted. Holds 8 or 16 KB a span, so one instance serves one thread and many chunks.
/// </summary>
internal sealed class ChunkSpans
{
    private readonly MetricScope _scope;
    private readonly CellCounts _counts;
    private readonly Period _days;
    private readonly int[][] _spansOn;     // by day of the walk: the spans that hold it
    private readonly Day[] _firstDay;      // of each span
    private readonly ulong[][] _used;
    private readonly ulong[][] _access;
    private readonly ulong[] _present = Bitmap.New();
    private readonly ulong[] _both = Bitmap.New();

    /// <param name="scope">Whose people.</param>
    /// <param name="counts">Is told whose groups are rows: those with access or activity in the question's window.</param>
    /// <param name="spans">In any order; they may overlap.</param>
    /// <param name="withAccess">Whether <see cref="AccessIn"/> will be asked.</param>
    public ChunkSpans(MetricScope scope, CellCounts counts, IReadOnlyList<Period> spans, bool withAccess)
    {
        (_scope, _counts) = (scope, counts);
        var looked = spans.Where(span => span.Days > 0).Append(scope.Window).ToList();
        _days = new Period(looked.Min(span => span.From), looked.Max(span => span.Until)).Clip(scope.Past);
        People = scope.People(_days);
        counts.GroupOf = People.GroupOf;
        var on = Enumerable.Range(0, _days.Days).Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < spans.Count; i++)
        {
            var span = spans[i].Clip(_days);
            for (var day = span.From; day < span.Until; day += 1)
                on[day - _days.From].Add(i);
        }

        _firstDay = [.. spans.Select(span => span.Clip(_days).From)];
        _spansOn = [.. on.Select(list => list.ToArray())];
        _used = [.. spans.Select(_ => Bitmap.New())];
        _access = withAccess ? [.. spans.Select(_ => Bitmap.New())] : [];
    }

    public ChunkPeople People { get; }

    /// <summary>People with a day of both access and use in a span.</summary>
    public ulong[] Used(int span) => _used[span];

    /// <summary>People with a day of access in a span.</summary>
    public ulong[] AccessIn(int span) => _access[span];

    public void Load(int chunk)
    {
        foreach (var bits in _used.Concat(_access).Append(_present))
            Array.Clear(bits);
        People.Load(chunk);
        var activity = _scope.Snapshot.Activity.Chunk(chunk);
        while (People.Step())
        {
            var use = activity.On(People.Day)?.AtLeast(_scope.Question.MinInteractions);
            if (_counts.IsGrouped && _scope.Window.Contains(People.Day))
                AddPresent(use);
            var spans = _spansOn[People.Day - _days.From];
            foreach (var span in _access.Length > 0 ? spans : [])
                AddAccess(span);
            if (use is null || spans.Length == 0)
                continue;
            var used = use.People.Bits;
            if (!use.People.IsBitmap)
            {
                Array.Clear(_both);
                use.People.OrInto(_both);
                used = _both;
            }

            foreach (var span in spans)
                Bitmap.UniteBoth(_used[span], used, People.Access);
        }

        _counts.AddPresent(_present);
    }

    // Behind the first day of a span, only who begins is new.
    private void AddAccess(int span)
    {
        if (People.Day == _firstDay[span])
            Bitmap.Unite(_access[span], People.Access);
        else
            People.AddBeginning(_access[span]);
    }

    private void AddPresent(DayUse? use)
    {
        Array.Clear(_both);
        use?.People.OrInto(_both);
        for (var i = 0; i < _present.Length; i++)
            _present[i] |= People.Access[i] | (_both[i] & People.Admitted[i]);
    }
}
