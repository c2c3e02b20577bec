using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;

namespace Rollcall.Server.Dashboard.Projects;

/// <summary>Remembers in the browser which project was opened last, for <c>/</c>.</summary>
internal static class LastProject
{
    public static void UseLastProject(this WebApplication app) => app.Use((context, next) =>
    {
        // Only where a policy has found the page's project: what a stranger asks for is not remembered.
        if (context.Features.Get<CurrentProject>() is { Key: null, Project.Id: var id } && Of(context) != id)
        {
            context.Response.Cookies.Append(HostCookies.LastProject, id, new CookieOptions
            {
                Path = "/", HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromDays(365),
            });
        }

        return next();
    });

    /// <summary>The project's id, as the browser says it: not to be believed.</summary>
    public static string? Of(HttpContext context) => context.Request.Cookies[HostCookies.LastProject];
}
