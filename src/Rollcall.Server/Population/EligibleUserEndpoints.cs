using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Sets;
using Rollcall.Server.Hosting;
using Rollcall.Server.Metrics;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Population;

/// <summary>The list of eligible users in the native form: <c>PUT</c>, <c>GET</c> and <c>DELETE /api/v1/eligible-users</c>.</summary>
internal static class EligibleUserEndpoints
{
    private const string Source = "api";

    public static void MapEligibleUsers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/eligible-users").WithTags("Eligible users").ProducesProblem(422);
        group.MapPut("/", Put).RequireAuthorization(Keys.Population).WithName("PutEligibleUsers").WithSummary("Insert or update people with access")
            .WithDescription(
                "Absent fields stay. access replaces all intervals; active_from and active_to change the latest one, or begin a new one when it is closed and the new "
                + "start is on or after its end. tags replace all tags from tags_from on (default today). One transaction.")
            .Accepts<EligibleUsersBody>("application/json").Produces<UpsertAnswer>().ProducesProblem(413).ProducesProblem(503).WithMetadata(new LargestBody(Limits.JsonBody));
        group.MapGet("/", Get).RequireAuthorization(Keys.PopulationRead).WithName("GetEligibleUsers").WithSummary("The list, or one person with history")
            .Produces<EligibleUserPage>().ProducesProblem(404)
            .WithParameters("end_user", "on", "q", "limit", "cursor", "people.KEY");
        group.MapDelete("/", Delete).RequireAuthorization(Keys.Population).WithName("DeleteEligibleUser").WithSummary("Take a person off the list")
            .WithDescription("Access ends today, later access goes, history stays. With as_if_never=true all access is withdrawn, for a mistake.")
            .Produces<DeleteAnswer>().WithParameters("end_user", "as_if_never");
    }

    private static async Task<IResult> Put(HttpContext context, ProjectStores stores, CancellationToken ct)
    {
        var request = context.Request;
        var faults = new Faults();
        if (!IdempotencyHeader.TryRead(request, faults, out var key))
            return faults.ToProblem();
        var parameters = new Parameters(request.Query);
        parameters.RefuseOthers();
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToProblem();
        if (!request.HasJsonContentType())
            return Problem.Of(415, "unsupported_media_type", "The list is sent as application/json.");
        var (fault, body) = await BodyReader.ReadWhole(request, Limits.JsonBody, ct);
        using var _ = body;
        if (fault != BodyFault.None)
            return fault.ToProblem(Limits.JsonBody);
        using var document = JsonBody.Parse(body.Bytes, Place.Root, faults);
        var people = document is null ? null : new PersonReader(native: true).ReadList(document.RootElement, faults);
        if (people is null)
            return faults.ToProblem();
        var store = await stores.Get(context.Project(), ct);
        var idempotency = key is null ? null : new Idempotency<PeopleOutcome>(
            key, IdempotencyHeader.HashOf(request, body.Bytes.Span), outcome => new StoredAnswer(200, UpsertAnswer.Of(outcome).ToBytes()));
        var result = await store.Write(new PeopleCommand.Upsert(people, Source), idempotency, ct);
        return result switch
        {
            { Refusal: { } refusal } => refusal.ToProblem(person => Place.Root["users"][person.Index].At(person.Field)),
            { Replay: { } replay } => new JsonBytes(replay.Status, replay.Body),
            _ => new JsonBytes(200, UpsertAnswer.Of(result.Outcome).ToBytes()),
        };
    }

    private static async Task<IResult> Get(HttpContext context, ProjectStores stores, MetricsService metrics, TimeProvider clock, CancellationToken ct)
    {
        var parameters = new Parameters(context.Request.Query);
        if (context.Request.Query.ContainsKey("end_user"))
            return await GetOne(context, stores, parameters, ct);
        var (on, q, page, terms) = (parameters.Date("on"), parameters.Text("q"), Paging.Read(parameters), parameters.Terms("people.", mayExclude: true));
        parameters.RefuseOthers();
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToProblem();
        var asked = await metrics.Open(context.Project(), [], ct);
        // The list shows everybody who is on it, also those who count nowhere.
        var withAccess = on is { } day ? new Evaluator(asked.Snapshot.Without(PersonSet.Empty), asked.Today).People(new Question { Window = new(day, day + 1) }, PeopleSet.Eligible) : null;
        var tagsOn = on ?? asked.Today;
        var listed = asked.Store.ListEligible(calendar: asked.Project.Calendar)
            .Where(person => withAccess?.Contains(person.Person) != false)
            .Where(person => q is null || person.EndUser.Contains(q, StringComparison.OrdinalIgnoreCase))
            .Where(person => terms.Count == 0 || asked.Snapshot.TagsOf(person.Person, tagsOn) is var tags && terms.All(term => term.Admits(tags)));
        var (items, next, total) = page.Take(listed, person => person.EndUser);
        return new JsonBytes(200, new EligibleUserPage([.. items.Select(EligibleUserItem.Of)], next, total).ToBytes());
    }

    private static async Task<IResult> GetOne(HttpContext context, ProjectStores stores, Parameters parameters, CancellationToken ct)
    {
        var id = EndUser(parameters);
        parameters.RefuseOthers();
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToProblem();
        var store = await stores.Get(context.Project(), ct);
        return store.PersonDetail(id!) is { } person
            ? new JsonBytes(200, PersonDocument.Of(person).ToBytes())
            : Problem.Of(404, "unknown_end_user", $"Nobody has the id '{Fields.Shown(id!)}' in this project.");
    }

    private static async Task<IResult> Delete(HttpContext context, ProjectStores stores, CancellationToken ct)
    {
        var faults = new Faults();
        if (!IdempotencyHeader.TryRead(context.Request, faults, out var key))
            return faults.ToProblem();
        var parameters = new Parameters(context.Request.Query);
        var id = EndUser(parameters);
        var asIfNever = AsIfNever(parameters);
        parameters.RefuseOthers();
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToProblem();
        var store = await stores.Get(context.Project(), ct);
        var idempotency = key is null ? null : new Idempotency<PeopleOutcome>(
            key, IdempotencyHeader.HashOf(context.Request, []), outcome => new StoredAnswer(200, DeleteAnswer.Of(outcome).ToBytes()));
        var result = await store.Write(new PeopleCommand.Delete([id!], asIfNever, Source), idempotency, ct);
        return result switch
        {
            { Refusal: { } refusal } => refusal.ToProblem(_ => Place.Root["end_user"]),
            { Replay: { } replay } => new JsonBytes(replay.Status, replay.Body),
            _ => new JsonBytes(200, DeleteAnswer.Of(result.Outcome).ToBytes()),
        };
    }

    /// <summary>Whether a deletion withdraws all access; used by Nebuly's path too.</summary>
    public static bool AsIfNever(Parameters parameters)
    {
        var text = parameters.Text("as_if_never");
        if (text is not (null or "true" or "false"))
            parameters.Add("as_if_never", "invalid_boolean", $"'{Fields.Shown(text)}' is neither true nor false.");
        return text == "true";
    }

    private static string? EndUser(Parameters parameters)
    {
        if (parameters.Text("end_user") is not { } id)
        {
            parameters.Add("end_user", "required", "'end_user' is needed: whom?");
            return null;
        }

        if (!Fields.TryClean(ref id, Limits.EndUser, out var code, out var message))
            parameters.Add("end_user", code, message);
        else if (id.Length == 0)
            parameters.Add("end_user", "empty", "An end_user must not be empty.");
        return id;
    }
}
