using Microsoft.EntityFrameworkCore;
using Rollcall.Server.Accounts;
using Rollcall.Server.Hosting;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>A key with its text, which is shown once and kept nowhere.</summary>
public sealed record NewKey(ApiKey Key, string Text)
{
    public override string ToString() => $"NewKey {{ Prefix = {Key.Prefix} }}";
}

/// <summary>Makes, lists and revokes the keys of a project.</summary>
public sealed class KeyService(IDbContextFactory<RegistryContext> registries, KeyRing keys, TimeProvider clock)
{
    /// <summary>The name of the key that a project begins with.</summary>
    public const string DefaultName = "default_key";

    public async Task<IReadOnlyList<ApiKey>> List(string projectId, CancellationToken ct = default)
    {
        await using var registry = await registries.CreateDbContextAsync(ct);
        var list = await registry.Keys.AsNoTracking().Where(k => k.ProjectId == projectId).ToListAsync(ct);
        foreach (var key in list)
            key.LastUsedAt = keys.Find(key.Id)?.LastUsedAt ?? key.LastUsedAt;   // the registry is up to a minute behind
        return [.. list.OrderBy(k => k.RevokedAt is not null).ThenByDescending(k => k.CreatedAt).ThenByDescending(k => k.Id)];
    }

    /// <summary>Makes a key; null and what is wrong when the name cannot be one.</summary>
    /// <param name="projectId">The project that it opens.</param>
    /// <param name="name">1 to 100 characters.</param>
    /// <param name="kind">What it may do.</param>
    /// <param name="expiresAt">Null: never.</param>
    /// <param name="by">An owner of the project, or the server.</param>
    /// <param name="managesProjects">Whether it may make projects and revoke keys; only a secret one can.</param>
    /// <param name="ct">Cancels before anything is stored.</param>
    public async Task<(NewKey? Made, ProblemError? Fault)> Create(
        string projectId, string name, KeyKind kind, DateTimeOffset? expiresAt, Actor by, bool managesProjects = false, CancellationToken ct = default)
    {
        name = name.Trim();
        if (ProjectRules.NameFault(name) is { } fault)
            return (null, new ProblemError("name", "invalid_name", fault));
        if (expiresAt <= clock.GetUtcNow())
            return (null, new ProblemError("expires_at", "in_the_past", "A key cannot expire in the past."));

        var made = New(projectId, name, kind, KeyText.New(kind), expiresAt, managesProjects && kind == KeyKind.Secret);
        await using var registry = await registries.CreateDbContextAsync(ct);
        registry.Keys.Add(made.Key);
        registry.Audit.Add(by.Did(AuditAction.KeyCreated, clock, projectId, Described(made.Key)));
        await registry.SaveChangesAsync(ct);
        keys.Put(made.Key);
        return (made, null);
    }

    /// <summary>Ends a key at once. False when the project has no such key, or it was revoked before.</summary>
    public async Task<bool> Revoke(string projectId, Guid keyId, Actor by, CancellationToken ct = default)
    {
        await using var registry = await registries.CreateDbContextAsync(ct);
        if (await registry.Keys.SingleOrDefaultAsync(k => k.Id == keyId && k.ProjectId == projectId && k.RevokedAt == null, ct) is not { } key)
            return false;
        key.RevokedAt = clock.GetUtcNow();
        key.LastUsedAt = keys.Find(keyId)?.LastUsedAt ?? key.LastUsedAt;
        registry.Audit.Add(by.Did(AuditAction.KeyRevoked, clock, projectId, Described(key)));
        await registry.SaveChangesAsync(ct);
        keys.Remove(key);
        return true;
    }

    /// <summary>A key that the caller saves together with the project it opens.</summary>
    internal NewKey New(string projectId, string name, KeyKind kind, string text, DateTimeOffset? expiresAt = null, bool managesProjects = false)
    {
        var now = clock.GetUtcNow();
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(now),
            ProjectId = projectId,
            Name = name,
            Kind = kind,
            Prefix = KeyText.Shown(text),
            Hash = KeyText.Hash(text),
            CreatedAt = now,
            ExpiresAt = expiresAt,
            ManagesProjects = managesProjects,
        };
        return new NewKey(key, text);
    }

    internal static string Described(ApiKey key) => $"{key.Name} ({key.Prefix}…)";
}
