using System.Text.Json;
using Rollcall.Server.Accounts;
using Rollcall.Server.Hosting;
using Rollcall.Server.Metrics;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Projects;

/// <summary><c>GET</c> and <c>PATCH /api/v1/settings</c>: what the project is called and how it counts.</summary>
internal static class ProjectSettingsEndpoints
{
    public static void MapProjectSettings(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/settings").WithTags("Settings").ProducesProblem(422);
        group.MapGet("", Get).RequireAuthorization(Keys.Read).WithName("GetSettings").WithSummary("What the project is called and how it counts").Produces<ProjectSettingsDocument>();
        group.MapPatch("", Patch).RequireAuthorization(Keys.Secret).WithName("PatchSettings").WithSummary("Change settings")
            .WithDescription(
                "Absent fields stay, null stands for the default. The next request counts by it. Another time_zone is answered once all days are made anew; what is asked meanwhile counts by the old one. An Idempotency-Key is accepted; "
                + "fields are set to what is sent, so that a repeated request changes nothing, with a key or without.")
            .Accepts<ProjectSettingsChange>("application/json").Produces<ProjectSettingsDocument>().ProducesProblem(413).ProducesProblem(415).WithMetadata(new LargestBody(Limits.JsonBody));
    }

    private static IResult Get(HttpContext context)
    {
        var parameters = new Parameters(context.Request.Query);
        parameters.RefuseOthers();
        return parameters.Faults.Count > 0 ? parameters.Faults.ToProblem() : Document(context.Project());
    }

    private static async Task<IResult> Patch(HttpContext context, ProjectService projects, ProjectDirectory directory, CancellationToken ct)
    {
        var (request, project) = (context.Request, context.Project());
        var parameters = new Parameters(request.Query);
        parameters.RefuseOthers();
        var faults = parameters.Faults;
        if (!IdempotencyHeader.TryRead(request, faults, out string? _) || faults.Count > 0)
            return faults.ToProblem();
        if (!request.HasJsonContentType())
            return Problem.Of(415, "unsupported_media_type", "Settings are sent as application/json.");
        var (fault, body) = await BodyReader.ReadWhole(request, Limits.JsonBody, ct);
        using var _ = body;
        if (fault != BodyFault.None)
            return fault.ToProblem(Limits.JsonBody);
        using var document = JsonBody.Parse(body.Bytes, Place.Root, faults);
        if (document is null)
            return faults.ToProblem();
        var change = ProjectSettingsReader.Read(document.RootElement, faults);
        // Where something cannot be read, what can be is still looked at: every fault is told at once.
        var errors = faults.Count > 0
            ? [.. faults.List.Select(f => f.ToProblemError()), .. ProjectService.Faults(project, change)]
            : await projects.Change(project.Id, change, Actor.Of(context), ct);
        return errors is [] ? Document(directory.Find(project.Id)!) : Problem.Invalid(errors);
    }

    private static JsonBytes Document(ProjectInfo project)
        => new(200, JsonSerializer.SerializeToUtf8Bytes(ProjectSettingsDocument.Of(project), ProjectSettingsJson.Default.ProjectSettingsDocument));
}
