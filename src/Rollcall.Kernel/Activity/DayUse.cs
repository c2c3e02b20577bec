using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Activity;

/// <summary>
/// Who of one chunk was active on one day, and with how many interactions each. Counts stand in a byte a person, in the order of the
/// people; absent when everybody has one; counts of 255 and more stand apart. Immutable.
/// </summary>
internal sealed class DayUse
{
    /// <summary>A count that stands apart: ask <see cref="CountAt"/>.</summary>
    public const byte Many = byte.MaxValue;

    private static readonly byte[] Ones = [.. Enumerable.Repeat((byte)1, Bitmap.People)];

    private readonly byte[]? _counts;
    private readonly Dictionary<ushort, int>? _many;
    private Threshold? _atLeast;

    private DayUse(ChunkSet people, byte[]? counts, Dictionary<ushort, int>? many, long interactions)
        => (People, _counts, _many, Interactions) = (people, counts, many, interactions);

    public ChunkSet People { get; }

    /// <summary>Interactions by rank, with <see cref="Many"/> for those that stand apart.</summary>
    public ReadOnlySpan<byte> Counts => _counts ?? Ones.AsSpan(0, People.Count);

    /// <summary>Interactions of all its people.</summary>
    public long Interactions { get; }

    /// <summary>People whose counts stand apart, with them; null, as nearly always, when there are none.</summary>
    public IReadOnlyDictionary<ushort, int>? Apart => _many;

    /// <summary>Bytes held, estimated; with those of the remembered answer of <see cref="AtLeast"/>.</summary>
    public int Bytes => People.Bytes + (_counts?.Length ?? 0) + 120 + (_atLeast?.Use is { } use && use != this ? use.Bytes : 0);

    /// <summary>The interactions of the person at a rank (its position among the people in ascending order). At least 1.</summary>
    public int CountAt(int rank, int person)
    {
        if (_counts is null)
            return 1;
        var count = _counts[rank];
        return count == Many ? _many![(ushort)person] : count;
    }

    /// <summary>Interactions of a person, 0 when not active.</summary>
    public int CountOf(int person)
    {
        if (!People.Contains(person))
            return 0;
        if (_counts is null)
            return 1;
        return CountAt(RankOf(person), person);
    }

    /// <summary>Number of its people who are in a bitmap.</summary>
    public int CountAmong(ReadOnlySpan<ulong> people)
    {
        if (People.IsBitmap)
            return Bitmap.CountBoth(People.Bits, people);
        var count = 0;
        foreach (var person in People.List)
            count += (int)(people[person >> 6] >> (person & 63) & 1);
        return count;
    }

    /// <summary>Interactions of its people who are in a bitmap.</summary>
    public long InteractionsOf(ReadOnlySpan<ulong> people)
    {
        if (!People.IsBitmap || !SpreadCounts.IsSupported)
        {
            var sum = new Sum(people);
            ForEach(ref sum);
            return sum.Interactions;
        }

        Span<byte> tail = stackalloc byte[2 * Vector512<byte>.Count];
        var counts = new SpreadCounts(Counts, tail);
        var sums = Vector512<ulong>.Zero;
        for (var word = 0; word < Bitmap.Words; word++)
        {
            if (People.Bits[word] is var active and not 0)
                sums += Avx512BW.SumAbsoluteDifferences(counts.Next(active) & Bitmap.Lanes(people[word]), Vector512<byte>.Zero).AsUInt64();
        }

        var interactions = (long)Vector512.Sum(sums);
        foreach (var (person, count) in _many ?? [])
            interactions += Bitmap.Has(people, person) ? count - Many : 0;
        return interactions;
    }

    /// <summary>Calls back for each person in ascending order with the number of interactions.</summary>
    public void ForEach<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, IUseVisitor, allows ref struct
    {
        var rank = 0;
        if (!People.IsBitmap)
        {
            foreach (var person in People.List)
                visitor.Visit(person, CountAt(rank++, person));
            return;
        }

        var bits = People.Bits;
        for (var word = 0; word < bits.Length; word++)
        {
            for (var rest = bits[word]; rest != 0; rest &= rest - 1)
            {
                var person = (word << 6) + System.Numerics.BitOperations.TrailingZeroCount(rest);
                visitor.Visit(person, CountAt(rank++, person));
            }
        }
    }

    /// <summary>
    /// The people with at least <paramref name="least"/> interactions, as they are when that is 1; null when there are none. The last answer is
    /// remembered, because a project asks with the same number again and again: at the most as many bytes as the day itself.
    /// </summary>
    public DayUse? AtLeast(int least)
    {
        if (least <= 1)
            return this;
        if (_atLeast is { } known && known.Least == least)
            return known.Use;
        var kept = new Kept(least);
        ForEach(ref kept);
        var use = kept.People.Count == 0 ? null : kept.People.Count == People.Count ? this : Of(kept.People.ToArray(), kept.Counts.ToArray());
        _atLeast = new(least, use);   // two threads may both find it out; either answer is right
        return use;
    }

