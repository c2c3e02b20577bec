using Microsoft.AspNetCore.Http.HttpResults;
using Rollcall.Server.Accounts;
using Rollcall.Server.Dashboard.SignIn;
using Rollcall.Server.Projects;

namespace Rollcall.Server.Dashboard.Settings;

/// <summary>What the settings do beside showing themselves.</summary>
internal static class SettingsEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/p/{project}/settings").RequireAuthorization(Members.Owner).ExcludeFromDescription();
        group.MapPost("/keys/{key:guid}/revoke", Revoke).RequireForm();
    }

    // A key that is gone already is what was asked for.
    private static async Task<RedirectHttpResult> Revoke(Guid key, HttpContext context, KeyService keys)
    {
        await keys.Revoke(context.Project().Id, key, Actor.Of(context));
        return TypedResults.Redirect($"{context.Request.PathBase}/p/{context.Project().Id}/settings/keys");
    }
}
