namespace Rollcall.Server.Hosting;

/// <summary>The headers that keep a browser from doing with our answers what we do not want.</summary>
internal static class SecurityHeaders
{
    private const string Policy = "default-src 'self'; frame-ancestors 'self'; object-src 'none'; base-uri 'none'; form-action 'self'";

    // The API reference (Scalar, served from our own files) sets itself up by an inline script and writes styles at run time. It shows the public
    // OpenAPI document and nothing of a project, and it still cannot load or reach anything but this server.
    private const string DocsPolicy = Policy + "; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:";

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        // At the last moment: an exception handler clears what was set before it.
        context.Response.OnStarting(Set, context);
        return next();
    });

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase) ? DocsPolicy : Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
        return Task.CompletedTask;
    }
}
