using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// Counts the people of many groups at once: each person falls into one bin, by group and by the sets that hold the person, and the bins then make the counts
/// of every group. One pass over the people, however many groups there are.
/// </summary>
/// <param name="groups">Number of groups.</param>
internal sealed class GroupBins(int groups)
{
    private const int FlagBits = 6;

    // A byte's bits as eight bytes of 0 or 1.
    private static readonly ulong[] Spread =
        [.. Enumerable.Range(0, 256).Select(bits => Enumerable.Range(0, 8).Aggregate(0UL, (spread, bit) => spread | (ulong)(bits >> bit & 1) << (8 * bit)))];

    // By (group + 1) << FlagBits | flags: the first row takes the people whom the filter refuses.
    private readonly int[] _bins = new int[(groups + 1) << FlagBits];

    [Flags]
    private enum Sets
    {
        None = 0,
        Eligible = 1,
        Active = 2,
        WithAccess = 4,
        EverUsed = 8,
        AnyAccess = 16,
        AtStart = 32,
    }

    public void Clear() => Array.Clear(_bins);

    /// <summary>Adds 64 people: the group of each, and the words of the sets.</summary>
    public void Add(ReadOnlySpan<int> groupOf, in Word word)
    {
        // Eight people at a time: a byte of each set is spread over eight bytes, one a person, and the sets are laid over each other.
        ref var group = ref MemoryMarshal.GetReference(groupOf);
        ref var bins = ref MemoryMarshal.GetArrayDataReference(_bins);
        ref var spread = ref MemoryMarshal.GetArrayDataReference(Spread);
        for (var eight = 0; eight < groupOf.Length; eight += 8)
        {
            var sets = Unsafe.Add(ref spread, (byte)(word.Eligible >> eight)) | Unsafe.Add(ref spread, (byte)(word.Active >> eight)) << 1
                | Unsafe.Add(ref spread, (byte)(word.WithAccess >> eight)) << 2 | Unsafe.Add(ref spread, (byte)(word.EverUsed >> eight)) << 3
                | Unsafe.Add(ref spread, (byte)(word.AnyAccess >> eight)) << 4 | Unsafe.Add(ref spread, (byte)(word.AtStart >> eight)) << 5;
            for (var person = 0; person < 8; person++)
            {
                Unsafe.Add(ref bins, (Unsafe.Add(ref group, eight + person) + 1) << FlagBits | (int)(sets & 0xFF))++;
                sets >>= 8;
            }
        }
    }

    /// <summary>Adds what was counted to the tallies; people with access at the start bring the <paramref name="days"/> of the window along.</summary>
    public void AddTo(Tally[] tallies, int days)
    {
        for (var bin = 1 << FlagBits; bin < _bins.Length; bin++)
        {
            var sets = (Sets)(bin & ((1 << FlagBits) - 1));
            if (_bins[bin] == 0 || (sets & (Sets.AnyAccess | Sets.Active)) == Sets.None)
                continue;
            ref var tally = ref tallies[(bin >> FlagBits) - 1];
            tally.AddPeople(_bins[bin], sets.HasFlag(Sets.Eligible), sets.HasFlag(Sets.Active), sets.HasFlag(Sets.WithAccess), sets.HasFlag(Sets.EverUsed));
            tally.EligibleDays += sets.HasFlag(Sets.AtStart) ? (long)_bins[bin] * days : 0;
        }
    }

    /// <summary>One word of each set. AtStart: with access on the first day.</summary>
    internal readonly record struct Word(ulong Eligible, ulong Active, ulong WithAccess, ulong EverUsed, ulong AnyAccess, ulong AtStart);
}
