namespace Rollcall.Storage;

/// <summary>What lies where in a data folder, and in a backup of one. On disk, never rename.</summary>
/// <param name="Root">The folder.</param>
public sealed record DataLayout(string Root)
{
    /// <summary>The layout's version, as the file <see cref="FormatFile"/> says it. On disk, never renumber.</summary>
    public const int Format = 1;

    /// <summary>What <see cref="FormatFile"/> says while a backup is being restored into the folder: nobody may use it yet.</summary>
    public const string Restoring = "restoring";

    /// <summary>Held exclusively by the process that uses the folder.</summary>
    public string LockFile => Path.Combine(Root, "lock");

    public string FormatFile => Path.Combine(Root, "format");

    public string RegistryFile => Path.Combine(Root, "registry.db");

    /// <summary>One folder per project, named by its id.</summary>
    public string Projects => Path.Combine(Root, "projects");

    /// <summary>Keys that protect sessions and forms; without them everyone is signed out.</summary>
    public string ProtectionKeys => Path.Combine(Root, "protection");

    /// <summary>Emptied at every start: engines spill text of users here.</summary>
    public string Temporary => Path.Combine(Root, "tmp");

    public string Project(string id) => Path.Combine(Projects, id);
}
