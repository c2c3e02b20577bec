using System.Security.Claims;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>Fills an empty project with a made-up company.</summary>
internal interface IDemoLoader
{
    /// <summary>Whether this user may: the button is shown to nobody else, and <see cref="Load"/> is asked again.</summary>
    ValueTask<bool> MayLoad(string slug, ClaimsPrincipal user, CancellationToken cancellation);

    /// <summary>Returns once the data can be seen.</summary>
    Task Load(string slug, ClaimsPrincipal user, CancellationToken cancellation);
}
