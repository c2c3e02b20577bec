using System.Text.Json;
using Rollcall.Server.Metrics;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Usage;

namespace Rollcall.Server.Nebuly.Reads;

/// <summary>Nebuly's reads of interactions with their texts: for secret keys only.</summary>
internal static class NebulyTextEndpoints
{
    private const int MostExportDays = 7;

    // Rows read and written at a time.
    private const int Chunk = 50;

    public static void MapNebulyTexts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/external").WithTags("Nebuly: reads").RequireAuthorization(Keys.Secret).WithMetadata(new LargestBody(Limits.JsonBody));
        group.MapPost("/get-interactions", Interactions).WithSummary("Interactions, newest first");
        group.MapPost("/get-conversation-detail", Conversation).WithSummary("One conversation, in order");
        group.MapGet("/export/interactions", Export).WithSummary("All interactions of at most 7 days").WithParameters("date_gte", "date_lt");
        group.MapGet("/export/interactions/detail/{id}", Detail).WithSummary("One interaction");
        group.MapGet("/export/interactions/detail-v2/{id}", DetailV2).WithSummary("One interaction, the newer form");
        group.MapPost("/download/interactions", Download).WithSummary("Interactions, the older form");
    }

    private static Task<IResult> Interactions(HttpContext context, ProjectStores stores, CancellationToken ct)
    {
        var calendar = context.Project().Calendar;
        return NebulyBody.Take<NebulyQuestion>(
            context,
            (root, faults) => NebulyQuestion.Read(root, calendar, faults) is var question && faults.Count == 0 ? question : null,
            async (question, _) =>
            {
                var (total, rows) = Find(await stores.Get(context.Project(), ct), question);
                return NebulyAnswer.Page(question, total, json =>
                {
                    foreach (var row in rows)
                        row.WriteItem(json);
                });
            },
            ct);
    }

    private static Task<IResult> Download(HttpContext context, ProjectStores stores, TimeProvider clock, CancellationToken ct)
    {
        var calendar = context.Project().Calendar;
        return NebulyBody.Take<NebulyQuestion>(
            context,
            (root, faults) => NebulyPeriods.ReadQuestion(root, calendar, calendar.DayOf(clock.GetUtcNow()), faults),
            async (question, _) =>
            {
                var (total, rows) = Find(await stores.Get(context.Project(), ct), question);
                return NebulyAnswer.Object(json =>
                {
                    json.WriteStartObject("interactions");
                    json.WritePage(question.Limit, question.Offset, total, data =>
                    {
                        foreach (var row in rows)
                            row.WriteDownload(data);
                    });
                    json.WriteEndObject();
                });
            },
            ct);
    }

    private static async Task<IResult> Detail(string id, HttpContext context, ProjectStores stores, CancellationToken ct)
    {
        var store = await stores.Get(context.Project(), ct);
        return One(store, id) is { } found
            ? NebulyAnswer.Object(json => found.WriteDetail(json, store.Conversation(found.Row.ConversationId)))
            : NebulyAnswer.Unknown("interaction", id);
    }

    private static async Task<IResult> DetailV2(string id, HttpContext context, ProjectStores stores, CancellationToken ct)
    {
        var store = await stores.Get(context.Project(), ct);
        return One(store, id) is { } found
            ? NebulyAnswer.Object(json => found.WriteDetailV2(json, context.Project().Id, store.Conversation(found.Row.ConversationId)))
            : NebulyAnswer.Unknown("interaction", id);
    }

    private static Task<IResult> Conversation(HttpContext context, ProjectStores stores, CancellationToken ct)
        => NebulyBody.Take<string>(
            context,
            (root, faults) => root.Needed("conversation_id", Place.Root, faults) is { } id ? Fields.Content(id, Place.Root, "conversation_id", faults) : null,
            async (id, _) =>
            {
                var rows = (await stores.Get(context.Project(), ct)).Conversation(id);
                return rows.Count == 0 ? NebulyAnswer.Unknown("conversation", id) : NebulyAnswer.Object(json => NebulyConversation.Write(json, id, rows));
            },
            ct);

    private static async Task Export(HttpContext context, ProjectStores stores, CancellationToken ct)
    {
        var (parameters, faults, calendar) = (new Parameters(context.Request.Query), new Faults(), context.Project().Calendar);
        var (from, to) = (Bound("date_gte"), Bound("date_lt"));
        if (from >= to)
            faults.Add(Place.Root["date_gte"], "empty_period", "'date_gte' must be before 'date_lt'.");
        else if (to - from > MostExportDays * 86_400_000_000L)
            faults.Add(Place.Root["date_lt"], "range_too_long", $"At most {MostExportDays} days are exported at once.");
        if (faults.Count > 0 || from is null || to is null)
        {
            await faults.ToQueryDetail().ExecuteAsync(context);
            return;
        }

        var store = await stores.Get(context.Project(), ct);
        var found = store.Count(Scope(new(new(from.Value, to.Value), [], 1, 0)), facts => facts.Newest(0, int.MaxValue));
        var chunks = found.Chunk(Chunk).GetEnumerator();
        // Before anything is sent: what fails now can still be said.
        var rows = chunks.MoveNext() ? Rows(store, chunks.Current) : [];
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartArray();
        while (rows.Count > 0)
        {
            foreach (var row in rows)
            {
                json.WriteStartObject();
                row.WriteDetailV2(json, context.Project().Id, conversation: null);
                json.WriteEndObject();
            }

            await json.FlushAsync(ct);
            await context.Response.BodyWriter.FlushAsync(ct);
            rows = chunks.MoveNext() ? Rows(store, chunks.Current) : [];
        }

        json.WriteEndArray();

        long? Bound(string name)
        {
            if (parameters.Text(name) is { } text)
                return NebulyFields.Instant(text, Place.Root[name], calendar, faults);
            faults.Add(Place.Root[name], "missing", $"'{name}' is needed.");
            return null;
        }
    }

    private static (long Total, IReadOnlyList<NebulyInteraction> Rows) Find(ProjectStore store, NebulyQuestion question)
    {
        var (total, found) = store.Count(Scope(question), facts => (facts.Count(), facts.Newest(question.Offset, question.Limit)));
        return (total, Rows(store, found));
    }

    private static NebulyInteraction? One(ProjectStore store, string id)
    {
        if (store.BrowseInteractions(new InteractionFilter { Id = id }, null, 1, countTotal: false).Items is not [var row])
            return null;
        var feedback = store.Count(Scope(new(new(row.TimeStart, row.TimeStart + 1), [], 1, 0)), facts => facts.Newest(0, int.MaxValue)).FirstOrDefault(found => found.Seq == row.Seq).Feedback;
        return new(row, feedback);
    }

    private static IReadOnlyList<NebulyInteraction> Rows(ProjectStore store, IReadOnlyList<(long Seq, FeedbackKinds Feedback)> found)
    {
        var feedback = found.ToDictionary(row => row.Seq, row => row.Feedback);
        return [.. store.Interactions([.. found.Select(row => row.Seq)]).Select(row => new NebulyInteraction(row, feedback[row.Seq]))];
    }

    private static UsageScope Scope(NebulyQuestion question) => new() { Bounds = [question.Range.Start, question.Range.End], ThroughSeq = long.MaxValue, Conditions = question.Conditions };
}
