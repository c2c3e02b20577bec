using System.ComponentModel;
using System.Diagnostics;

namespace Rollcall.Testing;

/// <summary>A file system of a few megabytes in memory, mounted until disposed. Only where mounting is allowed.</summary>
public sealed class TinyDisk : IDisposable
{
    private TinyDisk(string path) => Path = path;

    public string Path { get; }

    public long FreeBytes => new DriveInfo(Path).AvailableFreeSpace;

    /// <summary>Mounts a disk on a new folder; null where that is not allowed.</summary>
    public static TinyDisk? TryMount(string folder, int megabytes)
    {
        Directory.CreateDirectory(folder);
        return OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "rollcall-test", folder) == 0 ? new(folder) : null;
    }

    /// <summary>Writes a file of that many bytes, or of as many as there is room for.</summary>
    public static void Fill(string path, long bytes)
    {
        using var file = new FileStream(path, FileMode.Create);
        var zeros = new byte[1 << 20];
        try
        {
            for (var left = bytes; left > 0; left -= zeros.Length)
                file.Write(zeros, 0, (int)Math.Min(left, zeros.Length));
            file.Flush();
        }
        catch (IOException)
        {
            // Full, as wanted.
        }
    }

    /// <summary>Lazily: a process that was killed may still hold files of it for a moment.</summary>
    public void Dispose()
    {
        if (Run("umount", "--lazy", Path) != 0)
            throw new InvalidOperationException($"'{Path}' could not be unmounted.");
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (Win32Exception)
        {
            return -1;   // there is no such program
        }
    }
}
