using Rollcall.Kernel.Metrics;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Metrics;

/// <summary>The people behind a number, asked with parameters.</summary>
/// <param name="Question">Of the metric.</param>
/// <param name="Find">The people, or why there is no such number.</param>
internal sealed record PeopleRequest(MetricQuestion Question, Func<Asked, Found<PeopleList>> Find)
{
    // What a list is of when it does not say.
    private const string Default = "adoption";

    /// <summary>Reads the metric by its name, as in the catalogue or in its path, then what that one reads; null when there is no such metric.</summary>
    public static PeopleRequest? Read(Parameters parameters)
    {
        var name = parameters.Text("metric") ?? Default;
        var wire = MetricEndpoints.Wires.FirstOrDefault(wire => wire.Definition.Name == name || wire.Definition.Path() == name);
        if (wire is null)
            parameters.Add("metric", "invalid_metric", $"'{Fields.Shown(name)}' is not one of {string.Join(", ", MetricEndpoints.Wires.Select(known => known.Definition.Path()))}.");
        return wire?.ReadPeople(parameters);
    }
}
