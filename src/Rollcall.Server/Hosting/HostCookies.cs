using System.Text;
using Microsoft.Extensions.Primitives;

namespace Rollcall.Server.Hosting;

/// <summary>
/// Behind TLS our cookies bear the <c>__Host-</c> prefix, which browsers accept only from this very host, with Secure; on plain HTTP (loopback, where
/// people try the product) they cannot, and bear plain names. Those who use them each know one fixed name, so it is translated here,
/// and a cookie without the prefix is not believed over TLS: a neighbouring host could have set it.
/// </summary>
internal static class HostCookies
{
    public const string Session = "rollcall-session";
    public const string Antiforgery = "rollcall-form";

    /// <summary>The project opened last.</summary>
    public const string LastProject = "rollcall-project";

    private const string Prefix = "__Host-";

    public static void UseHostCookies(this WebApplication app) => app.Use((context, next) =>
    {
        if (!context.Request.IsHttps)
            return next();
        var sent = context.Request.Headers.Cookie;
        if (sent.Count > 0)
            context.Request.Headers.Cookie = FromBrowser(sent);
        context.Response.OnStarting(ToBrowser, context);
        return next();
    });

    private static StringValues FromBrowser(StringValues header)
    {
        var cookies = new StringBuilder();
        foreach (var cookie in string.Join("; ", header.ToArray()).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IsOurs(cookie))
                continue;
            var ours = cookie.StartsWith(Prefix, StringComparison.Ordinal) && IsOurs(cookie.AsSpan(Prefix.Length));
            cookies.Append(cookies.Length > 0 ? "; " : "").Append(ours ? cookie[Prefix.Length..] : cookie);
        }

        return cookies.ToString();
    }

    private static Task ToBrowser(object state)
    {
        var headers = ((HttpContext)state).Response.Headers;
        if (headers.SetCookie.Count > 0)
            headers.SetCookie = headers.SetCookie.Select(cookie => cookie is not null && IsOurs(cookie) ? Prefix + cookie : cookie).ToArray();
        return Task.CompletedTask;
    }

    private static bool IsOurs(ReadOnlySpan<char> cookie)
        => cookie.StartsWith(Session, StringComparison.Ordinal) || cookie.StartsWith(Antiforgery, StringComparison.Ordinal)
            || cookie.StartsWith(LastProject, StringComparison.Ordinal);
}
