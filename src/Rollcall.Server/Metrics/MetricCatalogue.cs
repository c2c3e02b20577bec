using Rollcall.Server.Wire;

namespace Rollcall.Server.Metrics;

/// <summary><c>GET /api/v1/metrics</c>.</summary>
internal sealed record CatalogueDocument(IReadOnlyList<MetricEntry> Metrics);

/// <param name="Sets">The sets of people that <c>GET /api/v1/people</c> lists.</param>
/// <param name="PeopleParameters">Parameters of that list, beside the metric's own: where in the answer the set stands.</param>
internal sealed record MetricEntry(
    string Name, string Path, string Definition, IReadOnlyList<MeasureEntry> Measures, IReadOnlyList<ParameterEntry> Parameters,
    IReadOnlyList<SetEntry> Sets, IReadOnlyList<ParameterEntry> PeopleParameters)
{
    public static MetricEntry Of(IMetricWire wire) => new(
        wire.Definition.Name,
        $"/api/v1/metrics/{wire.Definition.Path()}",
        wire.Definition.Definition,
        [.. wire.Definition.Measures.Select(measure => new MeasureEntry(measure.Name, measure.Unit, measure.Definition, measure.Empty))],
        [.. wire.Parameters.Append(MetricEndpoints.Explain).Select(ParameterEntry.Of)],
        [.. wire.Definition.Sets.Select(set => new SetEntry(set.Name, set.Definition))],
        [.. wire.Place.Parameters.Select(ParameterEntry.Of)]);
}

internal sealed record SetEntry(string Name, string Definition);

/// <param name="Empty">What an empty population yields.</param>
internal sealed record MeasureEntry(string Name, string Unit, string Definition, double? Empty);

internal sealed record ParameterEntry(string Name, string Type, bool Required, string Description)
{
    public static ParameterEntry Of(string name)
        => ParameterDescriptions.Describe(name) is var (text, type, required) ? new(name.TrimEnd('?'), type, required, text) : throw new ArgumentException(name, nameof(name));
}
