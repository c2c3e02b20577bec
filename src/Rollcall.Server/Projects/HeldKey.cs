using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>A valid key and when it was last used. The time is noted here and written to the registry once a minute: a write per request would cost more than the request.</summary>
public sealed class HeldKey
{
    private long _lastUsed;      // UTC ticks; 0: never
    private long _lastWritten;

    internal HeldKey(ApiKey key)
    {
        (Id, ProjectId, Name, Kind, ManagesProjects) = (key.Id, key.ProjectId, key.Name, key.Kind, key.ManagesProjects);
        (Prefix, Hash, ExpiresAt) = (key.Prefix, key.Hash, key.ExpiresAt);
        _lastUsed = _lastWritten = key.LastUsedAt?.UtcTicks ?? 0;
    }

    public Guid Id { get; }

    public string ProjectId { get; }

    public string Name { get; }

    public KeyKind Kind { get; }

    /// <summary>Whether it may make projects and revoke keys of its own project.</summary>
    public bool ManagesProjects { get; }

    /// <summary>The first characters, which name the key in the audit log.</summary>
    public string Prefix { get; }

    public DateTimeOffset? ExpiresAt { get; }

    public DateTimeOffset? LastUsedAt => Interlocked.Read(ref _lastUsed) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    internal byte[] Hash { get; }

    internal bool IsUnwritten => Interlocked.Read(ref _lastUsed) != Interlocked.Read(ref _lastWritten);

    internal void Used(DateTimeOffset now) => Interlocked.Exchange(ref _lastUsed, now.UtcTicks);

    internal void Written(DateTimeOffset at) => Interlocked.Exchange(ref _lastWritten, at.UtcTicks);
}
