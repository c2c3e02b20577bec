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
    public ActivityIndex Plus(IEnumerable<(int Person, Day Day, int Count)> days) =>
        days.Chunk(DaysAtOnce).Aggregate(this, static (index, batch) => index.Plus(batch));

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

    private ActivityIndex Plus((int Person, Day Day, int Count)[] days)
    {
        var (uses, counts) = (new ulong[days.Length], new int[days.Length]);
        var isSorted = true;
        for (var i = 0; i < uses.Length; i++)
        {
            (uses[i], counts[i]) = (Pack(days[i].Person, days[i].Day), days[i].Count);
            isSorted &= i == 0 || uses[i - 1] <= uses[i];
        }

        if (!isSorted)
            Array.Sort(uses, counts);
        return With(uses, counts, static (chunk, days) => chunk.Plus(days));
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
        var chunkAndDay = uses[at] >> 16;
        var people = new List<ushort>();
        var counts = new List<int>();
        while (at < uses.Length && uses[at] >> 16 == chunkAndDay)
        {
            var use = uses[at];
            var count = 0;
            for (; at < uses.Length && uses[at] == use; at++)
                count += times.IsEmpty ? 1 : times[at];
            people.Add((ushort)use);
            counts.Add(count);
        }

        return (new Day((int)(uint)chunkAndDay), [.. people], [.. counts]);
    }
}
