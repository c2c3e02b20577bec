using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>
/// Policies of dashboard pages: <c>[Authorize(Policy = Members.Viewer)]</c> on a page under <c>/p/{project}</c>. The project comes from the path, the
/// right to it from the session's account; <c>context.Project()</c> gives it to the page. They know sessions only; a bearer key opens no page.
/// </summary>
public static class Members
{
    /// <summary>Somebody is signed in; for pages without a project.</summary>
    public const string SignedIn = "Members.SignedIn";

    /// <summary>Signed in as an administrator of the instance.</summary>
    public const string Administrator = "Members.Administrator";

    /// <summary>Any member of the page's project.</summary>
    public const string Viewer = "Members.Viewer";

    /// <summary>Analyst or owner: who sees people by name.</summary>
    public const string Analyst = "Members.Analyst";

    /// <summary>Owner: settings and keys.</summary>
    public const string Owner = "Members.Owner";

    /// <summary>The claim of administrators.</summary>
    public const string AdministratorClaim = "administrator";

    internal static AuthorizationBuilder AddPagePolicies(this AuthorizationBuilder authorization)
    {
        authorization.Services.AddSingleton<IAuthorizationHandler, AtLeastHandler>();
        return authorization
            .AddPolicy(SignedIn, Session().Build())
            .AddPolicy(Administrator, Session().RequireClaim(AdministratorClaim).Build())
            .AddPolicy(Viewer, Session().AddRequirements(new AtLeast(MemberRole.Viewer)).Build())
            .AddPolicy(Analyst, Session().AddRequirements(new AtLeast(MemberRole.Analyst)).Build())
            .AddPolicy(Owner, Session().AddRequirements(new AtLeast(MemberRole.Owner)).Build());
    }

    /// <summary>The account of a session.</summary>
    public static Guid AccountId(this ClaimsPrincipal user) => Guid.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!);

    private static AuthorizationPolicyBuilder Session() => new AuthorizationPolicyBuilder(IdentityConstants.ApplicationScheme).RequireAuthenticatedUser();

    internal sealed record AtLeast(MemberRole Role) : IAuthorizationRequirement;

    private sealed class AtLeastHandler(ProjectDirectory projects, IDbContextFactory<RegistryContext> registries) : AuthorizationHandler<AtLeast>
    {
        protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, AtLeast requirement)
        {
            if (context.User.Identity is not { IsAuthenticated: true }
                || context.Resource is not HttpContext http
                || http.GetRouteValue("project") is not string id
                || projects.Find(id) is not { } project)
            {
                return;
            }

            await using var registry = await registries.CreateDbContextAsync(http.RequestAborted);
            var accountId = context.User.AccountId();
            var membership = await registry.Memberships.AsNoTracking()
                .SingleOrDefaultAsync(m => m.AccountId == accountId && m.ProjectId == id, http.RequestAborted);
            if (membership is null)
                return;
            http.Features.Set(new CurrentMember(membership.Role));
            if (membership.Role > requirement.Role)
                return;
            http.Features.Set(new CurrentProject(project, Key: null));
            context.Succeed(requirement);
        }
    }
}

/// <summary>The role of the signed-in account in the page's project. Absent for whoever is no member: to them the project does not exist.</summary>
public sealed record CurrentMember(MemberRole Role);
