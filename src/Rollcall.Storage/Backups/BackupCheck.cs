using Rollcall.Storage.Examination;

namespace Rollcall.Storage.Backups;

/// <summary>Finds out whether a backup can be restored, without writing anything.</summary>
public static class BackupCheck
{
    /// <summary>Compares every checksum, opens everything, and compares what is there with what the manifest says.</summary>
    /// <exception cref="BackupException">It is no backup.</exception>
    public static async Task<BackupManifest> Check(string folder, TimeProvider clock, Action<Finding> found, CancellationToken ct)
    {
        var manifest = BackupManifest.Read(folder);
        foreach (var file in manifest.Files)
            await Check(folder, file, found, ct);
        var expected = manifest.Files.Select(file => file.Path).Append(BackupManifest.FileName).ToHashSet(StringComparer.Ordinal);
        foreach (var other in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Where(path => !expected.Contains(path)))
            found(new(other, "The file is not part of the backup."));
        var examined = FolderExamination.Examine(folder, clock, found).ToDictionary(project => project.Id, StringComparer.Ordinal);
        foreach (var project in manifest.Projects)
        {
            if (!examined.TryGetValue(project.Id, out var there))
                found(new($"project {project.Name} ({project.Id})", "It cannot be read."));
            else if ((there.Sequence, there.Interactions) != (project.Sequence, project.Interactions))
                found(new($"project {project.Name} ({project.Id})", $"It holds {there.Interactions} interactions through {there.Sequence}; the manifest says {project.Interactions} through {project.Sequence}."));
        }

        return manifest;
    }

    private static async Task Check(string folder, CopiedFile file, Action<Finding> found, CancellationToken ct)
    {
        var path = Path.Combine(folder, file.Path);
        if (!File.Exists(path))
            found(new(file.Path, "The file is missing."));
        else if (new FileInfo(path).Length is var length && length != file.Bytes)
            found(new(file.Path, $"The file has {length} bytes and should have {file.Bytes}."));
        else if (await FileCopy.Hash(path, ct) != file.Sha256)
            found(new(file.Path, "The file is not what was copied: its checksum differs."));
    }
}
