using Microsoft.AspNetCore.Http.HttpResults;
using Rollcall.Server.Projects;

namespace Rollcall.Server.Hosting;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Health");
        group.MapGet("/live", Live).WithSummary("Whether the process answers.");
        group.MapGet("/ready", Ready).WithSummary("Whether requests should be sent here: the registry is open and the process is not stopping.");
    }

    private static ContentHttpResult Live() => TypedResults.Text("live\n");

    private static ContentHttpResult Ready(Readiness readiness, ProjectStores stores, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (readiness.IsReady)
        {
            // Requests should still come: all else is answered, and what is affected says so itself.
            return TypedResults.Text(string.Concat(["ready\n", .. stores.IncompleteMonths().Select(month => $"interactions lost with a damaged file: project {month.Project}, {month.Month.Month}\n")]));
        }

        context.Response.Headers.RetryAfter = "5";
        return TypedResults.Text("not ready\n", statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
