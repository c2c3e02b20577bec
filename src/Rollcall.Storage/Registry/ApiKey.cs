namespace Rollcall.Storage.Registry;

/// <summary>An API key as it is kept: never its text, only what recognises it. Revoked keys stay, for the list and the audit log.</summary>
public sealed class ApiKey
{
    public required Guid Id { get; init; }

    public required string ProjectId { get; init; }

    public required string Name { get; init; }

    public required KeyKind Kind { get; init; }

    /// <summary>Whether an owner allowed this key, a secret one, to make projects and to revoke keys of its own project.</summary>
    public bool ManagesProjects { get; init; }

    /// <summary>The key's first characters, shown so that people can tell keys apart.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the key's UTF-8 text. Keys are 256 random bits, so a slow hash would add nothing.</summary>
    public required byte[] Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }
}
