using System.Text.Json;
using System.Text.Json.Serialization;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Backups;

/// <summary>What a backup holds: <c>manifest.json</c>, written last, so that a folder without one is no backup.</summary>
/// <param name="Format">Version of this file and of the layout beside it. On disk, never renumber.</param>
/// <param name="CreatedAt">When the backup began.</param>
/// <param name="Projects">As of which interaction each project was copied.</param>
/// <param name="Files">Every other file, in the order in which they were copied.</param>
public sealed record BackupManifest(int Format, DateTimeOffset CreatedAt, IReadOnlyList<CopiedProject> Projects, IReadOnlyList<CopiedFile> Files)
{
    public const int CurrentFormat = 1;

    public const string FileName = "manifest.json";

    /// <exception cref="BackupException">There is none, it cannot be read, or a newer version wrote it.</exception>
    public static BackupManifest Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
            throw new BackupException($"'{folder}' is no backup: it has no {FileName}, which is written last.");
        BackupManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(File.ReadAllBytes(file), BackupJson.Default.BackupManifest);
        }
        catch (JsonException broken)
        {
            throw new BackupException($"'{file}' is damaged: {broken.Message}", broken);
        }

        if (manifest is null or { Format: < 1 } or { Projects: null } or { Files: null })
            throw new BackupException($"'{file}' is damaged: something is missing in it.");
        if (manifest.Format > CurrentFormat)
            throw new BackupException($"'{folder}' has format {manifest.Format}; this version of Rollcall reads up to {CurrentFormat}. Use the newer version.");
        if (manifest.Files.FirstOrDefault(copied => !IsWithin(copied.Path)) is { } outside)
            throw new BackupException($"'{file}' is damaged: it names the file '{outside.Path}'.");
        return manifest;
    }

    internal void Write(string folder)
    {
        using (var stream = new FileStream(Path.Combine(folder, FileName), FileMode.CreateNew))
        {
            JsonSerializer.Serialize(stream, this, BackupJson.Default.BackupManifest);
            stream.Flush(flushToDisk: true);
        }

        DirectorySync.Sync(folder);
    }

    private static bool IsWithin(string? path) =>
        path is { Length: > 0 } && !Path.IsPathRooted(path) && path.Split('/', '\\').All(part => part is not ("" or "." or ".."));
}

/// <param name="Id">Of the project, and the name of its folder.</param>
/// <param name="Name">As its members know it.</param>
/// <param name="Sequence">The newest interaction that the copy holds: all that were acknowledged up to it, and no later one. 0 without any.</param>
/// <param name="Interactions">How many it holds.</param>
public sealed record CopiedProject(string Id, string Name, long Sequence, long Interactions);

/// <param name="Path">Relative to the backup, with slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its content, in hexadecimal digits.</param>
public sealed record CopiedFile(string Path, long Bytes, string Sha256);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
