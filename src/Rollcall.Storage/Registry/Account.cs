using Microsoft.AspNetCore.Identity;

namespace Rollcall.Storage.Registry;

/// <summary>Someone who signs in to the dashboard. What they may see is in their <see cref="Membership"/>s.</summary>
public sealed class Account : IdentityUser<Guid>
{
    /// <summary>May make projects and manage the instance; sees a project's numbers only as its member.</summary>
    public bool IsAdministrator { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The project shown last, where <c>/</c> leads.</summary>
    public string? LastProjectId { get; set; }
}
