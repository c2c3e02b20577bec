using System.Security.Cryptography;

namespace Rollcall.Storage.Backups;

/// <summary>Copies files so that they are on disk, private, and known by their checksum.</summary>
internal static class FileCopy
{
    private const int Block = 1 << 20;

    /// <summary>Copies a file that nobody rewrites meanwhile; one that grows is copied up to some point.</summary>
    public static async Task<CopiedFile> Copy(string from, string toFolder, string path, CancellationToken ct)
    {
        var to = Path.Combine(toFolder, path);
        CreateFolder(Path.GetDirectoryName(to)!);
        // Others may have the file open for writing, and locks of their own on it.
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.SequentialScan);
        await using var target = new FileStream(to, Private(FileMode.CreateNew, FileAccess.Write));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[Block];
        for (int read; (read = await source.ReadAsync(block, ct)) > 0;)
        {
            hash.AppendData(block, 0, read);
            await target.WriteAsync(block.AsMemory(0, read), ct);
        }

        target.Flush(flushToDisk: true);
        return new(path, target.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Makes a file durable that somebody else wrote, and reads its checksum.</summary>
    public static async Task<CopiedFile> Keep(string folder, string path, CancellationToken ct)
    {
        await using var file = new FileStream(Path.Combine(folder, path), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 0, FileOptions.SequentialScan);
        file.Flush(flushToDisk: true);
        return new(path, file.Length, await Hash(file, ct));
    }

    public static async Task<string> Hash(string file, CancellationToken ct)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        return await Hash(stream, ct);
    }

    /// <summary>A folder that its owner alone may look into.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public static FileStreamOptions Private(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static async Task<string> Hash(FileStream stream, CancellationToken ct) => Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct));
}
