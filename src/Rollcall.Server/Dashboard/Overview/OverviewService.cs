using System.Security.Claims;
using Rollcall.Server.Dashboard.Shared;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>Opens the overview of a project for a reader. The page and its downloads ask it, and nothing else.</summary>
internal sealed class OverviewService(IProjectReader projects)
{
    /// <summary>Null when there is no such project for this user.</summary>
    public async ValueTask<OverviewModel?> Read(string slug, DashboardQuery query, ClaimsPrincipal user, CancellationToken cancellation) =>
        await projects.Open(slug, user, cancellation) is { } project ? new OverviewModel(project, query) : null;
}
