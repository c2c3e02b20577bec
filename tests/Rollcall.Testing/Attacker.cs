using System.Numerics;

namespace Rollcall.Testing;

/// <summary>
/// Somebody who adds and subtracts all that is shown. Each shown number is a sum over some parts of a crowd; what follows from them is every combination. Works in
/// a prime field, where a combination that gives whole parts is one in the rational numbers too, but for a chance of about one in 10^18.
/// </summary>
/// <param name="eligible">The eligible people of each part.</param>
public sealed class Attacker(IReadOnlyList<long> eligible)
{
    private const ulong Prime = (1UL << 61) - 1;

    // Reduced rows, by the part that only this row has of all first parts.
    private readonly SortedDictionary<int, ulong[]> _rows = [];

    /// <summary>Learns the sum over these parts.</summary>
    public void Learn(IReadOnlyList<bool> parts)
    {
        var row = Reduced([.. parts.Select(part => part ? 1UL : 0)]);
        var first = Array.FindIndex(row, value => value != 0);
        if (first < 0)
            return;
        var inverse = Power(row[first], Prime - 2);
        row = [.. row.Select(value => Times(value, inverse))];
        foreach (var (pivot, other) in _rows.ToList())
            _rows[pivot] = Less(other, row, other[first]);
        _rows.Add(first, row);
    }

    /// <summary>Whether the sum over these parts follows.</summary>
    public bool Knows(IReadOnlyList<bool> parts) => Reduced([.. parts.Select(part => part ? 1UL : 0)]).All(value => value == 0);

    /// <summary>Parts with fewer than <paramref name="smallest"/> eligible people together whose sum follows; null where there are none.</summary>
    public IReadOnlyList<int>? Finds(long smallest) => Find([.. _rows.Keys.Where(pivot => eligible[pivot] < smallest)], 0, new ulong[eligible.Count], 0, smallest);

    // A set of parts that follows is the sum of the rows of its pivots, so it has few pivots with few people: all such choices are tried.
    private int[]? Find(int[] pivots, int next, ulong[] sum, long people, long smallest)
    {
        for (; next < pivots.Length; next++)
        {
            var pivot = pivots[next];
            if (people + eligible[pivot] >= smallest)
                continue;
            var added = Less(sum, _rows[pivot], Prime - 1);
            if (added.All(value => value is 0 or 1))
            {
                int[] found = [.. Enumerable.Range(0, added.Length).Where(part => added[part] == 1)];
                if (found.Sum(part => eligible[part]) < smallest)
                    return found;
            }

            if (Find(pivots, next + 1, added, people + eligible[pivot], smallest) is { } more)
                return more;
        }

        return null;
    }

    private ulong[] Reduced(ulong[] row)
    {
        foreach (var (pivot, known) in _rows)
            row = Less(row, known, row[pivot]);
        return row;
    }

    private static ulong[] Less(ulong[] row, ulong[] other, ulong times)
        => times == 0 ? row : [.. row.Zip(other, (a, b) => (a + Prime - Times(b, times)) % Prime)];

    private static ulong Times(ulong a, ulong b) => (ulong)((UInt128)a * b % Prime);

    private static ulong Power(ulong value, ulong exponent) => (ulong)BigInteger.ModPow(value, exponent, Prime);
}
