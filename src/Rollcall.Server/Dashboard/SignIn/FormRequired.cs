using Microsoft.AspNetCore.Antiforgery;

namespace Rollcall.Server.Dashboard.SignIn;

/// <summary>For endpoints that a form of ours is sent to and that read nothing of it: the token is looked at all the same.</summary>
internal static class FormRequired
{
    public static RouteHandlerBuilder RequireForm(this RouteHandlerBuilder endpoint) => endpoint
        .WithMetadata(new RequireAntiforgeryTokenAttribute())
        .AddEndpointFilter(async (invocation, next) => invocation.HttpContext.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true }
            ? await next(invocation)
            : TypedResults.BadRequest());
}
