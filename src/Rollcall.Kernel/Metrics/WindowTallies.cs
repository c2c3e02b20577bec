namespace Rollcall.Kernel.Metrics;

/// <summary>The counts of several windows, and which groups an answer has. Owned by one thread; <see cref="Add"/> brings those of several together.</summary>
/// <param name="windows">Number of windows.</param>
/// <param name="groups">Number of groups, 0 when there are none to count.</param>
internal sealed class WindowTallies(int windows, int groups)
{
    public WindowTally[] ByWindow { get; } = [.. Enumerable.Range(0, windows).Select(_ => new WindowTally(groups))];

    /// <summary>By group, whether anybody of it has access or activity in the question's window: others are not rows.</summary>
    public bool[] IsPresent { get; } = new bool[groups];

    public void Add(WindowTallies other)
    {
        for (var i = 0; i < ByWindow.Length; i++)
            ByWindow[i].Add(other.ByWindow[i]);
        for (var group = 0; group < IsPresent.Length; group++)
            IsPresent[group] |= other.IsPresent[group];
    }
}
