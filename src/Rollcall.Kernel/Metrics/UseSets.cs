using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// The people of a chunk who used it on some days, and what the days say of their access: four unions. Why somebody is
/// shadow follows from the unions alone, so that nobody's days are looked at again.
/// </summary>
internal sealed class UseSets
{
    private readonly ulong[] _spread = Bitmap.New();

    /// <summary>With a day of use.</summary>
    public ulong[] Active { get; } = Bitmap.New();

    /// <summary>With a day of both access and use.</summary>
    public ulong[] WithAccess { get; } = Bitmap.New();

    /// <summary>With a day of use on or after the start of their first access.</summary>
    public ulong[] SinceStart { get; } = Bitmap.New();

    /// <summary>With a day of use before the end of their last access, or without any access.</summary>
    public ulong[] BeforeEnd { get; } = Bitmap.New();

    public void Clear()
    {
        foreach (var bits in (ReadOnlySpan<ulong[]>)[Active, WithAccess, SinceStart, BeforeEnd])
            Array.Clear(bits);
    }

    /// <summary>Adds the use of the day that the walk over the people has reached.</summary>
    public void Unite(DayUse use, ChunkPeople people)
    {
        var bits = use.People.Bits;
        if (!use.People.IsBitmap)
        {
            Array.Clear(_spread);
            use.People.OrInto(_spread);
            bits = _spread;
        }

        // One after the other: eight sets at once would push each other out of the first cache.
        Bitmap.UniteBoth(Active, bits, people.Admitted);
        Bitmap.UniteBoth(SinceStart, bits, people.Started);
        Bitmap.UniteBoth(BeforeEnd, bits, people.NotEnded);
        Bitmap.UniteBoth(WithAccess, bits, people.Access);   // whoever has access in the walk is admitted
    }

    /// <summary>Active people with no day of both access and use, in one word.</summary>
    public ulong Shadow(int word) => Active[word] & ~WithAccess[word];
}
