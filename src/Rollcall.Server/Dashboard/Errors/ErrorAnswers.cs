using Microsoft.AspNetCore.Http.HttpResults;

namespace Rollcall.Server.Dashboard.Errors;

/// <summary>Answers people with a page, where an address has none or failed.</summary>
internal static class ErrorAnswers
{
    /// <summary>Writes the page of a status. Services of its own: those of the request may be what failed.</summary>
    public static async Task Show(HttpContext context, int status)
    {
        var services = context.RequestServices;
        await using var scope = services.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        try
        {
            context.Response.StatusCode = status;
            context.Response.Headers.CacheControl = "no-store";
            await new RazorComponentResult<App>(new { Error = (int?)status }) { StatusCode = status }.ExecuteAsync(context);
        }
        finally
        {
            context.RequestServices = services;
        }
    }
}
