using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Rollcall.Kernel.Sets;

/// <summary>
/// A scratch set over the 65,536 people of one chunk: 1,024 words, bit <c>n % 64</c> of word <c>n / 64</c> is person <c>n</c>.
/// Mutable and owned by one thread at a time; what is kept becomes a <see cref="ChunkSet"/>.
/// </summary>
public static class Bitmap
{
    /// <summary>People in a chunk.</summary>
    public const int People = 65_536;

    /// <summary>Words of 64 people in a chunk.</summary>
    public const int Words = People / 64;

    private const int WordsOfVector = 8;

    private static Vector512<byte> BitsOfFour
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            (byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,
            0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    }

    public static ulong[] New() => new ulong[Words];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Has(ReadOnlySpan<ulong> bits, int person) => (bits[person >> 6] >> (person & 63) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Span<ulong> bits, int person) => bits[person >> 6] |= 1UL << (person & 63);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Remove(Span<ulong> bits, int person) => bits[person >> 6] &= ~(1UL << (person & 63));

    public static int Count(ReadOnlySpan<ulong> bits) => CountBoth(bits, bits);

    /// <summary>Number of people who are in both of two sets, of as many words.</summary>
    public static int CountBoth(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        ref var inA = ref MemoryMarshal.GetReference(a);
        ref var inB = ref MemoryMarshal.GetReference(b[..a.Length]);
        var (count, i) = (0, 0);
        if (Avx512BW.IsSupported)
        {
            var counts = Vector512<ulong>.Zero;
            for (; i <= a.Length - WordsOfVector; i += WordsOfVector)
                counts += CountLanes(Vector512.LoadUnsafe(ref inA, (nuint)i) & Vector512.LoadUnsafe(ref inB, (nuint)i));
            count = (int)Vector512.Sum(counts);
        }

        for (; i < a.Length; i++)
            count += BitOperations.PopCount(Unsafe.Add(ref inA, i) & Unsafe.Add(ref inB, i));
        return count;
    }

    /// <summary>Number of people of a chunk who are in all of three sets.</summary>
    public static int CountAll(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, ReadOnlySpan<ulong> c)
    {
        ref var inA = ref MemoryMarshal.GetReference(a[..Words]);
        ref var inB = ref MemoryMarshal.GetReference(b[..Words]);
        ref var inC = ref MemoryMarshal.GetReference(c[..Words]);
        var count = 0;
        if (Avx512BW.IsSupported)
        {
            var counts = Vector512<ulong>.Zero;
            for (nuint i = 0; i < Words; i += WordsOfVector)
                counts += CountLanes(Vector512.LoadUnsafe(ref inA, i) & Vector512.LoadUnsafe(ref inB, i) & Vector512.LoadUnsafe(ref inC, i));
            return (int)Vector512.Sum(counts);
        }

        for (nuint i = 0; i < Words; i++)
            count += BitOperations.PopCount(Unsafe.Add(ref inA, i) & Unsafe.Add(ref inB, i) & Unsafe.Add(ref inC, i));
        return count;
    }

    /// <summary>Adds people to a set of as many words.</summary>
    public static void Unite(Span<ulong> into, ReadOnlySpan<ulong> people)
    {
        ref var to = ref MemoryMarshal.GetReference(into);
        ref var from = ref MemoryMarshal.GetReference(people[..into.Length]);
        var i = 0;
        for (; i <= into.Length - WordsOfVector; i += WordsOfVector)
            (Vector512.LoadUnsafe(ref to, (nuint)i) | Vector512.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        for (; i < into.Length; i++)
            Unsafe.Add(ref to, i) |= Unsafe.Add(ref from, i);
    }

    /// <summary>Adds to a set of a chunk the people who are in both of two others.</summary>
    public static void UniteBoth(Span<ulong> into, ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        ref var to = ref MemoryMarshal.GetReference(into[..Words]);
        ref var inA = ref MemoryMarshal.GetReference(a[..Words]);
        ref var inB = ref MemoryMarshal.GetReference(b[..Words]);
        for (nuint i = 0; i < Words; i += WordsOfVector)
            (Vector512.LoadUnsafe(ref to, i) | (Vector512.LoadUnsafe(ref inA, i) & Vector512.LoadUnsafe(ref inB, i))).StoreUnsafe(ref to, i);
    }

    /// <summary>Makes a set of a chunk of the people who are in both of two others.</summary>
    public static void Intersect(Span<ulong> into, ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        ref var to = ref MemoryMarshal.GetReference(into[..Words]);
        ref var inA = ref MemoryMarshal.GetReference(a[..Words]);
        ref var inB = ref MemoryMarshal.GetReference(b[..Words]);
        for (nuint i = 0; i < Words; i += WordsOfVector)
            (Vector512.LoadUnsafe(ref inA, i) & Vector512.LoadUnsafe(ref inB, i)).StoreUnsafe(ref to, i);
    }

    /// <summary>Makes a set of a chunk of the people who are in one and not in another.</summary>
    public static void Subtract(Span<ulong> into, ReadOnlySpan<ulong> from, ReadOnlySpan<ulong> people)
    {
        ref var to = ref MemoryMarshal.GetReference(into[..Words]);
        ref var inFrom = ref MemoryMarshal.GetReference(from[..Words]);
        ref var taken = ref MemoryMarshal.GetReference(people[..Words]);
        for (nuint i = 0; i < Words; i += WordsOfVector)
            Vector512.AndNot(Vector512.LoadUnsafe(ref inFrom, i), Vector512.LoadUnsafe(ref taken, i)).StoreUnsafe(ref to, i);
    }

    /// <summary>A word as 64 bytes of all ones or zeroes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Lanes(ulong word)
    {
        var bit = Vector512.Create(0x8040_2010_0804_0201UL).AsByte();
        var eights = Vector512.Create(
            (byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3,
            4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7);
        return Vector512.Equals(Vector512.Shuffle(Vector512.Create(word).AsByte(), eights) & bit, bit);
    }

    // The processor counts the bits of one word at a time; a table of the bits of four, looked up for 128 of them at once, is three times as fast.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> CountLanes(Vector512<ulong> words)
    {
        var low = Vector512.Create((byte)0x0F);
        var counts = Avx512BW.Shuffle(BitsOfFour, words.AsByte() & low) + Avx512BW.Shuffle(BitsOfFour, (words >> 4).AsByte() & low);
        return Avx512BW.SumAbsoluteDifferences(counts, Vector512<byte>.Zero).AsUInt64();
    }
}
