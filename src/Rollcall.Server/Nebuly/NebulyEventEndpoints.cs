using System.Text.Json;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Nebuly;

/// <summary>Nebuly's interactions: one a request, answered 200 <c>{"id": "..."}</c>, also when it was there already.</summary>
internal static class NebulyEventEndpoints
{
    public static void MapNebulyEvents(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/event-ingestion/api").WithTags("Nebuly: events").RequireAuthorization(Keys.Ingest).WithMetadata(new LargestBody(Limits.JsonBody));
        group.MapPost("/v2/events/trace_interaction", Trace).WithSummary("An interaction with its traces");
        group.MapPost("/v3/events/trace_interaction", Trace).WithSummary("An interaction with its traces");
        group.MapPost("/v2/events/interactions", Messages).WithSummary("An interaction as a list of messages");
    }

    private static Task<IResult> Trace(HttpContext context, ProjectStores stores, TimeProvider clock, CancellationToken ct)
        => Take(context, stores, new NebulyInteractionReader(clock.GetUtcNow(), fromMessages: false), ct);

    private static Task<IResult> Messages(HttpContext context, ProjectStores stores, TimeProvider clock, CancellationToken ct)
        => Take(context, stores, new NebulyInteractionReader(clock.GetUtcNow(), fromMessages: true), ct);

    private static Task<IResult> Take(HttpContext context, ProjectStores stores, NebulyInteractionReader reader, CancellationToken ct)
        => NebulyBody.Take<InteractionRecord>(context, reader.Read, async (record, key) =>
        {
            var store = await stores.Get(context.Project(), ct);
            var result = await store.Append([record], key?.Keep<AppendOutcome>(Answer), ct);
            if (result.Refusal is { } refusal)
                return refusal.ToDetail();
            if (result.Replay is { } replay)
                return new JsonBytes(replay.Status, replay.Body);
            if (result.Outcome.Rows[0].Status != RowStatus.UnlistedPeopleLimit)
                return new JsonBytes(200, Answer(result.Outcome));
            var faults = new Faults();
            faults.Add(Place.Root["interaction"]["end_user"], "unlisted_people_limit", "This person is not on the list, and the project has as many such people as it may.");
            return faults.ToDetail();
        }, ct);

    private static byte[] Answer(AppendOutcome outcome)
        => JsonSerializer.SerializeToUtf8Bytes(new EventAnswer(outcome.Rows[0].Id), NebulyJson.Default.EventAnswer);
}
