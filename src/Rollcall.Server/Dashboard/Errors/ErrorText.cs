using Microsoft.AspNetCore.Authorization;
using Rollcall.Server.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Dashboard.Errors;

/// <summary>What an error page says: what happened, and what to do about it. Nothing of the inside.</summary>
internal sealed record ErrorText(string Title, string Words)
{
    public static ErrorText Of(int status, HttpContext context) => status switch
    {
        400 => new("The form was not accepted", "It may have been open for too long, or somebody else has signed in since. Go back, load the page anew and send it again."),
        403 => new("You may not open this page", Role(context)),
        404 => new("There is no such page", "The address may be mistyped, the page may have moved, or your account may not see it."),
        405 => new("This address takes no such request", "It is meant to be opened in another way."),
        413 => new("That was too much at once", "The form is larger than this page accepts."),
        429 => new("Too many attempts", "Wait a minute, then try again."),
        503 => new("The server cannot take this at the moment", "Nothing was changed. Try again in a few seconds."),
        507 => new("The server’s disk is full", "Reading goes on, but nothing can be stored until there is room. Nothing was changed."),
        >= 500 => new("Something went wrong here", "The fault is in the server’s log, under the trace below."),
        _ => new("This did not work", "Go back and try again."),
    };

    private static string Role(HttpContext context)
    {
        var policy = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(a => a.Policy).FirstOrDefault(p => p is not null);
        var needed = policy switch
        {
            Members.Owner => "an owner of the project",
            Members.Analyst => "an analyst or an owner of the project",
            Members.Administrator => "an administrator of this server",
            _ => "another role",
        };
        var yours = context.Features.Get<CurrentMember>()?.Role switch
        {
            MemberRole.Owner => " You are an owner.",
            MemberRole.Analyst => " You are an analyst.",
            MemberRole.Viewer => " You are a viewer.",
            _ => "",
        };
        return $"It is for {needed}.{yours}";
    }
}
