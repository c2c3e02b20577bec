using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rollcall.Kernel.Time;
using Rollcall.Server.Metrics;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Ingest;

/// <summary><c>GET /api/v1/interactions</c> and <c>/conversations</c>: what was sent, newest first. With its texts, so secret keys only.</summary>
internal static class BrowseEndpoints
{
    public static void MapBrowse(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").WithTags("Interactions").RequireAuthorization(Keys.Secret).ProducesProblem(422);
        group.MapGet("/interactions", Interactions).WithName("GetInteractions").WithSummary("Browse interactions, newest first")
            .Produces<InteractionPageDocument>().WithParameters("from?", "to?", "end_user", "id", "q", "events.KEY", "limit", "cursor");
        group.MapGet("/conversations", Conversation).WithName("GetConversation").WithSummary("One conversation, in order")
            .Produces<ConversationDocument>().ProducesProblem(404).WithParameters("id");
    }

    private static async Task<IResult> Interactions(HttpContext context, ProjectStores stores, CancellationToken ct)
    {
        var (project, parameters) = (context.Project(), new Parameters(context.Request.Query));
        var (from, to) = (parameters.Date("from"), parameters.Date("to"));
        if (from >= to)
            parameters.Add("from", "empty_period", $"'from' ({from}) must be before 'to' ({to}).");
        var filter = new InteractionFilter
        {
            From = Start(from),
            Until = Start(to),
            Id = NotEmpty(parameters, "id"),
            EndUser = EndUser(parameters),
            Contains = parameters.Text("q"),
            Terms = new(parameters.Terms("events.", mayExclude: false).ToDictionary(term => term.Key, term => term.Values, StringComparer.Ordinal)),
        };
        var limit = parameters.Number("limit", 1, 1_000) ?? 100;
        var cursor = Cursor(parameters);
        parameters.RefuseOthers();
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToProblem();
        var store = await stores.Get(project, ct);
        var page = store.BrowseInteractions(filter, cursor, limit);
        var incomplete = page.Incomplete.Count > 0 ? page.Incomplete.Select(month => month.ToString()).ToList() : null;
        var document = new InteractionPageDocument([.. page.Items.Select(InteractionDocument.Of)], Text(page.Next), page.Total ?? 0, incomplete);
        return new JsonBytes(200, JsonSerializer.SerializeToUtf8Bytes(document, BrowseJson.Default.InteractionPageDocument));

        long? Start(Day? day) => day is { } local ? Timestamp.ToMicroseconds(project.Calendar.StartOf(local)) : null;
    }

    private static async Task<IResult> Conversation(HttpContext context, ProjectStores stores, CancellationToken ct)
    {
        var parameters = new Parameters(context.Request.Query);
        var id = NotEmpty(parameters, "id");
        if (!context.Request.Query.ContainsKey("id"))
            parameters.Add("id", "required", "'id' is needed: which conversation?");
        parameters.RefuseOthers();
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToProblem();
        var store = await stores.Get(context.Project(), ct);
        var interactions = store.Conversation(id!);
        if (interactions.Count == 0)
            return Hosting.Problem.Of(404, "unknown_conversation", $"There is no conversation '{Fields.Shown(id!)}' in this project.");
        var document = new ConversationDocument(id!, [.. interactions.Select(InteractionDocument.Of)]);
        return new JsonBytes(200, JsonSerializer.SerializeToUtf8Bytes(document, BrowseJson.Default.ConversationDocument));
    }

    private static string? NotEmpty(Parameters parameters, string name)
    {
        var text = parameters.Text(name);
        if (text is not null && text.Trim().Length == 0)
            parameters.Add(name, "empty", $"'{name}' must not be empty.");
        return text is { Length: > 0 } && text.Trim().Length > 0 ? text : null;
    }

    private static string? EndUser(Parameters parameters)
    {
        if (NotEmpty(parameters, "end_user") is not { } id)
            return null;
        if (!Fields.TryClean(ref id, Limits.EndUser, out var code, out var message))
            parameters.Add("end_user", code, message);
        return id;
    }

    private static string? Text(InteractionCursor? cursor) => cursor is { } at
        ? Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{at.TimeStart}.{at.Seq}")))
        : null;

    private static InteractionCursor? Cursor(Parameters parameters)
    {
        if (parameters.Text("cursor") is not { } text)
            return null;
        if (Base64Url.IsValid(text)
            && Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.') is [var time, var seq]
            && long.TryParse(time, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var timeStart)
            && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new(timeStart, number);
        }

        parameters.Add("cursor", "invalid_cursor", "'cursor' is not one that an earlier page gave.");
        return null;
    }
}

/// <summary>An interaction as it was sent; feedback and traces as Nebuly's senders gave them.</summary>
/// <param name="Cost">Micro-dollars.</param>
/// <param name="Context">Older turns, system prompt, feature flags and the like, as sent.</param>
public sealed record InteractionDocument(
    string Id, string ConversationId, string EndUser, DateTimeOffset TimeStart, DateTimeOffset? TimeEnd, string? Model, string? Agent,
    long? InputTokens, long? OutputTokens, long? Cost, string? Error, JsonElement? Tags, JsonElement? Feedback, JsonElement? Traces, JsonElement? Context,
    string? Input, string? Output, DateTimeOffset ReceivedAt)
{
    internal static InteractionDocument Of(StoredInteraction row)
    {
        var (traces, context) = TracesAndContext.Split(Json(row.Traces));
        return new(
            row.Id, row.ConversationId, row.EndUser, Timestamp.FromMicroseconds(row.TimeStart), row.TimeEnd is { } end ? Timestamp.FromMicroseconds(end) : null,
            row.Model, row.Agent, row.InputTokens, row.OutputTokens, row.Cost, row.Error, Json(row.Tags ?? "{}"), Json(row.Feedback), traces, context,
            row.Input, row.Output, Timestamp.FromMicroseconds(row.ReceivedAt));
    }

    private static JsonElement? Json(string? text) => text is null ? null : JsonSerializer.Deserialize(text, BrowseJson.Default.JsonElement);
}

/// <param name="IncompleteMonths">
/// Months (UTC) within what was asked that lost interactions with a damaged file, as <c>2026-03</c>; absent when there are none, which is the rule.
/// </param>
public sealed record InteractionPageDocument(
    IReadOnlyList<InteractionDocument> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    long Total,
    IReadOnlyList<string>? IncompleteMonths);

public sealed record ConversationDocument(string Id, IReadOnlyList<InteractionDocument> Interactions);

// Traces as deep as a body may be stand deeper in a page than in the body they came in.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 2 * Limits.JsonDepth)]
[JsonSerializable(typeof(InteractionPageDocument))]
[JsonSerializable(typeof(ConversationDocument))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class BrowseJson : JsonSerializerContext;
