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

    private static readonly string[] Shared =
        ["from", "to", "group_by", "denominator", "as_of", "min_interactions", "people.KEY", "people.KEY.not", "events.KEY"];

    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/metrics").WithTags("Metrics").RequireAuthorization(Keys.Read).ProducesProblem(422);
        group.MapGet("/adoption", Adoption).WithName("GetAdoption").WithSummary("Adoption of a window, in total and by group")
            .WithDescription($"{What} Measures: {Measures}").Produces<AdoptionDocument>(200, "application/json", "text/csv").WithParameters(Shared);
        group.MapGet("/series", Series).WithName("GetSeries").WithSummary("Adoption by day, week, month or quarter")
            .WithDescription($"{What} Measures: {Measures}").Produces<SeriesDocument>(200, "application/json", "text/csv").WithParameters(["interval", .. Shared]);
    }

    private static string What =>
        "People are counted, never averaged: each rate stands beside its numerator and denominator. A rate whose denominator is 0 is null. Days after today count nowhere.";

    private static string Measures => string.Join(" ", AdoptionCatalogue.Measures.Select(measure => $"{measure.Name}: {measure.Definition}"));

    private static async Task<IResult> Adoption(HttpContext context, MetricsService metrics, CancellationToken ct)
    {
        var parameters = new Parameters(context.Request.Query);
        var question = parameters.Question();
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
        var parameters = new Parameters(context.Request.Query);
        var question = parameters.Question();
        var grain = Interval(parameters, question.Question.Window);
        parameters.RefuseOthers();
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToProblem();
        var asked = await metrics.Open(context.Project(), question.Events, ct);
        var answer = asked.Evaluator.Series(question.Question, grain);
        return WantsCsv(context.Request)
            ? Csv(AnswerCsv.Of(answer, question.Question.GroupBy))
            : Json(asked, question, json => AnswerJson.Write(json, answer, question.Question.GroupBy));
    }

    private static Grain Interval(Parameters parameters, Period window)
    {
        var text = parameters.Text("interval");
        Grain? grain = text switch
        {
            "day" => Grain.Day,
            "week" => Grain.Week,
            "month" => Grain.Month,
            "quarter" => Grain.Quarter,
            _ => null,
        };
        if (text is null)
            parameters.Add("interval", "required", "'interval' is needed: day, week, month or quarter.");
        else if (grain is null)
            parameters.Add("interval", "invalid_interval", $"'{Fields.Shown(text)}' is not one of day, week, month, quarter.");
        else if (window.Days / (grain switch { Grain.Day => 1, Grain.Week => 7, Grain.Month => 28, _ => 90 }) > MostBuckets)
            parameters.Add("interval", "too_many_buckets", $"A series has at most {MostBuckets} buckets; take a longer interval or a shorter window.");
        return grain ?? Grain.Day;
    }

    private static bool WantsCsv(HttpRequest request)
        => request.GetTypedHeaders().Accept.Any(type => type.MatchesMediaType("text/csv") && type.MediaType != "*/*" && type.Type != "*");

    private static JsonBytes Csv(string text) => new(200, Encoding.UTF8.GetBytes(text), AnswerCsv.MediaType);

    private static JsonBytes Json(Asked asked, MetricQuestion question, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteContext(asked, question);
            write(json);
            json.WriteEndObject();
        }

        return new(200, buffer.WrittenMemory);
    }
}
