using Microsoft.AspNetCore.Http.HttpResults;
using Rollcall.Server.Accounts;
using Rollcall.Server.Dashboard.Layout;
using Rollcall.Server.Dashboard.Settings;
using Rollcall.Server.Dashboard.SignIn;
using Rollcall.Server.Projects;

namespace Rollcall.Server.Dashboard.Projects;

/// <summary>The pages around the numbers: which project, who is signed in, settings.</summary>
internal static class ProjectPages
{
    public static IServiceCollection AddProjectPages(this IServiceCollection services) => services.AddScoped<IShellReader, ShellReader>();

    public static void MapProjectPages(this WebApplication app)
    {
        app.MapGet("/", Home).ExcludeFromDescription();
        app.MapSignOut();
        app.MapSettings();
    }

    private static async Task<RedirectHttpResult> Home(HttpContext context, SetupToken token, ProjectService projects)
    {
        if (context.User.Identity is not { IsAuthenticated: true })
            return To(token.IsIssued ? "/setup" : "/sign-in");
        var mine = (await projects.List(context.User.AccountId(), context.RequestAborted)).Select(m => m.Project.Id).ToList();
        var last = mine.Find(id => id == LastProject.Of(context)) ?? (mine is [var only] ? only : null);
        return To(last is null ? "/projects" : $"/p/{last}");

        RedirectHttpResult To(string path) => TypedResults.Redirect(context.Request.PathBase + path);
    }
}
