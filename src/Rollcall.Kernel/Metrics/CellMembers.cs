using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// The people of one chunk in chosen cells of a metric, collected while the metric counts them, so that a list is of the same people as the number.
/// Each set is a union of cells. Owned by one thread.
/// </summary>
internal sealed class CellMembers
{
    private readonly ulong[]?[] _setOf;   // by cell: the set that takes its people
    private readonly ulong[][] _sets;

    /// <param name="cells">Number of cells of the metric.</param>
    /// <param name="chosen">The cells of each set; a cell stands in one set at most.</param>
    public CellMembers(int cells, IReadOnlyList<int[]> chosen)
    {
        _sets = [.. chosen.Select(_ => Bitmap.New())];
        _setOf = new ulong[]?[cells];
        for (var set = 0; set < chosen.Count; set++)
        {
            foreach (var cell in chosen[set])
                _setOf[cell] = _sets[set];
        }
    }

    public ReadOnlySpan<ulong> Of(int set) => _sets[set];

    /// <summary>To be called before each chunk.</summary>
    public void Clear()
    {
        foreach (var set in _sets)
            Array.Clear(set);
    }

    public void Add(int cell, int word, ulong people)
    {
        if (_setOf[cell] is { } set)
            set[word] |= people;
    }
}
