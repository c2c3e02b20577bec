using System.Text.Json;
using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Ingest;

/// <summary><c>POST /api/v1/interactions</c>: one object, an array (one transaction), or NDJSON (in chunks, line by line).</summary>
internal static class InteractionEndpoints
{
    public static void MapInteractions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/interactions", Post).RequireAuthorization(Keys.Ingest).WithTags("Interactions")
            .WithName("SendInteractions").WithSummary("Send interactions")
            .WithDescription(
                "One object, an array (one transaction, at most 10 MB), or application/x-ndjson (line by line, at most 100 MB); gzip is accepted. "
                + "An interaction is known by its id, else by its whole content: sent again it counts as a duplicate and changes nothing; the same id with other "
                + "content is a conflict and the first one stays. cost is in micro-dollars. A 200 means that the rows are on disk.")
            .Accepts<InteractionBody>("application/json", "application/x-ndjson")
            .Produces<AppendAnswer>()
            .ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503).ProducesProblem(507)
            .WithMetadata(new LargestBody(Limits.LinesBody));
    }

    private static async Task<IResult> Post(HttpContext context, ProjectStores stores, TimeProvider clock, CancellationToken ct)
    {
        var faults = new Faults();
        if (!IdempotencyHeader.TryRead(context.Request, faults, out var key) || !NoQuery(context.Request, faults))
            return faults.ToProblem();
        var store = await stores.Get(context.Project(), ct);
        return ContentType(context.Request) switch
        {
            Form.Lines => await new InteractionLines(store, new InteractionReader(clock.GetUtcNow())).Take(context.Request, key, ct),
            Form.Json => await PostJson(context.Request, store, new InteractionReader(clock.GetUtcNow()), key, ct),
            _ => Problem.Of(415, "unsupported_media_type", "Interactions are sent as application/json or application/x-ndjson."),
        };
    }

    private static async Task<IResult> PostJson(HttpRequest request, ProjectStore store, InteractionReader reader, string? key, CancellationToken ct)
    {
        var (fault, body) = await BodyReader.ReadWhole(request, Limits.JsonBody, ct);
        using var _ = body;
        if (fault != BodyFault.None)
            return fault.ToProblem(Limits.JsonBody);
        var faults = new Faults();
        if (Read(body.Bytes, reader, faults) is not { } records)
            return faults.ToProblem();
        var idempotency = key is null ? null
            : new Idempotency<AppendOutcome>(key, IdempotencyHeader.HashOf(request, body.Bytes.Span), outcome => new StoredAnswer(200, AnswerTo(outcome).ToBytes()));
        var result = await store.Append(records, idempotency, ct);
        return result switch
        {
            { Refusal: { } refusal } => refusal.ToProblem(),
            { Replay: { } replay } => new JsonBytes(replay.Status, replay.Body),
            _ => new JsonBytes(200, AnswerTo(result.Outcome).ToBytes()),
        };
    }

    /// <summary>The interactions of an object or an array; null with every fault added.</summary>
    private static List<InteractionRecord>? Read(ReadOnlyMemory<byte> bytes, InteractionReader reader, Faults faults)
    {
        using var document = JsonBody.Parse(bytes, Place.Root, faults);
        if (document is null)
            return null;
        var records = new List<InteractionRecord>();
        if (document.RootElement.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var element in document.RootElement.EnumerateArray())
                Add(element, Place.Root[index++]);
        }
        else
        {
            Add(document.RootElement, Place.Root);
        }

        return faults.Count == 0 ? records : null;

        void Add(JsonElement element, Place place)
        {
            if (reader.Read(element, place, faults) is { } record)
                records.Add(record);
        }
    }

    private static AppendAnswer AnswerTo(AppendOutcome outcome)
    {
        var tally = new AppendTally();
        for (var i = 0; i < outcome.Rows.Count; i++)
            tally.Add(i + 1, outcome.Rows[i].Status);
        return tally.ToAnswer();
    }

    private static bool NoQuery(HttpRequest request, Faults faults)
    {
        foreach (var name in request.Query.Keys)
            faults.Add(Place.Root[Fields.Shown(name)], "unknown_parameter", "This path takes no parameters.");
        return faults.Count == 0;
    }

    private static Form ContentType(HttpRequest request)
    {
        var type = request.ContentType.AsSpan();
        var semicolon = type.IndexOf(';');
        type = (semicolon < 0 ? type : type[..semicolon]).Trim();
        if (type.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            return Form.Json;
        return type.Equals("application/x-ndjson", StringComparison.OrdinalIgnoreCase) || type.Equals("application/jsonl", StringComparison.OrdinalIgnoreCase)
            ? Form.Lines : Form.Unknown;
    }

    private enum Form
    {
        Unknown,
        Json,
        Lines,
    }
}
