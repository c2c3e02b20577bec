namespace Rollcall.Kernel.Metrics;

/// <summary>
/// The sets of people behind an answer, and everybody whom it counts nowhere. Counted from the sets themselves: people known = people counted + those left out.
/// Of the total; groups are not looked at.
/// </summary>
/// <param name="Steps">From all people known to those counted.</param>
/// <param name="LeftOut">Each person under the first reason that holds; also reasons that hold for nobody.</param>
public sealed record Explanation(IReadOnlyList<ExplainedSet> Steps, IReadOnlyList<ExplainedSet> LeftOut);

/// <param name="Name">As on the wire.</param>
/// <param name="People">How many.</param>
/// <param name="Definition">In words.</param>
public sealed record ExplainedSet(string Name, long People, string Definition);
