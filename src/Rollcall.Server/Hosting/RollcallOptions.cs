using System.Net;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Hosting;

/// <summary>The settings of an instance, from the environment. Made only by <see cref="RollcallOptionsReader"/>, so every value is valid.</summary>
public sealed record RollcallOptions
{
    /// <summary><c>ROLLCALL_URLS</c>: addresses to listen on, separated by semicolons.</summary>
    public required string Urls { get; init; }

    /// <summary><c>ROLLCALL_DATA</c>: folder of the embedded stores, as a full path.</summary>
    public required string Data { get; init; }

    /// <summary><c>ROLLCALL_MEMORY</c>: budget for caches and engines, in bytes. At least 64 MiB; default half of the machine's.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>The project to make on an empty instance; null: none.</summary>
    public BootstrapProject? Project { get; init; }

    /// <summary>The first administrator; null: a one-time token in the log opens <c>/setup</c>.</summary>
    public BootstrapAdmin? Admin { get; init; }

    /// <summary><c>ROLLCALL_PATH_BASE</c>: prefix under which a reverse proxy serves the instance, such as <c>/rollcall</c>; empty: none.</summary>
    public required string PathBase { get; init; }

    /// <summary><c>ROLLCALL_TRUSTED_PROXIES</c>: whose word about the caller's address and scheme is believed.</summary>
    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }
}

/// <param name="Name"><c>ROLLCALL_BOOTSTRAP_PROJECT</c>.</param>
/// <param name="Key"><c>ROLLCALL_BOOTSTRAP_KEY</c>: the secret key; null: a random one, printed once.</param>
/// <param name="TimeZone"><c>ROLLCALL_BOOTSTRAP_TIME_ZONE</c>.</param>
/// <param name="WeekStart"><c>ROLLCALL_BOOTSTRAP_WEEK_START</c>.</param>
public sealed record BootstrapProject(string Name, string? Key, string TimeZone, WeekStart WeekStart)
{
    // The compiler's version would print the key into whatever log the record ends up in.
    public override string ToString() => $"BootstrapProject {{ Name = {Name} }}";
}

/// <param name="Email"><c>ROLLCALL_ADMIN_EMAIL</c>.</param>
/// <param name="Password"><c>ROLLCALL_ADMIN_PASSWORD</c>.</param>
public sealed record BootstrapAdmin(string Email, string Password)
{
    public override string ToString() => $"BootstrapAdmin {{ Email = {Email} }}";
}
