using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Nebuly.Reads;

/// <summary>Nebuly lets a key make projects and take keys away. Here owners do that on the pages: no key is allowed to.</summary>
internal static class NebulyProjectEndpoints
{
    public static void MapNebulyProjects(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/external/projects").WithTags("Nebuly: projects").RequireAuthorization(Keys.Secret).WithMetadata(new LargestBody(Limits.JsonBody));
        group.MapPost("/create", () => Refuse("make projects")).WithSummary("Refused: owners make projects on the page of projects").WithName("NebulyCreateProject");
        group.MapPost("/delete-api-key", () => Refuse("take keys away")).WithSummary("Refused: owners revoke keys on the page of keys").WithName("NebulyDeleteKey");
    }

    private static Problem Refuse(string what) => Problem.Of(403, "not_allowed_to_keys", $"A key may not {what}; an owner of the project does that on its pages.");
}
