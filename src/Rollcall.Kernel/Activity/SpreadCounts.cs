using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Activity;

/// <summary>
/// Reads the counts of a day, which stand by rank, 64 people at a time and each at its person's place: a word of the day's bitmap says where they
/// belong. A loop over the bits of a word is mispredicted at nearly every word, as few of 64 people are active on a day.
/// </summary>
internal ref struct SpreadCounts
{
    private readonly ReadOnlySpan<byte> _counts;
    private readonly Span<byte> _tail;
    private ref byte _next;
    private int _left;
    private bool _isInTail;

    /// <param name="counts">By rank.</param>
    /// <param name="tail">Room for 128 bytes: the last counts are read from where 64 bytes can be read.</param>
    public SpreadCounts(ReadOnlySpan<byte> counts, Span<byte> tail)
    {
        _counts = counts;
        _tail = tail[..(2 * Vector512<byte>.Count)];
        _left = counts.Length;
        _next = ref MemoryMarshal.GetReference(counts);
    }

    /// <summary>Whether the processor can: otherwise go through the people one by one.</summary>
    public static bool IsSupported => Avx512Vbmi.IsSupported && Avx512Vbmi2.IsSupported;

    /// <summary>The counts of the 64 people of the next word, 0 for those who are not active. To be asked for every word that is not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<byte> Next(ulong active)
    {
        if (_left < Vector512<byte>.Count && !_isInTail)
            GoToTail();
        var counts = Avx512Vbmi2.Expand(Vector512<byte>.Zero, Bitmap.Lanes(active), Vector512.LoadUnsafe(ref _next));
        var people = BitOperations.PopCount(active);
        _next = ref Unsafe.Add(ref _next, people);
        _left -= people;
        return counts;
    }

    private void GoToTail()
    {
        _counts[^_left..].CopyTo(_tail);
        _next = ref MemoryMarshal.GetReference(_tail);
        _isInTail = true;
    }
}
