namespace Rollcall.Kernel.Privacy;

/// <summary>
/// Groups that make up a whole: which are hidden, so that none of the small ones follows from the whole and its visible parts. A single hidden group would be the
/// whole less the others; several are as safe as they are many people. The smallest visible one goes with them, the first of equals.
/// </summary>
public static class SmallSiblings
{
    /// <param name="people">Of each group.</param>
    /// <param name="smallest">Groups with fewer are hidden.</param>
    public static bool[] Hidden(IReadOnlyList<long> people, int smallest)
    {
        bool[] hidden = [.. people.Select(n => n < smallest)];
        HideMore(people, smallest, hidden);
        return hidden;
    }

    /// <summary>Hides more, where what is hidden is not safe yet.</summary>
    internal static void HideMore(IReadOnlyList<long> people, int smallest, bool[] hidden)
    {
        while (hidden.Contains(true) && hidden.Contains(false) && (hidden.Count(h => h) == 1 || people.Where((_, i) => hidden[i]).Sum() < smallest))
            hidden[Enumerable.Range(0, people.Count).Where(i => !hidden[i]).MinBy(i => people[i])] = true;
    }
}
