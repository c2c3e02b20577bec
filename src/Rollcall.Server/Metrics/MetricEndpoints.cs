using System.Buffers;
using System.Text;
using System.Text.Json;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Metrics;

/// <summary><c>GET /api/v1/metrics/...</c>: people metrics as JSON, or as CSV for <c>Accept: text/csv</c>.</summary>
internal static class MetricEndpoints
{
    // Buckets of one answer; a longer series is a mistake of the dates or wants a coarser interval.
    private const int MostBuckets = 4_000;

    // The metrics that share one way to be asked and written.
    private static readonly IMetricWire[] Wires =
        [RollingWire.Metric, FrequencyWire.Metric, LifecycleWire.Metric, RetentionWire.Metric, TimeToFirstUseWire.Metric, TransitionsWire.Metric, SegmentsWire.Metric];

    private static readonly string[] OfSeries = ["interval", .. QuestionReader.OfWindow];

    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/metrics").WithTags("Metrics").RequireAuthorization(Keys.Read).ProducesProblem(422);
        group.MapGet("/adoption", Adoption).WithName("GetAdoption").WithSummary("Adoption of a window, in total and by group")
            .WithDescription($"{What} Measures: {Measures}").Produces<AdoptionDocument>(200, "application/json", "text/csv").WithParameters(QuestionReader.OfWindow);
        group.MapGet("/series", Series).WithName("GetSeries").WithSummary("Adoption by day, week, month or quarter")
            .WithDescription($"{What} Measures: {Measures}").Produces<SeriesDocument>(200, "application/json", "text/csv").WithParameters(OfSeries);
        foreach (var wire in Wires)
            wire.Map(group, What);
        group.MapGet("", Catalogue).WithName("GetMetricCatalogue").WithSummary("The metrics: measures and parameters of each")
            .WithDescription("empty is what a population without people yields.").Produces<CatalogueDocument>();
    }

    private static string What =>
        "People are counted, never averaged: each rate stands beside its numerator and denominator. A rate whose denominator is 0 is null. Days after today count nowhere.";

    private static string Measures => string.Join(" ", AdoptionCatalogue.Measures.Select(measure => $"{measure.Name}: {measure.Definition}"));

    private static async Task<IResult> Adoption(HttpContext context, MetricsService metrics, CancellationToken ct)
    {
        var parameters = new Parameters(context.Request.Query, context.Project().Counting);
        var question = parameters.Question().Of(AdoptionCatalogue.Adoption.Name);
        parameters.RefuseOthers();
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToProblem();
        var asked = await metrics.Open(context.Project(), question.Events, ct);
        var answer = asked.Evaluator.Adoption(question.Question);
        return WantsCsv(context.Request)
            ? Csv(AnswerCsv.Of(answer, question.Question.GroupBy))
            : Json(asked, question, json => AnswerJson.Write(json, answer, question.Question.GroupBy));
    }

    private static async Task<IResult> Series(HttpContext context, MetricsService metrics, CancellationToken ct)
    {
        var parameters = new Parameters(context.Request.Query, context.Project().Counting);
        var question = parameters.Question();
        var grain = parameters.Interval(question.Question.Window, MostBuckets);
        parameters.RefuseOthers();
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToProblem();
        var asked = await metrics.Open(context.Project(), question.Events, ct);
        var answer = asked.Evaluator.Series(question.Question, grain);
        return WantsCsv(context.Request)
            ? Csv(AnswerCsv.Of(answer, question.Question.GroupBy))
            : Json(asked, question.Of(AdoptionCatalogue.Series.Name, ("interval", grain)), json => AnswerJson.Write(json, answer, question.Question.GroupBy));
    }

    private static JsonBytes Catalogue()
    {
        MetricEntry[] metrics =
        [
            MetricEntry.Of(AdoptionCatalogue.Adoption, QuestionReader.OfWindow),
            MetricEntry.Of(AdoptionCatalogue.Series, OfSeries),
            .. Wires.Select(wire => MetricEntry.Of(wire.Definition, wire.Parameters)),
        ];
        return new(200, JsonSerializer.SerializeToUtf8Bytes(new CatalogueDocument(metrics), MetricsJson.Default.CatalogueDocument));
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
