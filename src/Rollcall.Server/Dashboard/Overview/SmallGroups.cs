namespace Rollcall.Server.Dashboard.Overview;

/// <summary>Which groups are hidden because they are small, so that none of them follows from the total and its visible siblings.</summary>
internal static class SmallGroups
{
    /// <param name="people">People with access in each group.</param>
    /// <param name="smallest">Groups with fewer are hidden; 1 hides none.</param>
    public static bool[] Hidden(IReadOnlyList<long> people, int smallest)
    {
        var hidden = people.Select(n => smallest > 1 && n < smallest).ToArray();
        while (hidden.Contains(true) && hidden.Contains(false))
        {
            // A single hidden group is the total less the others; several are safe once they are as many people as a group must have.
            if (hidden.Count(h => h) > 1 && people.Where((_, i) => hidden[i]).Sum() >= smallest)
                break;
            var next = Enumerable.Range(0, people.Count).Where(i => !hidden[i]).MinBy(i => people[i]);
            hidden[next] = true;
        }

        return hidden;
    }
}
