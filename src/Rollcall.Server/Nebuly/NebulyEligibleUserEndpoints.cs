using System.Buffers;
using System.Text.Json;
using Rollcall.Server.Metrics;
using Rollcall.Server.Population;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Nebuly;

/// <summary>Nebuly's list of eligible users: four verbs on one path, and the older path on which POST and PUT are swapped.</summary>
internal static class NebulyEligibleUserEndpoints
{
    private const string Source = "nebuly";

    public static void MapNebulyEligibleUsers(this IEndpointRouteBuilder routes)
    {
        Map("eligible-users", insert: HttpMethods.Post, update: HttpMethods.Put);
        Map("platform-users", insert: HttpMethods.Put, update: HttpMethods.Post);

        void Map(string path, string insert, string update)
        {
            var group = routes.MapGroup($"/api/external/{path}").WithTags("Nebuly: eligible users");
            group.MapMethods("/", [insert], Insert).RequireAuthorization(Keys.Population).WithSummary("Insert people; those on the list already are skipped")
                .Accepts<EligibleUsersBody>("application/json").WithMetadata(new LargestBody(Limits.JsonBody));
            group.MapMethods("/", [update], Update).RequireAuthorization(Keys.Population).WithSummary("Update people; those not on the list are skipped")
                .Accepts<EligibleUsersBody>("application/json").WithMetadata(new LargestBody(Limits.JsonBody));
            group.MapDelete("/", Delete).RequireAuthorization(Keys.Population).WithSummary("Take people off the list")
                .WithParameters("as_if_never").WithMetadata(new LargestBody(Limits.JsonBody));
            group.MapGet("/", Get).RequireAuthorization(Keys.PopulationRead).WithSummary("The whole list");
        }
    }

    private static Task<IResult> Insert(HttpContext context, ProjectStores stores, CancellationToken ct)
        => Write(context, stores, people => new PeopleCommand.Insert(people, Source), PersonStatus.Inserted, ct);

    private static Task<IResult> Update(HttpContext context, ProjectStores stores, CancellationToken ct)
        => Write(context, stores, people => new PeopleCommand.Update(people, Source), PersonStatus.Updated, ct);

    private static Task<IResult> Write(
        HttpContext context, ProjectStores stores, Func<List<PersonEntry>, PeopleCommand> command, PersonStatus done, CancellationToken ct)
        => NebulyBody.Take<List<PersonEntry>>(
            context,
            new PersonReader(native: false).ReadList,
            (people, key) => Write(context, stores, command(people), key, outcome => Answer(outcome, done), person => Place.Root["users"][person.Index].At(person.Field), ct),
            ct);

    private static async Task<IResult> Delete(HttpContext context, ProjectStores stores, CancellationToken ct)
    {
        var parameters = new Parameters(context.Request.Query);
        var asIfNever = EligibleUserEndpoints.AsIfNever(parameters);
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToQueryDetail();
        return await NebulyBody.Take<List<string>>(
            context,
            (root, faults) => PersonReader.ReadIds(root, native: false, faults),
            (ids, key) => Write(context, stores, new PeopleCommand.Delete(ids, asIfNever, Source), key, Confirmation, person => Place.Root["users"][person.Index], ct),
            ct);
    }

    private static async Task<IResult> Write(
        HttpContext context, ProjectStores stores, PeopleCommand command, NebulyBody.RequestKey? key, Func<PeopleOutcome, byte[]> answer, Func<PersonFault, Place> places,
        CancellationToken ct)
    {
        var store = await stores.Get(context.Project(), ct);
        var result = await store.Write(command, key?.Keep(answer), ct);
        return result switch
        {
            { Refusal: { } refusal } => refusal.ToDetail(places),
            { Replay: { } replay } => new JsonBytes(replay.Status, replay.Body),
            _ => new JsonBytes(200, answer(result.Outcome)),
        };
    }

    private static async Task Get(HttpContext context, ProjectStores stores, CancellationToken ct)
    {
        const int FlushAt = 64 * 1024;
        var store = await stores.Get(context.Project(), ct);
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("users");
        foreach (var person in store.ListEligible())
        {
            Write(json, person);
            if (json.BytesPending < FlushAt)
                continue;
            await json.FlushAsync(ct);
            await context.Response.BodyWriter.FlushAsync(ct);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static byte[] Answer(PeopleOutcome outcome, PersonStatus done)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("users");
            // An update that changes nothing was done all the same.
            foreach (var user in outcome.Users.Where(user => user.Now is not null && (user.Status == done || user.Status == PersonStatus.Unchanged)))
                Write(json, user.Now!);
            json.WriteEndArray();
            json.WriteStartArray("skipped");
            foreach (var user in outcome.Users.Where(user => user.Status == PersonStatus.Skipped))
                json.WriteStringValue(user.EndUser);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Confirmation(PeopleOutcome outcome)
    {
        var (deleted, unknown) = (outcome.Count(PersonStatus.Deleted), outcome.Count(PersonStatus.Unknown));
        var message = $"{deleted} {(deleted == 1 ? "user" : "users")} deleted{(unknown > 0 ? $", {unknown} unknown" : "")}.";
        return JsonSerializer.SerializeToUtf8Bytes(new DeletedAnswer(message, deleted, unknown), NebulyJson.Default.DeletedAnswer);
    }

    private static void Write(Utf8JsonWriter json, ListedPerson person)
    {
        json.WriteStartObject();
        json.WriteString("end_user", person.EndUser);
        json.WriteStartObject("tags");
        foreach (var tag in person.Tags)
            json.WriteString(tag.Key, tag.Value);
        json.WriteEndObject();
        if (person.Access is { } access)
        {
            json.WriteString("active_from", access.From.Text);
            if (access.To is { } to)
                json.WriteString("active_to", to.Text);
        }

        json.WriteEndObject();
    }
}
