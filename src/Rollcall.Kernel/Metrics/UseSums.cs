using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// What a day adds to the sums of each group. The active people's bytes of <see cref="ChunkGroups"/> are first brought side by side, 64 people at a time, and only then
/// counted: a loop over the bits of a word is mispredicted at nearly every word, as few of 64 people are active on a day. Scratch memory of one thread.
/// </summary>
internal sealed class UseSums(ChunkPeople people, ChunkGroups groups)
{
    private const int Codes = 256;
    private const int Interactions = 40;   // the bits of a bin below the number of people

    // Four bins a byte, in turn: to add to one at once again waits for the addition before.
    private readonly ulong[] _bins = new ulong[4 * Codes];
    private readonly byte[] _active = new byte[Bitmap.People + Vector512<byte>.Count];
    private readonly DaySums[] _sums = new DaySums[groups.Count];

    /// <summary>The sums by group of the day that the walk has reached.</summary>
    /// <param name="use">Of the day; null when there is none.</param>
    public ReadOnlySpan<DaySums> Of(DayUse? use)
    {
        if (groups.IsOne)
        {
            _sums[0] = new(people.WithAccess, use is null ? 0 : use.CountAmong(people.Access), use?.Interactions ?? 0);
            return _sums;
        }

        for (var group = 0; group < _sums.Length; group++)
            _sums[group] = new(groups.WithAccess(group), 0, 0);
        if (use is not null)
            Add(use);
        return _sums;
    }

    private void Add(DayUse use)
    {
        if (!use.People.IsBitmap)
            ReadList(use.People.List);
        else if (Avx512Vbmi2.IsSupported)
            ReadWords(use.People.Bits);
        else
            ReadOneByOne(use.People.Bits);
        FillBins(use.Counts);
        for (var group = 0; group < _sums.Length; group++)
        {
            var (without, with) = (Bin(group), Bin(group | ChunkGroups.HasAccess));
            _sums[group] += new DaySums(0, (long)(with >> Interactions), (long)((with + without) & ((1UL << Interactions) - 1)));
        }

        if (use.Apart is not { } apart)
            return;
        foreach (var (person, count) in apart)
        {
            if ((groups.Codes[person] & ChunkGroups.Nobody) is var group and not ChunkGroups.Nobody)
                _sums[group] += new DaySums(0, 0, count - DayUse.Many);
        }
    }

    private ulong Bin(int code) => _bins[code] + _bins[Codes + code] + _bins[(2 * Codes) + code] + _bins[(3 * Codes) + code];

    private void FillBins(ReadOnlySpan<byte> counts)
    {
        Array.Clear(_bins);
        ref var bins = ref MemoryMarshal.GetArrayDataReference(_bins);
        ref var active = ref MemoryMarshal.GetArrayDataReference(_active);
        ref var count = ref MemoryMarshal.GetReference(counts);
        var rank = 0;
        for (; rank + 4 <= counts.Length; rank += 4)
        {
            Add(ref bins, 0, ref active, ref count, rank);
            Add(ref bins, 1, ref active, ref count, rank + 1);
            Add(ref bins, 2, ref active, ref count, rank + 2);
            Add(ref bins, 3, ref active, ref count, rank + 3);
        }

        for (; rank < counts.Length; rank++)
            Add(ref bins, 0, ref active, ref count, rank);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref ulong bins, int turn, ref byte active, ref byte count, int rank)
        => Unsafe.Add(ref bins, (turn * Codes) + Unsafe.Add(ref active, rank))
            += 1UL << Interactions | Unsafe.Add(ref count, rank);

    private void ReadWords(ReadOnlySpan<ulong> day)
    {
        ref var words = ref MemoryMarshal.GetReference(day[..Bitmap.Words]);
        ref var codes = ref MemoryMarshal.GetReference(groups.Codes);
        ref var next = ref MemoryMarshal.GetArrayDataReference(_active);
        for (var word = 0; word < Bitmap.Words; word++)
        {
            var active = Unsafe.Add(ref words, word);
            Avx512Vbmi2.Compress(Vector512<byte>.Zero, Bitmap.Lanes(active), Vector512.LoadUnsafe(ref codes, (nuint)(word << 6))).StoreUnsafe(ref next);
            next = ref Unsafe.Add(ref next, BitOperations.PopCount(active));
        }
    }

    private void ReadOneByOne(ReadOnlySpan<ulong> day)
    {
        var codes = groups.Codes;
        var rank = 0;
        for (var word = 0; word < day.Length; word++)
        {
            for (var rest = day[word]; rest != 0; rest &= rest - 1)
                _active[rank++] = codes[(word << 6) + BitOperations.TrailingZeroCount(rest)];
        }
    }

    private void ReadList(ReadOnlySpan<ushort> day)
    {
        var codes = groups.Codes;
        for (var rank = 0; rank < day.Length; rank++)
            _active[rank] = codes[day[rank]];
    }
}
