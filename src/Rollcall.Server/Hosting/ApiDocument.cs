using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Rollcall.Server.Hosting;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and its page at <c>/docs</c>, served from here alone.</summary>
internal static class ApiDocument
{
    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi(options =>
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Rollcall";
            document.Info.Version = "1";
            document.Info.Description =
                "Eligible users, interactions and the adoption computed from both. Every call carries `Authorization: Bearer KEY`; a key belongs to one project and has a kind "
                + "(secret, ingest, population, read). Errors are problem details (RFC 9457) with a stable `code` and, for input, every fault with its `path`. "
                + "Limits: JSON 10 MB, NDJSON 100 MB (after decompression), 50,000 people a request, 1 MB of text an interaction, depth 64, `end_user` 512 characters, 100 tags of 200 and 1,000 characters.";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A project's API key." };
            document.Security = [new() { [new OpenApiSecuritySchemeReference("key", document)] = [] }];
            return Task.CompletedTask;
        }));

    public static void MapApiDocument(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/{documentName}.json");
        routes.MapScalarApiReference("/docs", docs =>
        {
            docs.WithTitle("Rollcall API");
            docs.DefaultFonts = docs.Telemetry = false;   // both would be asked of other servers, which the content policy refuses
        });
    }
}
