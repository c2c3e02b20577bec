using Rollcall.Kernel.Metrics;

namespace Rollcall.Server.Metrics;

/// <summary>How a list of people says where in the answer its number stands.</summary>
/// <param name="Parameters">All that <paramref name="Read"/> reads, beside <c>set</c>.</param>
/// <param name="Read">With the name of the set; what it returns is used only without faults.</param>
internal sealed record CellPlace(IReadOnlyList<string> Parameters, Func<Parameters, string, PeopleCell> Read)
{
    /// <summary>Each set stands in the answer once.</summary>
    public static readonly CellPlace Single = new([], (_, set) => new(set));

    /// <summary>By a day of the answer.</summary>
    public static CellPlace ByDay(string name) => new([name], (parameters, set) => new(set, parameters.RequiredDate(name)));
}
