using System.Text.Json;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;
using Rollcall.Storage.Later;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Nebuly;

/// <summary>Nebuly's interactions, and what is said of them later: answered 200 <c>{"id": "..."}</c>, also when they were there already.</summary>
internal static class NebulyEventEndpoints
{
    public static void MapNebulyEvents(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/event-ingestion/api").WithTags("Nebuly: events").RequireAuthorization(Keys.Ingest).WithMetadata(new LargestBody(Limits.JsonBody));
        group.MapPost("/v1/events", Watched).WithSummary("An interaction with its spans (Python client)");
        group.MapPost("/v1/events/interactions", Simple).WithName("PostNebulyInteractionV1").WithSummary("An interaction without traces");
        group.MapPost("/v2/events/interactions", Simple).WithName("PostNebulyInteractionV2").WithSummary("An interaction as a list of messages");
        foreach (var version in new[] { "v1", "v2", "v3" })
            group.MapPost($"/{version}/events/trace_interaction", Trace).WithName($"PostNebulyTraceInteraction{version.ToUpperInvariant()}").WithSummary("An interaction with its traces");
        group.MapPost("/v2/events/trace_conversation", Conversation).WithSummary("The interactions of one conversation, all or none");
        foreach (var version in new[] { "v1", "v2", "v3" })
        {
            group.MapPost($"/{version}/events/feedback", Feedback).WithName($"PostNebulyFeedback{version.ToUpperInvariant()}").WithSummary("Feedback on an interaction that was sent before, or is to come");
            group.MapPost($"/{version}/events/tags", Tags).WithName($"PostNebulyTags{version.ToUpperInvariant()}").WithSummary("Tags of an interaction that was sent before, or is to come");
        }
    }

    private static Task<IResult> Watched(HttpContext context, ProjectStores stores, TimeProvider clock, CancellationToken ct)
        => Take(context, stores, (root, faults) => new NebulyEventReader(clock.GetUtcNow()).Single(root, "body", needsInput: true, faults), Place.Root["body"], ct);

    private static Task<IResult> Simple(HttpContext context, ProjectStores stores, TimeProvider clock, CancellationToken ct)
        => Take(context, stores, (root, faults) => new NebulyEventReader(clock.GetUtcNow()).Single(root, "interaction", needsInput: false, faults), Place.Root["interaction"], ct);

    private static Task<IResult> Trace(HttpContext context, ProjectStores stores, TimeProvider clock, CancellationToken ct)
        => Take(context, stores, (root, faults) => new NebulyEventReader(clock.GetUtcNow()).Single(root, "interaction", needsInput: true, faults), Place.Root["interaction"], ct);

    private static Task<IResult> Conversation(HttpContext context, ProjectStores stores, TimeProvider clock, CancellationToken ct)
        => Take(context, stores, new NebulyEventReader(clock.GetUtcNow()).Conversation, Place.Root["conversation"], ct);

    private static Task<IResult> Feedback(HttpContext context, ProjectStores stores, TimeProvider clock, CancellationToken ct)
        => Take(context, stores, new NebulyLaterReader(clock.GetUtcNow()).Feedback, ct);

    private static Task<IResult> Tags(HttpContext context, ProjectStores stores, TimeProvider clock, CancellationToken ct)
        => Take(context, stores, new NebulyLaterReader(clock.GetUtcNow()).Tags, ct);

    private static Task<IResult> Take(HttpContext context, ProjectStores stores, Func<JsonElement, Faults, LaterFact?> read, CancellationToken ct)
        => NebulyBody.Take(context, read, async (fact, key) =>
        {
            var store = await stores.Get(context.Project(), ct);
            var result = await store.Add(fact, key?.Keep<LaterOutcome>(outcome => Answer(outcome.Id)), ct);
            if (result.Refusal is { } refusal)
                return refusal.ToDetail();
            return result.Replay is { } replay ? new JsonBytes(replay.Status, replay.Body) : new JsonBytes(200, Answer(result.Outcome.Id));
        }, ct);

    private static Task<IResult> Take(HttpContext context, ProjectStores stores, Func<JsonElement, Faults, IReadOnlyList<InteractionRecord>?> read, Place at, CancellationToken ct)
        => NebulyBody.Take(context, read, async (records, key) =>
        {
            var store = await stores.Get(context.Project(), ct);
            var result = await store.Append(records, key?.Keep<AppendOutcome>(Answer), ct);
            if (result.Refusal is { } refusal)
                return refusal.ToDetail();
            if (result.Replay is { } replay)
                return new JsonBytes(replay.Status, replay.Body);
            var faults = new Faults();
            if (result.Outcome.Count(RowStatus.UnlistedPeopleLimit) > 0)
                faults.Add(at["end_user"], "unlisted_people_limit", "This person is not on the list, and the project has as many such people as it may.");
            if (result.Outcome.Count(RowStatus.BeyondRetention) > 0)
                faults.Add(at["time_start"], "beyond_retention", "The interactions of that month were dropped: whether this one was among them cannot be told.");
            if (faults.Count == 0)
                return new JsonBytes(200, Answer(result.Outcome));
            return faults.ToDetail();
        }, ct);

    // Of several, the first.
    private static byte[] Answer(AppendOutcome outcome) => Answer(outcome.Rows[0].Id);

    private static byte[] Answer(string id) => JsonSerializer.SerializeToUtf8Bytes(new EventAnswer(id), NebulyJson.Default.EventAnswer);
}
