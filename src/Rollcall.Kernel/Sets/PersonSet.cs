using System.Collections;

namespace Rollcall.Kernel.Sets;

/// <summary>
/// An immutable set of people by their dense number: one <see cref="ChunkSet"/> for each 65,536 of them, so that sparse and dense parts
/// of a population each take the form that suits them. Enumerates in ascending order. Safe to share between threads.
/// </summary>
public sealed class PersonSet : IEnumerable<int>
{
    public static readonly PersonSet Empty = new([]);

    private readonly ChunkSet[] _chunks;

    /// <param name="chunks">The set's part of each chunk in order; chunks that are missing at the end are empty.</param>
    public PersonSet(ChunkSet[] chunks)
    {
        _chunks = chunks;
        Count = chunks.Sum(chunk => chunk.Count);
    }

    /// <summary>Number of people.</summary>
    public int Count { get; }

    /// <summary>A set of people in any order; repeats count once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static PersonSet Of(IEnumerable<int> people)
    {
        var sorted = people.Distinct().Order().ToArray();
        if (sorted.Length == 0)
            return Empty;
        ArgumentOutOfRangeException.ThrowIfNegative(sorted[0], nameof(people));
        var chunks = new ChunkSet[(sorted[^1] >> 16) + 1];
        Array.Fill(chunks, ChunkSet.Empty);
        foreach (var chunk in sorted.GroupBy(person => person >> 16))
            chunks[chunk.Key] = ChunkSet.OfSorted([.. chunk.Select(person => (ushort)person)]);
        return new(chunks);
    }

    public bool Contains(int person) => person >= 0 && person >> 16 < _chunks.Length && _chunks[person >> 16].Contains(person & 0xFFFF);

    public PersonSet And(PersonSet other) => Combine(other, Math.Min(_chunks.Length, other._chunks.Length), (a, b) => a.And(b));

    public PersonSet Or(PersonSet other) => Combine(other, Math.Max(_chunks.Length, other._chunks.Length), (a, b) => a.Or(b));

    /// <summary>The people of this set that are not in the other.</summary>
    public PersonSet AndNot(PersonSet other) => Combine(other, _chunks.Length, (a, b) => a.AndNot(b));

    public IEnumerator<int> GetEnumerator()
    {
        for (var chunk = 0; chunk < _chunks.Length; chunk++)
        {
            var people = new ushort[_chunks[chunk].Count];
            _chunks[chunk].CopyTo(people);
            foreach (var person in people)
                yield return (chunk << 16) | person;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private PersonSet Combine(PersonSet other, int chunks, Func<ChunkSet, ChunkSet, ChunkSet> combine)
    {
        var combined = new ChunkSet[chunks];
        for (var i = 0; i < chunks; i++)
            combined[i] = combine(Chunk(i), other.Chunk(i));
        return new(combined);
    }

    internal ChunkSet Chunk(int i) => i < _chunks.Length ? _chunks[i] : ChunkSet.Empty;
}
