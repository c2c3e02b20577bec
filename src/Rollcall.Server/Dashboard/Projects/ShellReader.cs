using System.Security.Claims;
using Rollcall.Server.Dashboard.Layout;
using Rollcall.Server.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Dashboard.Projects;

/// <summary>The frame of a page from the registry: the session's account and the projects it is a member of.</summary>
internal sealed class ShellReader(ProjectService projects, IHttpContextAccessor http) : IShellReader
{
    public async ValueTask<Shell> Read(ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (user.Identity is not { IsAuthenticated: true, Name: { } email })
            return new(null, []);
        var context = http.HttpContext!;
        var mine = await projects.List(user.AccountId(), cancellation);
        var here = context.Features.Get<CurrentMember>()?.Role;
        var role = here is MemberRole member ? member.ToString() : user.HasClaim(c => c.Type == Members.AdministratorClaim) ? "Administrator" : "Member";
        return new(new(email, role), [.. mine.Select(m => new ShellProject(m.Project.Id, m.Project.Name, m.Project.Calendar.Zone.Id, $"{context.Request.PathBase}/"))]);
    }
}
