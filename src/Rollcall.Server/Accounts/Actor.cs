using System.Security.Claims;
using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Accounts;

/// <summary>Who does something, for the audit log.</summary>
/// <param name="Name">The e-mail address, the prefix of the key, or <c>server</c>.</param>
/// <param name="AccountId">The account, where it is one.</param>
/// <param name="Address">The network address; null for the server itself.</param>
public sealed record Actor(string Name, Guid? AccountId, string? Address)
{
    /// <summary>The instance itself, at its first start.</summary>
    public static readonly Actor Server = new("server", null, null);

    /// <summary>Whoever sent this request: the session's account or the key.</summary>
    public static Actor Of(HttpContext context)
        => context.Features.Get<CurrentProject>()?.Key is { } key ? new Actor($"{key.Prefix}…", null, context.Address())
        : context.User.Identity is { IsAuthenticated: true } ? new Actor(context.User.FindFirstValue(ClaimTypes.Name)!, context.User.AccountId(), context.Address())
        : Unknown(context);

    public static Actor Unknown(HttpContext context) => new("unknown", null, context.Address());

    internal AuditEntry Did(string action, TimeProvider clock, string? projectId = null, string? subject = null) => new()
    {
        At = clock.GetUtcNow(),
        Actor = Name,
        AccountId = AccountId,
        Action = action,
        ProjectId = projectId,
        Subject = subject,
        Address = Address,
    };
}
