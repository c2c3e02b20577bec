using System.Diagnostics;

namespace Rollcall.Server.Projects;

/// <summary>The project that a request may touch, and by which key; on dashboard pages there is no key.</summary>
public sealed record CurrentProject(ProjectInfo Project, HeldKey? Key);

/// <summary>The only ways for a handler to learn its project: no parameter, header or body can name another one.</summary>
public static class CurrentProjectExtensions
{
    /// <summary>The project of the key or of the page. Throws where no policy demanded one: that is a bug, not a refusal.</summary>
    public static ProjectInfo Project(this HttpContext context)
        => context.Features.Get<CurrentProject>()?.Project ?? throw new UnreachableException("This endpoint has no policy that gives it a project.");

    /// <summary>The key that opened this request. Throws on dashboard pages, which have none.</summary>
    public static HeldKey Key(this HttpContext context)
        => context.Features.Get<CurrentProject>()?.Key ?? throw new UnreachableException("This endpoint has no policy that demands a key.");
}
