using System.Security.Claims;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>Opens a project for a reader of its numbers. The registry, the population's names and the index stand behind it.</summary>
internal interface IProjectReader
{
    /// <summary>The project at this moment; null when there is none of that name or this user may not see it.</summary>
    ValueTask<ProjectView?> Open(string slug, ClaimsPrincipal user, CancellationToken cancellation);
}
