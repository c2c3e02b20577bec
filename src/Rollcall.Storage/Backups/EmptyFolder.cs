namespace Rollcall.Storage.Backups;

/// <summary>A folder into which something is to be written that must not mix with what is there.</summary>
internal static class EmptyFolder
{
    /// <exception cref="BackupException">Something is in it, or it is a file.</exception>
    public static void Require(string folder)
    {
        if (File.Exists(folder))
            throw new BackupException($"'{folder}' is a file.");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new BackupException($"'{folder}' is not empty. Name a folder that is empty or not there yet.");
    }

    /// <summary>Empties it again, after a failure.</summary>
    public static void Clear(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var inside in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (inside is DirectoryInfo inner)
                inner.Delete(recursive: true);
            else
                inside.Delete();
        }
    }
}
