using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Rollcall.Server.Hosting;

/// <summary>Sends pages compressed. Files of our own are compressed when they are built, and the API answers as it is.</summary>
/// <remarks>
/// Over TLS the length of a compressed page can tell somebody who chooses a part of it and sees its length what else is in it, if the same
/// secret comes again and again. Here none does: the token in a form is encrypted anew for each answer, a key's text stands in one answer
/// only, and the session is in a cookie. For names and numbers in a page, whoever guesses must make the browser ask many times from a place
/// of theirs, and what another site asks for is sent as it is.
/// </remarks>
internal static class PageCompression
{
    public static void AddPageCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/html"];
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Optimal);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Optimal);
    }

    public static void UsePageCompression(this WebApplication app) => app.UseWhen(IsAskedFromHere, pages => pages.UseResponseCompression());

    // Browsers say who asks: "none" is the user, by a bookmark or the address bar; nothing at all is no browser, or one on a line without TLS.
    private static bool IsAskedFromHere(HttpContext context) => context.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "none" or "same-origin";
}
