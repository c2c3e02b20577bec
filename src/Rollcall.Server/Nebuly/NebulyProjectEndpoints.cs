using System.Text.Json;
using Rollcall.Server.Accounts;
using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Nebuly;

/// <summary>
/// Nebuly lets a key make projects and take keys away. Here only those may that an owner allowed to; any secret key may end itself. What a key is allowed never reaches into
/// another project.
/// </summary>
internal static class NebulyProjectEndpoints
{
    public static void MapNebulyProjects(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/external/projects").WithTags("Nebuly: projects").RequireAuthorization(Keys.Secret).WithMetadata(new LargestBody(Limits.JsonBody));
        group.MapPost("/create", Create).WithSummary("Make a project").WithName("NebulyCreateProject")
            .WithDescription("Needs a managing key. The project has the time zone and the first weekday of the key's own, and its owners. Sent twice, there are two.");
        group.MapPost("/delete-api-key", DeleteKey).WithSummary("Revoke a key of this project").WithName("NebulyDeleteKey")
            .WithDescription("Needs a managing key, or the key itself, which may be any secret one.");
    }

    private static Task<IResult> Create(HttpContext context, ProjectService projects, CancellationToken ct)
    {
        var calendar = context.Project().Calendar;
        return context.Key().ManagesProjects
            ? NebulyBody.Take(context, (root, faults) => Text(root, "name", faults), async (name, _) =>
            {
                var (made, errors) = await projects.Create(
                    name, calendar.Zone.Id, calendar.WeekStart.ToString().ToLowerInvariant(), owner: null, Actor.Of(context), ownersOf: context.Project().Id, ct: ct);
                context.Response.Headers.CacheControl = "no-store";
                if (made is not null)
                    return new JsonBytes(200, JsonSerializer.SerializeToUtf8Bytes(new CreatedProjectAnswer(made.Key.Text, made.Project.Id), NebulyJson.Default.CreatedProjectAnswer));
                var faults = new Faults();
                foreach (var error in errors)
                    faults.Add(Place.Root[error.Path], error.Code, error.Message);
                return faults.ToDetail();
            }, ct)
            : Task.FromResult<IResult>(Refuse("make projects"));
    }

    private static Task<IResult> DeleteKey(HttpContext context, KeyRing keys, KeyService service, CancellationToken ct)
        => NebulyBody.Take(context, (root, faults) => Text(root, "api_key", faults), async (text, _) =>
        {
            var (own, found) = (context.Key(), keys.Find(text));
            if (found?.Id != own.Id && !own.ManagesProjects)
                return Refuse("revoke others");
            // Also where another project has it: this one cannot know.
            return found?.ProjectId == own.ProjectId && await service.Revoke(own.ProjectId, found.Id, Actor.Of(context), ct)
                ? new JsonBytes(200, JsonSerializer.SerializeToUtf8Bytes(new MessageAnswer($"The key '{found.Name}' is revoked."), NebulyJson.Default.MessageAnswer))
                : Problem.Of(404, "not_found", "This project has no such key.");
        }, ct);

    private static string? Text(JsonElement root, string field, Faults faults)
    {
        if (root.ValueKind != JsonValueKind.Object)
            faults.WrongType(Place.Root, "an object", root);
        else if (!root.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            faults.Add(Place.Root[field], "missing", $"'{field}' is needed.");
        else
            return Fields.Content(value, Place.Root, field, faults);
        return null;
    }

    private static Problem Refuse(string what) => Problem.Of(403, "not_allowed_to_keys", $"This key may not {what}. An owner of the project does that on its pages, or makes a managing key that may.");
}
