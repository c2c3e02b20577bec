using System.Numerics;
using System.Runtime.CompilerServices;

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

    public static ulong[] New() => new ulong[Words];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Has(ReadOnlySpan<ulong> bits, int person) => (bits[person >> 6] >> (person & 63) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Span<ulong> bits, int person) => bits[person >> 6] |= 1UL << (person & 63);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Remove(Span<ulong> bits, int person) => bits[person >> 6] &= ~(1UL << (person & 63));

    public static int Count(ReadOnlySpan<ulong> bits)
    {
        var count = 0;
        foreach (var word in bits)
            count += BitOperations.PopCount(word);
        return count;
    }
}
