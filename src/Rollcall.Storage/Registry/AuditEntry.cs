namespace Rollcall.Storage.Registry;

/// <summary>Who did what, when and from where. Append-only: the database itself refuses to change or delete a row.</summary>
public sealed class AuditEntry
{
    public long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The e-mail address, the prefix of the key, or <c>server</c>, as it was then.</summary>
    public required string Actor { get; init; }

    /// <summary>The account that acted, where one did.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>A stable code such as <c>key.created</c>; see <see cref="AuditAction"/>.</summary>
    public required string Action { get; init; }

    public string? ProjectId { get; init; }

    /// <summary>What it was done to, in words. Never a secret, never text of users.</summary>
    public string? Subject { get; init; }

    /// <summary>The caller's network address; null for what the server does itself.</summary>
    public string? Address { get; init; }
}
