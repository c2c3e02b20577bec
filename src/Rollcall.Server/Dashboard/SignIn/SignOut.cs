using Microsoft.AspNetCore.Http.HttpResults;
using Rollcall.Server.Accounts;

namespace Rollcall.Server.Dashboard.SignIn;

internal static class SignOut
{
    public static void MapSignOut(this IEndpointRouteBuilder routes) => routes.MapPost("/sign-out", End).RequireForm().ExcludeFromDescription();

    private static async Task<RedirectHttpResult> End(HttpContext context, SignInService sessions)
    {
        if (context.User.Identity is { IsAuthenticated: true })
            await sessions.SignOut(context);
        return TypedResults.Redirect($"{context.Request.PathBase}/sign-in");
    }
}
