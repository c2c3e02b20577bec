using System.Buffers;
using System.Text;
using System.Text.Json;
using Rollcall.Kernel.Time;
using Rollcall.Server.Metrics.Usage;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Metrics;

/// <summary><c>GET /api/v1/metrics/...</c>: people metrics as JSON, or as CSV for <c>Accept: text/csv</c>.</summary>
internal static class MetricEndpoints
{
    /// <summary>The parameter of every metric that asks for the sets behind the answer.</summary>
    public const string Explain = "explain";

    /// <summary>Every metric, in the order of the catalogue.</summary>
    public static readonly IReadOnlyList<IMetricWire> Wires =
    [
        AdoptionWire.Metric, SeriesWire.Metric, RollingWire.Metric, FrequencyWire.Metric, LifecycleWire.Metric, RetentionWire.Metric, TimeToFirstUseWire.Metric,
        TransitionsWire.Metric, SegmentsWire.Metric, UsageWire.Metric,
    ];

    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/metrics").WithTags("Metrics").RequireAuthorization(Keys.Read).ProducesProblem(422);
        foreach (var wire in Wires)
            wire.Map(group, What);
        group.MapGet("", Catalogue).WithName("GetMetricCatalogue").WithSummary("The metrics: measures and parameters of each")
            .WithDescription("empty is what a population without people yields.").Produces<CatalogueDocument>();
    }

    private static string What =>
        "People are counted, never averaged: each rate stands beside its numerator and denominator. A rate whose denominator is 0 is null. Days after today count nowhere. "
        + "While the project has a minimum group size, what is about fewer people has suppressed: true in place of its measures, and a question may name two tag keys.";

    private static JsonBytes Catalogue()
    {
        var metrics = new CatalogueDocument([.. Wires.Select(MetricEntry.Of)]);
        return new(200, JsonSerializer.SerializeToUtf8Bytes(metrics, MetricsJson.Default.CatalogueDocument));
    }

    internal static bool WantsCsv(HttpRequest request)
        => request.GetTypedHeaders().Accept.Any(type => type.MatchesMediaType("text/csv") && type.MediaType != "*/*" && type.Type != "*");

    internal static JsonBytes Csv(string text) => new(200, Encoding.UTF8.GetBytes(text), AnswerCsv.MediaType);

    internal static JsonBytes Json(Asked asked, MetricQuestion question, Action<Utf8JsonWriter> write, Day? until = null)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteContext(asked, question, until ?? question.Question.Window.Until);
            write(json);
            json.WriteEndObject();
        }

        return new(200, buffer.WrittenMemory);
    }
}
