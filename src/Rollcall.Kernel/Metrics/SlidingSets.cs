using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Metrics;

/// <summary>The sets behind adoption of a run of days that moves on: days come in at its end and leave at its start. Scratch memory of one thread.</summary>
internal sealed class SlidingSets(Denominator denominator)
{
    private static readonly ulong[] Everybody = [.. Enumerable.Repeat(ulong.MaxValue, Bitmap.Words)];

    private readonly SlidingUnion _access = new(), _active = new(), _both = new(), _sinceStart = new(), _beforeEnd = new();
    private readonly ulong[] _scratch = Bitmap.New();

    public void Clear()
    {
        foreach (var union in (ReadOnlySpan<SlidingUnion>)[_access, _active, _both, _sinceStart, _beforeEnd])
            union.Clear();
    }

    /// <summary>Lets the day in that the walk over the people has reached.</summary>
    public void Add(DayUse? use, ChunkPeople people)
    {
        var used = use is null ? default : use.People.Bits;
        if (used.IsEmpty)
        {
            Array.Clear(_scratch);
            use?.People.OrInto(_scratch);
            used = _scratch;
        }

        _active.Add(used, used);
        _sinceStart.Add(used, people.Started);
        _beforeEnd.Add(used, people.NotEnded);
        _both.Add(used, people.Access);
        if (denominator.Kind == Denominator.Mode.Whole)
            Bitmap.Subtract(_scratch, Everybody, people.Access);
        var access = denominator.Kind == Denominator.Mode.Whole ? _scratch : people.Access;
        _access.Add(access, access);
    }

    /// <summary>Lets the first day go.</summary>
    public void RemoveFirst()
    {
        foreach (var union in (ReadOnlySpan<SlidingUnion>)[_access, _active, _both, _sinceStart, _beforeEnd])
            union.RemoveFirst();
    }

    /// <summary>Fills the sets of the window that ends with the day that the walk over the people has reached.</summary>
    public void CopyTo(WindowSets sets, ChunkPeople people)
    {
        _active.CopyTo(sets.Used.Active);
        _both.CopyTo(sets.Used.WithAccess);
        _sinceStart.CopyTo(sets.Used.SinceStart);
        _beforeEnd.CopyTo(sets.Used.BeforeEnd);
        switch (denominator.Kind)
        {
            case Denominator.Mode.Any:
                _access.CopyTo(sets.Eligible);
                break;
            case Denominator.Mode.Whole:   // the union is of those without access
                _access.CopyTo(_scratch);
                Bitmap.Subtract(sets.Eligible, Everybody, _scratch);
                break;
            default:
                people.Access.CopyTo(sets.Eligible, 0);
                break;
        }
    }
}
