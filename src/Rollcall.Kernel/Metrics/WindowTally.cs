namespace Rollcall.Kernel.Metrics;

/// <summary>The counts of one window. Owned by one thread; <see cref="Add"/> brings those of several together.</summary>
/// <param name="groups">Number of groups, 0 when there are none to count.</param>
internal sealed class WindowTally(int groups)
{
    private Tally _total;

    /// <summary>All people that the filters admit.</summary>
    public ref Tally Total => ref _total;

    /// <summary>By number of the group.</summary>
    public Tally[] Groups { get; } = new Tally[groups];

    public void Add(WindowTally other)
    {
        _total.Add(other._total);
        for (var group = 0; group < groups; group++)
            Groups[group].Add(other.Groups[group]);
    }
}
