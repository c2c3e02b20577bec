namespace Rollcall.Kernel.Metrics;

/// <summary>
/// The people of one chunk in chosen cells of a metric, collected while the metric counts them, so that a list is of the same people as the number.
/// Each set is a union of cells. Owned by one thread.
/// </summary>
internal sealed class CellMembers
{
    private readonly ulong[][][] _setsOf;   // by cell: the sets that take its people

    /// <param name="cells">Number of cells of the metric.</param>
    /// <param name="chosen">The cells of each set.</param>
    /// <param name="sets">Where the people of each set go; to be cleared before each chunk.</param>
    public CellMembers(int cells, IReadOnlyList<int[]> chosen, IReadOnlyList<ulong[]> sets)
    {
        _setsOf = new ulong[cells][][];
        Array.Fill(_setsOf, []);
        for (var set = 0; set < chosen.Count; set++)
        {
            foreach (var cell in chosen[set])
                _setsOf[cell] = [.. _setsOf[cell], sets[set]];
        }
    }

    public void Add(int cell, int word, ulong people)
    {
        foreach (var set in _setsOf[cell])
            set[word] |= people;
    }
}
