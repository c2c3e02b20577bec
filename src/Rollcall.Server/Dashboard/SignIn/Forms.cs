using Microsoft.AspNetCore.Antiforgery;

namespace Rollcall.Server.Dashboard.SignIn;

/// <summary>Whatever is sent to a page or to an endpoint that wants a form comes from a form of ours, or is refused before it is looked at.</summary>
internal static class Forms
{
    public static RouteHandlerBuilder RequireForm(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new RequireAntiforgeryTokenAttribute());

    public static void UseForms(this WebApplication app)
    {
        app.UseAntiforgery();
        app.Use((context, next) =>
        {
            if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false })
                return next();
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        });
    }
}
