using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// Interactions, and days of both access and use, by group, of one chunk. Days are first added up by person and only then by group: side by side in
/// memory 64 people are one step, whereas to look up the group of each active person on each day costs a mispredicted branch for every
/// few of them. Scratch memory of about 200 KB, so one instance serves one thread.
/// </summary>
/// <param name="people">The chunk that is being counted: who is admitted, in which group, and who has access.</param>
/// <param name="groups">Number of groups.</param>
internal sealed class UseSums(ChunkPeople people, int groups)
{
    private const int MostDays = byte.MaxValue;   // then a sum by person could run over, so it goes to the groups first

    private readonly ushort[] _interactions = new ushort[groups == 0 ? 0 : Bitmap.People];
    private readonly byte[] _bothDays = new byte[groups == 0 ? 0 : Bitmap.People];
    private readonly long[] _interactionsOf = new long[groups];
    private readonly long[] _bothDaysOf = new long[groups];
    private readonly byte[] _tail = new byte[2 * Vector512<byte>.Count];
    private int _days;

    /// <summary>By group.</summary>
    public ReadOnlySpan<long> Interactions => _interactionsOf;

    /// <summary>Days of both access and use by group.</summary>
    public ReadOnlySpan<long> BothDays => _bothDaysOf;

    public void Clear()
    {
        Array.Clear(_interactionsOf);
        Array.Clear(_bothDaysOf);
    }

    /// <summary>Adds the day that the walk over the people has reached.</summary>
    public void Add(DayUse use)
    {
        if (_days == MostDays)
            ToGroups();
        _days++;
        var counts = use.Counts;
        if (!use.People.IsBitmap)
            AddList(use.People.List, counts);
        else if (SpreadCounts.IsSupported)
            AddWords(use.People.Bits, counts);
        else
            AddOneByOne(use.People.Bits, counts);
        if (use.Apart is not { } apart)
            return;
        foreach (var (person, count) in apart)
        {
            if (Bitmap.Has(people.Admitted, person))
                _interactionsOf[people.GroupOf[person]] += count - DayUse.Many;
        }
    }

    /// <summary>Brings what was added up by person to the groups; to be called behind the last day.</summary>
    public void ToGroups()
    {
        ref var interactions = ref MemoryMarshal.GetArrayDataReference(_interactions);
        for (var word = 0; _days > 0 && word < Bitmap.Words; word++)
        {
            // Whoever has a day of both has interactions. Sums of people who are not admitted are dropped here.
            ref var first = ref Unsafe.Add(ref interactions, word << 6);
            var low = Vector512.GreaterThan(Vector512.LoadUnsafe(ref first), Vector512<ushort>.Zero).ExtractMostSignificantBits();
            var high = Vector512.GreaterThan(Vector512.LoadUnsafe(ref first, 32), Vector512<ushort>.Zero).ExtractMostSignificantBits();
            for (var rest = (low | high << 32) & people.Admitted[word]; rest != 0; rest &= rest - 1)
            {
                var person = (word << 6) + BitOperations.TrailingZeroCount(rest);
                var group = people.GroupOf[person];
                _interactionsOf[group] += _interactions[person];
                _bothDaysOf[group] += _bothDays[person];
            }
        }

        Array.Clear(_interactions);
        Array.Clear(_bothDays);
        _days = 0;
    }

    private void AddWords(ReadOnlySpan<ulong> day, ReadOnlySpan<byte> byRank)
    {
        var counts = new SpreadCounts(byRank, _tail);
        ref var words = ref MemoryMarshal.GetReference(day[..Bitmap.Words]);
        ref var access = ref MemoryMarshal.GetArrayDataReference(people.Access);
        ref var interactions = ref MemoryMarshal.GetArrayDataReference(_interactions);
        ref var bothDays = ref MemoryMarshal.GetArrayDataReference(_bothDays);
        for (var word = 0; word < Bitmap.Words; word++)
        {
            var active = Unsafe.Add(ref words, word);
            if (active == 0)
                continue;
            ref var sums = ref Unsafe.Add(ref interactions, word << 6);
            var (low, high) = Vector512.Widen(counts.Next(active));
            (Vector512.LoadUnsafe(ref sums) + low).StoreUnsafe(ref sums);
            (Vector512.LoadUnsafe(ref sums, 32) + high).StoreUnsafe(ref sums, 32);
            ref var days = ref Unsafe.Add(ref bothDays, word << 6);
            (Vector512.LoadUnsafe(ref days) - SpreadCounts.Lanes(active & Unsafe.Add(ref access, word))).StoreUnsafe(ref days);   // a lane that is set is -1
        }
    }

    private void AddOneByOne(ReadOnlySpan<ulong> day, ReadOnlySpan<byte> counts)
    {
        var rank = 0;
        for (var word = 0; word < day.Length; word++)
        {
            for (var rest = day[word]; rest != 0; rest &= rest - 1)
                Add((word << 6) + BitOperations.TrailingZeroCount(rest), counts[rank++]);
        }
    }

    private void AddList(ReadOnlySpan<ushort> day, ReadOnlySpan<byte> counts)
    {
        for (var rank = 0; rank < day.Length; rank++)
            Add(day[rank], counts[rank]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(int person, byte count)
    {
        _interactions[person] += count;
        _bothDays[person] += (byte)(people.Access[person >> 6] >> (person & 63) & 1);
    }
}
