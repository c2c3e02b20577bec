using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Backups;

/// <summary>Makes a data folder of a backup.</summary>
public static class BackupRestore
{
    /// <summary>Copies a backup into a folder that is empty or not there, and compares every checksum. If it fails nothing stays in it.</summary>
    /// <exception cref="BackupException">It is no backup, it is damaged, or the folder has something in it.</exception>
    public static async Task<BackupManifest> Restore(string backup, string folder, Action<string> progress, CancellationToken ct)
    {
        var manifest = BackupManifest.Read(backup);
        var target = new DataLayout(Path.GetFullPath(folder));
        EmptyFolder.Require(target.Root);
        try
        {
            DirectorySync.CreateDirectory(target.Root);
            // No server starts on the folder before all is there, not even after a power cut.
            Say(target, DataLayout.Restoring);
            DirectorySync.Sync(target.Root);
            foreach (var file in manifest.Files.Where(file => file.Path != "format"))
                Require(file, await FileCopy.Copy(Path.Combine(backup, file.Path), target.Root, file.Path, ct));
            foreach (var inside in Directory.EnumerateDirectories(target.Root, "*", SearchOption.AllDirectories).Append(target.Root))
                DirectorySync.Sync(inside);
            Say(target, $"{DataLayout.Format}\n");
            foreach (var project in manifest.Projects)
                progress($"project {project.Name} ({project.Id}): {project.Interactions} interactions through {project.Sequence}");
            return manifest;
        }
        catch (Exception failure)
        {
            EmptyFolder.Clear(target.Root);
            if (failure is FileNotFoundException or DirectoryNotFoundException)
                throw new BackupException($"The backup is damaged: {failure.Message}", failure);
            throw;
        }
    }

    private static void Require(CopiedFile expected, CopiedFile copied)
    {
        if (expected != copied)
            throw new BackupException($"The backup is damaged: {expected.Path} is not what was copied into it.");
    }

    private static void Say(DataLayout target, string format)
    {
        using var file = new FileStream(target.FormatFile, FileCopy.Private(FileMode.Create, FileAccess.Write));
        file.Write(System.Text.Encoding.ASCII.GetBytes(format));
        file.Flush(flushToDisk: true);
    }
}
