using System.Buffers;
using System.Runtime.InteropServices;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Activity;

/// <summary>
/// Who was active on which local day and how often: interactions that qualify, by person and day. Immutable; additions make the next index and
/// copy the days they touch. The whole activity of a project is one; what an interaction filter leaves is another.
/// </summary>
public sealed class ActivityIndex
{
    // Each batch copies the days it touches, and is sorted.
    private const int DaysAtOnce = 1 << 20;

    public static readonly ActivityIndex Empty = new([]);

    private readonly ActivityChunk[] _chunks;

    /// <param name="chunks">By number; owned by the index from here on.</param>
    internal ActivityIndex(ActivityChunk[] chunks) => _chunks = chunks;

    internal int Chunks => _chunks.Length;

    /// <summary>Bytes held, estimated.</summary>
    internal long Bytes => _chunks.Sum(chunk => chunk.Bytes);

    /// <summary>An index of interactions in any order.</summary>
    public static ActivityIndex Of(IEnumerable<(int Person, Day Day)> uses) => Empty.Plus(uses.Select(use => (use.Person, use.Day, 1)));

    /// <summary>This index with more interactions: how many of a person on a day. Any order, but the one by 65,536 people, then day, then person costs least.</summary>
    public ActivityIndex Plus(IEnumerable<(int Person, Day Day, int Count)> days)
    {
        using var rest = days.GetEnumerator();
        if (!rest.MoveNext())
            return this;
        // Of a shared pool: a start adds tens of months, and arrays of megabytes for each would be most of what the collector has to do then.
        var (uses, counts) = (ArrayPool<ulong>.Shared.Rent(DaysAtOnce), ArrayPool<int>.Shared.Rent(DaysAtOnce));
        try
        {
            var (index, isMore) = (this, true);
            while (isMore)
            {
                var (taken, isSorted) = (0, true);
                for (; isMore && taken < DaysAtOnce; isMore = rest.MoveNext(), taken++)
                {
                    (uses[taken], counts[taken]) = (Pack(rest.Current.Person, rest.Current.Day), rest.Current.Count);
                    isSorted &= taken == 0 || uses[taken - 1] <= uses[taken];
                }

                if (!isSorted)
                    Array.Sort(uses, counts, 0, taken);
                index = index.With(uses.AsSpan(0, taken), counts.AsSpan(0, taken), static (chunk, additions) => chunk.Plus(additions));
            }

            return index;
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(uses);
            ArrayPool<int>.Shared.Return(counts);
        }
    }

    internal ActivityChunk Chunk(int i) => i < _chunks.Length ? _chunks[i] : ActivityChunk.Empty;

    /// <summary>A use as one number that sorts by chunk, day, person.</summary>
    internal static ulong Pack(int person, Day day) => ((ulong)(uint)(person >> 16) << 48) | ((ulong)(uint)day.Number << 16) | (uint)(person & 0xFFFF);

    /// <summary>This index with more uses, each one interaction; sorts the list in place.</summary>
    internal ActivityIndex Plus(List<ulong> packed) => With(packed, static (chunk, days) => chunk.Plus(days));

    /// <summary>This index without some of its uses, each one interaction; sorts the list in place.</summary>
    internal ActivityIndex Minus(List<ulong> packed) => With(packed, static (chunk, days) => chunk.Minus(days));

    private ActivityIndex With(List<ulong> packed, Func<ActivityChunk, List<(Day, ushort[], int[])>, ActivityChunk> change)
    {
        if (packed.Count == 0)
            return this;
        packed.Sort();
        return With(CollectionsMarshal.AsSpan(packed), [], change);
    }

    // Counts beside the uses; none: each is one interaction.
    private ActivityIndex With(ReadOnlySpan<ulong> uses, ReadOnlySpan<int> times, Func<ActivityChunk, List<(Day, ushort[], int[])>, ActivityChunk> change)
    {
        var chunks = new ActivityChunk[Math.Max(_chunks.Length, (int)(uses[^1] >> 48) + 1)];
        _chunks.CopyTo(chunks, 0);
        Array.Fill(chunks, ActivityChunk.Empty, _chunks.Length, chunks.Length - _chunks.Length);
        for (var at = 0; at < uses.Length;)
        {
            var chunk = (int)(uses[at] >> 48);
            var days = new List<(Day, ushort[], int[])>();
            while (at < uses.Length && (int)(uses[at] >> 48) == chunk)
                days.Add(TakeDay(uses, times, ref at));
            chunks[chunk] = change(chunks[chunk], days);
        }

        return new(chunks);
    }

    private static (Day Day, ushort[] People, int[] Counts) TakeDay(ReadOnlySpan<ulong> uses, ReadOnlySpan<int> times, ref int at)
    {
        var (chunkAndDay, end, different) = (uses[at] >> 16, at, 0);
        for (; end < uses.Length && uses[end] >> 16 == chunkAndDay; end++)
            different += end == at || uses[end] != uses[end - 1] ? 1 : 0;
        var (people, counts) = (new ushort[different], new int[different]);
        for (var i = 0; i < different; i++)
        {
            var use = uses[at];
            people[i] = (ushort)use;
            for (; at < end && uses[at] == use; at++)
                counts[i] += times.IsEmpty ? 1 : times[at];
        }

        return (new Day((int)(uint)chunkAndDay), people, counts);
    }
}