    /// <summary>People in ascending order without repeats, each with a count of at least 1.</summary>
    public static DayUse Of(ReadOnlySpan<ushort> people, ReadOnlySpan<int> counts)
    {
        long interactions = 0;
        var most = 1;
        foreach (var count in counts)
        {
            interactions += count;
            most = Math.Max(most, count);
        }

        if (most == 1)
            return new(ChunkSet.OfSorted(people), null, null, interactions);
        var bytes = new byte[people.Length];
        var many = most >= Many ? new Dictionary<ushort, int>() : null;
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)Math.Min(counts[i], Many);
            if (counts[i] >= Many)
                many!.Add(people[i], counts[i]);
        }

        return new(ChunkSet.OfSorted(people), bytes, many, interactions);
    }

    /// <summary>This day with more interactions: people ascending without repeats.</summary>
    public DayUse Plus(ReadOnlySpan<ushort> people, ReadOnlySpan<int> counts)
    {
        var merged = new Merge(people.Length + People.Count, people, counts);
        ForEach(ref merged);
        merged.Finish();
        return Of(merged.People.AsSpan(0, merged.Count), merged.Counts.AsSpan(0, merged.Count));
    }

    /// <summary>This day without some of its interactions: people ascending without repeats, all of them active; null when nobody is left.</summary>
    public DayUse? Minus(ReadOnlySpan<ushort> people, ReadOnlySpan<int> counts)
    {
        var left = new Rest(people, counts);
        ForEach(ref left);
        if (left.Taken != people.Length)
            throw new ArgumentException("Interactions that are not there cannot go.", nameof(people));
        return left.People.Count == 0 ? null : Of(left.People.ToArray(), left.Counts.ToArray());
    }

    private int RankOf(int person)
    {
        if (!People.IsBitmap)
            return People.List.BinarySearch((ushort)person);
        var bits = People.Bits;
        var rank = Bitmap.Count(bits[..(person >> 6)]);
        return rank + System.Numerics.BitOperations.PopCount(bits[person >> 6] & ((1UL << (person & 63)) - 1));
    }

    private sealed record Threshold(int Least, DayUse? Use);

    private ref struct Sum(ReadOnlySpan<ulong> people) : IUseVisitor
    {
        private readonly ReadOnlySpan<ulong> _people = people;

        public long Interactions { get; private set; }

        public void Visit(int person, int count) => Interactions += Bitmap.Has(_people, person) ? count : 0;
    }

    private readonly struct Kept(int least) : IUseVisitor
    {
        public List<ushort> People { get; } = [];

        public List<int> Counts { get; } = [];

        public void Visit(int person, int count)
        {
            if (count < least)
                return;
            People.Add((ushort)person);
            Counts.Add(count);
        }
    }

    private ref struct Rest(ReadOnlySpan<ushort> people, ReadOnlySpan<int> counts) : IUseVisitor
    {
        private readonly ReadOnlySpan<ushort> _people = people;
        private readonly ReadOnlySpan<int> _counts = counts;

        public List<ushort> People { get; } = [];

        public List<int> Counts { get; } = [];

        public int Taken { get; private set; }

        public void Visit(int person, int count)
        {
            if (Taken < _people.Length && _people[Taken] == person)
                count -= _counts[Taken++];
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            if (count == 0)
                return;
            People.Add((ushort)person);
            Counts.Add(count);
        }
    }

    // Walks the people who are there already and lets the new ones in at their place.
    private struct Merge : IUseVisitor
    {
        private readonly ushort[] _newPeople;
        private readonly int[] _newCounts;
        private int _next;

        public Merge(int room, ReadOnlySpan<ushort> newPeople, ReadOnlySpan<int> newCounts)
        {
            (_newPeople, _newCounts, _next) = (newPeople.ToArray(), newCounts.ToArray(), 0);
            (People, Counts, Count) = (new ushort[room], new int[room], 0);
        }

        public ushort[] People { get; }

        public int[] Counts { get; }

        public int Count { get; private set; }

        public void Visit(int person, int count)
        {
            while (_next < _newPeople.Length && _newPeople[_next] < person)
                TakeNext();
            if (_next < _newPeople.Length && _newPeople[_next] == person)
                count += _newCounts[_next++];
            Take(person, count);
        }

        public void Finish()
        {
            while (_next < _newPeople.Length)
                TakeNext();
        }

        private void TakeNext()
        {
            Take(_newPeople[_next], _newCounts[_next]);
            _next++;
        }

        private void Take(int person, int count)
        {
            (People[Count], Counts[Count]) = ((ushort)person, count);
            Count++;
        }
    }
}
