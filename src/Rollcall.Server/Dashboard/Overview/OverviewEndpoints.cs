using Microsoft.AspNetCore.Http.HttpResults;
using Rollcall.Server.Dashboard.Shared;
using Rollcall.Server.Projects;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>The cards of the overview as files: the same filters, the same numbers.</summary>
internal static class OverviewEndpoints
{
    public static RouteGroupBuilder MapOverviewFiles(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/p/{project}").RequireAuthorization(Members.Viewer).ExcludeFromDescription();
        group.MapGet("/activation-rate.csv", (string project, HttpContext http, OverviewService overviews) => File(project, http, overviews, OverviewCsv.ActivationRate, "activation-rate"));
        group.MapGet("/groups.csv", (string project, HttpContext http, OverviewService overviews) => File(project, http, overviews, OverviewCsv.Groups, "groups"));
        group.MapGet("/never-used.csv", (string project, HttpContext http, OverviewService overviews) => File(project, http, overviews, OverviewCsv.NeverUsed, "never-used"));
        return group;
    }

    private static async Task<Results<FileContentHttpResult, NotFound, ForbidHttpResult>> File(
        string project, HttpContext http, OverviewService overviews, Func<OverviewModel, string?> write, string name)
    {
        var (query, _) = DashboardQuery.Parse(http.Request.Query);
        if (await overviews.Read(project, query, http.User, http.RequestAborted) is not { } overview)
            return TypedResults.NotFound();
        return write(overview) is { } text
            ? TypedResults.File(System.Text.Encoding.UTF8.GetBytes(text), "text/csv; charset=utf-8", $"{name}-{Format.Iso(overview.Window.Until - 1)}.csv")
            : TypedResults.Forbid();
    }
}
