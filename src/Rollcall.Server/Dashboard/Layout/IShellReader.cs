using System.Security.Claims;

namespace Rollcall.Server.Dashboard.Layout;

/// <summary>Answers what the frame around a page shows to whom. The registry of projects and members stands behind it.</summary>
internal interface IShellReader
{
    ValueTask<Shell> Read(ClaimsPrincipal user, CancellationToken cancellation);
}
