namespace Rollcall.Kernel.Sets;

/// <summary>
/// An immutable set of people within one chunk of 65,536, by their number within the chunk. Up to <see cref="ListMax"/> people it is a
/// sorted list of 16-bit numbers (2 bytes a person), above that a bitmap (8 KB). Safe to share between threads. Held in memory only.
/// </summary>
public sealed class ChunkSet
{
    /// <summary>The largest set kept as a list: half the memory of a bitmap, and still quicker to walk than one is to scan.</summary>
    public const int ListMax = 2_048;

    public static readonly ChunkSet Empty = new([], null, 0);

    private readonly ushort[]? _list;
    private readonly ulong[]? _bits;

    private ChunkSet(ushort[]? list, ulong[]? bits, int count) => (_list, _bits, Count) = (list, bits, count);

    /// <summary>Number of people, 0 to 65,536.</summary>
    public int Count { get; }

    /// <summary>Whether the set is a bitmap; then <see cref="Bits"/> holds it, else <see cref="List"/>.</summary>
    public bool IsBitmap => _bits is not null;

    /// <summary>The 1,024 words of a bitmap. Empty when the set is a list.</summary>
    public ReadOnlySpan<ulong> Bits => _bits;

    /// <summary>The ascending people of a list. Empty when the set is a bitmap.</summary>
    public ReadOnlySpan<ushort> List => _list;

    /// <summary>Bytes held, without object headers.</summary>
    public int Bytes => _bits is null ? _list!.Length * sizeof(ushort) : Bitmap.Words * sizeof(ulong);

    /// <summary>A set of people given in ascending order without repeats.</summary>
    public static ChunkSet OfSorted(ReadOnlySpan<ushort> people)
    {
        if (people.Length == 0)
            return Empty;
        if (people.Length <= ListMax)
            return new(people.ToArray(), null, people.Length);
        var bits = Bitmap.New();
        foreach (var person in people)
            Bitmap.Add(bits, person);
        return new(null, bits, people.Length);
    }

    /// <summary>A set from 1,024 words, which are copied.</summary>
    public static ChunkSet OfBits(ReadOnlySpan<ulong> bits)
    {
        var count = Bitmap.Count(bits);
        if (count == 0)
            return Empty;
        if (count > ListMax)
            return new(null, bits.ToArray(), count);
        var list = new ushort[count];
        var at = 0;
        for (var word = 0; word < bits.Length; word++)
        {
            for (var rest = bits[word]; rest != 0; rest &= rest - 1)
                list[at++] = (ushort)((word << 6) + System.Numerics.BitOperations.TrailingZeroCount(rest));
        }

        return new(list, null, count);
    }

    public bool Contains(int person) => _bits is null ? Array.BinarySearch(_list!, (ushort)person) >= 0 : Bitmap.Has(_bits, person);

    /// <summary>Adds the people of this set to a bitmap.</summary>
    public void OrInto(Span<ulong> bits)
    {
        if (_bits is null)
        {
            foreach (var person in _list!)
                Bitmap.Add(bits, person);
            return;
        }

        Bitmap.Unite(bits, _bits);
    }

    /// <summary>The people in ascending order, written to <paramref name="people"/>, which has room for <see cref="Count"/>.</summary>
    public void CopyTo(Span<ushort> people)
    {
        if (_bits is null)
        {
            _list!.CopyTo(people);
            return;
        }

        var at = 0;
        for (var word = 0; word < _bits.Length; word++)
        {
            for (var rest = _bits[word]; rest != 0; rest &= rest - 1)
                people[at++] = (ushort)((word << 6) + System.Numerics.BitOperations.TrailingZeroCount(rest));
        }
    }

    public ChunkSet And(ChunkSet other)
    {
        var (small, large) = Count <= other.Count ? (this, other) : (other, this);
        if (small.IsBitmap)
            return Combine(other, static (a, b) => a & b);
        Span<ushort> kept = stackalloc ushort[ListMax];
        var count = 0;
        foreach (var person in small._list!)
        {
            if (large.Contains(person))
                kept[count++] = person;
        }

        return OfSorted(kept[..count]);
    }

    public ChunkSet Or(ChunkSet other) => Combine(other, static (a, b) => a | b);

    /// <summary>The people of this set that are not in the other.</summary>
    public ChunkSet AndNot(ChunkSet other) => Combine(other, static (a, b) => a & ~b);

    private ChunkSet Combine(ChunkSet other, Func<ulong, ulong, ulong> word)
    {
        Span<ulong> a = stackalloc ulong[Bitmap.Words], b = stackalloc ulong[Bitmap.Words];
        a.Clear();
        b.Clear();
        OrInto(a);
        other.OrInto(b);
        for (var i = 0; i < a.Length; i++)
            a[i] = word(a[i], b[i]);
        return OfBits(a);
    }
}
