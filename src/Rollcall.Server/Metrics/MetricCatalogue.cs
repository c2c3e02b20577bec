using Rollcall.Kernel.Metrics;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Metrics;

/// <summary><c>GET /api/v1/metrics</c>.</summary>
internal sealed record CatalogueDocument(IReadOnlyList<MetricEntry> Metrics);

internal sealed record MetricEntry(string Name, string Path, string Definition, IReadOnlyList<MeasureEntry> Measures, IReadOnlyList<ParameterEntry> Parameters)
{
    public static MetricEntry Of(MetricDefinition metric, IEnumerable<string> parameters) => new(
        metric.Name,
        $"/api/v1/metrics/{metric.Path()}",
        metric.Definition,
        [.. metric.Measures.Select(measure => new MeasureEntry(measure.Name, measure.Unit, measure.Definition, measure.Empty))],
        [.. parameters.Select(ParameterEntry.Of)]);
}

/// <param name="Empty">What an empty population yields.</param>
internal sealed record MeasureEntry(string Name, string Unit, string Definition, double? Empty);

internal sealed record ParameterEntry(string Name, string Type, bool Required, string Description)
{
    public static ParameterEntry Of(string name)
        => ParameterDescriptions.Describe(name) is var (text, type, required) ? new(name, type, required, text) : throw new ArgumentException(name, nameof(name));
}
