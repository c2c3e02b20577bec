using Microsoft.Data.Sqlite;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Storage.Backups;

/// <summary>
/// Copies a data folder while a server works on it, or while none does. A project's months come to rest first, then its database is copied as of one
/// moment, then its months, which hold at least what the database says of them and nothing later than it knows: so each interaction is counted once.
/// Meanwhile the server goes on taking interactions, into the journal, and answers questions.
/// </summary>
public sealed class BackupCopy
{
    // A checkpoint of a month ends within seconds, on a slow disk in some tens of them.
    private static readonly TimeSpan MonthsWait = TimeSpan.FromMinutes(2);

    private readonly DataLayout _source;
    private readonly DataLayout _target;
    private readonly Action<string> _progress;
    private readonly List<CopiedFile> _files = [];
    private readonly List<CopiedProject> _projects = [];

    private BackupCopy(DataLayout source, DataLayout target, Action<string> progress) => (_source, _target, _progress) = (source, target, progress);

    /// <summary>Makes a backup in a folder that is empty or not there. If it fails nothing stays in it.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="clock">Tells the time that stands in the manifest.</param>
    /// <param name="progress">Is told what was copied, in words.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="BackupException">There is no data folder, or the folder for the backup has something in it.</exception>
    /// <exception cref="StoreInUseException">Another backup is being made.</exception>
    public static async Task<BackupManifest> Create(string data, string folder, TimeProvider clock, Action<string> progress, CancellationToken ct)
    {
        var (source, target) = (new DataLayout(Path.GetFullPath(data)), new DataLayout(Path.GetFullPath(folder)));
        if (!File.Exists(source.RegistryFile))
            throw new BackupException($"'{source.Root}' is no data folder: it has no registry.db.");
        if ((target.Root + Path.DirectorySeparatorChar).StartsWith(source.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new BackupException("A backup within the data folder would be lost together with it.");
        EmptyFolder.Require(target.Root);
        var manifest = new BackupManifest(BackupManifest.CurrentFormat, clock.GetUtcNow(), [], []);
        try
        {
            var copy = new BackupCopy(source, target, progress);
            await copy.Copy(ct);
            manifest = manifest with { Projects = copy._projects, Files = copy._files };
            manifest.Write(target.Root);
            return manifest;
        }
        catch
        {
            EmptyFolder.Clear(target.Root);
            throw;
        }
    }

    private async Task Copy(CancellationToken ct)
    {
        DirectorySync.CreateDirectory(_target.Root);
        FileCopy.CreateFolder(_target.Projects);
        _files.Add(await FileCopy.Copy(_source.FormatFile, _target.Root, "format", ct));
        var listed = SqliteCopy.Copy(_source.RegistryFile, _target.RegistryFile, RegistryRead.Projects, ct);
        _files.Add(await FileCopy.Keep(_target.Root, "registry.db", ct));
        if (Directory.Exists(_source.ProtectionKeys))
        {
            foreach (var file in Directory.EnumerateFiles(_source.ProtectionKeys, "*.xml").Order(StringComparer.Ordinal))
                _files.Add(await FileCopy.Copy(file, _target.Root, $"protection/{Path.GetFileName(file)}", ct));
        }

        _progress($"registry: {listed.Count} projects");
        foreach (var project in listed)
            await Copy(project, ct);
        foreach (var folder in Directory.EnumerateDirectories(_target.Root, "*", SearchOption.AllDirectories).Append(_target.Root))
            DirectorySync.Sync(folder);
    }

    private async Task Copy(RegisteredProject project, CancellationToken ct)
    {
        var (from, to) = (_source.Project(project.Id), _target.Project(project.Id));
        // A project has no store until it is used.
        if (!File.Exists(ProjectFile.PathIn(from)))
        {
            _projects.Add(new(project.Id, project.Name, 0, 0));
            return;
        }

        FileCopy.CreateFolder(to);
        var months = new MonthFolder(from);
        using var rest = await months.Gate.Close(MonthsWait, ct);
        var (sequence, interactions) = SqliteCopy.Copy(ProjectFile.PathIn(from), ProjectFile.PathIn(to), Ends, ct);
        _files.Add(await FileCopy.Keep(_target.Root, $"projects/{project.Id}/project.db", ct));
        foreach (var month in months.All)
        {
            // The file before its log: what is added to the log meanwhile is cut off where it is not whole.
            foreach (var file in (string[])[months.FileOf(month), months.LogOf(month)])
            {
                if (File.Exists(file))
                    _files.Add(await FileCopy.Copy(file, _target.Root, $"projects/{project.Id}/months/{Path.GetFileName(file)}", ct));
            }
        }

        _projects.Add(new(project.Id, project.Name, sequence, interactions));
        _progress($"project {project.Name} ({project.Id}): {interactions} interactions through {sequence}, {months.All.Count()} months");
    }

    private static (long Sequence, long Interactions) Ends(SqliteConnection connection)
    {
        ProjectFile.RequireCurrent(connection);
        return (ProjectFile.LastSeq(connection), StatisticsRead.Read(connection).Interactions);
    }
}
