using Microsoft.Net.Http.Headers;
using Rollcall.Server.Projects;

namespace Rollcall.Server.Hosting;

/// <summary>
/// Lets scripts of other web pages send interactions, feedback and tags, with a key of their own: pages of the origins that a project allows. Nothing
/// else can be sent or read from there, and cookies never.
/// </summary>
internal static class CrossOrigin
{
    public static void UseCrossOrigin(this WebApplication app)
    {
        var projects = app.Services.GetRequiredService<ProjectDirectory>();
        app.Use((context, next) =>
        {
            if (!IsOpen(context.Request.Path))
                return next();
            // At the last moment: only by then it is known whose key it was.
            context.Response.OnStarting(Set, context);
            return IsPreflight(context.Request, out var origin) && projects.All.Any(project => Allows(project, origin)) ? Answer(context, origin) : next();
        });
    }

    private static bool IsOpen(PathString path)
        => path.StartsWithSegments("/event-ingestion/api", StringComparison.OrdinalIgnoreCase) || path.Equals("/api/v1/interactions", StringComparison.OrdinalIgnoreCase);

    // A browser asks first, without a key, whether the page may send at all.
    private static bool IsPreflight(HttpRequest request, out string origin)
    {
        origin = Origin(request);
        return HttpMethods.IsOptions(request.Method) && origin is not "" && HttpMethods.IsPost(request.Headers.AccessControlRequestMethod.ToString());
    }

    private static Task Answer(HttpContext context, string origin)
    {
        var headers = context.Response.Headers;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowMethods = HttpMethods.Post;
        headers.AccessControlAllowHeaders = "authorization, content-type, content-encoding, idempotency-key";
        headers.AccessControlMaxAge = "600";
        return Task.CompletedTask;
    }

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Origin);
        if (HttpMethods.IsPost(context.Request.Method) && Origin(context.Request) is not "" and var origin
            && context.Features.Get<CurrentProject>() is { Project: { } project } && Allows(project, origin))
            headers.AccessControlAllowOrigin = origin;
        return Task.CompletedTask;
    }

    private static string Origin(HttpRequest request) => request.Headers.Origin is [{ } origin] ? origin : "";

    private static bool Allows(ProjectInfo project, string origin) => project.AllowedOrigins.Contains(origin, StringComparer.Ordinal);
}
