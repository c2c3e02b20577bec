using System.Globalization;
using System.Text;

namespace Rollcall.Server.Hosting;

/// <summary>
/// <c>ROLLCALL_DATA</c>, held by this process alone until disposed. Its layout has a version of its own (the file <c>format</c>): a newer
/// one is refused, because guessing at it could destroy it.
/// </summary>
public sealed class DataFolder : IDisposable
{
    // On disk, never renumber.
    private const int Format = 1;

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held) => (Root, _lock) = (path, held);

    public string Root { get; }

    public string RegistryFile => Path.Combine(Root, "registry.db");

    /// <summary>One folder per project, named by its id.</summary>
    public string Projects => Path.Combine(Root, "projects");

    /// <summary>Keys that protect sessions and forms; without them everyone is signed out.</summary>
    public string ProtectionKeys => Path.Combine(Root, "protection");

    /// <summary>Emptied at every start: engines spill text of users here.</summary>
    public string Temporary => Path.Combine(Root, "tmp");

    /// <exception cref="StartRefusedException">Another server holds the folder, its format is newer, or it cannot be written.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            CreatePrivate(path);
            var folder = new DataFolder(path, Lock(path));
            try
            {
                folder.CheckFormat();
                folder.Prepare();
                return folder;
            }
            catch
            {
                folder.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new StartRefusedException($"The data folder {path} cannot be used: {e.Message}", e);
        }
    }

    // The file stays: deleting it would let a third server lock another file of the same name.
    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string path)
    {
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new StartRefusedException($"Another Rollcall server uses the data folder {path}. Stop it first, or set ROLLCALL_DATA to another folder.", e);
        }

        held.SetLength(0);
        held.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        held.Flush();
        return held;
    }

    private void CheckFormat()
    {
        var file = Path.Combine(Root, "format");
        if (!File.Exists(file))
        {
            using var stream = new FileStream(file, FileMode.CreateNew);
            stream.Write(Encoding.ASCII.GetBytes($"{Format}\n"));
            stream.Flush(flushToDisk: true);
            return;
        }

        var text = File.ReadAllText(file).Trim();
        // A power cut while the file was made leaves it empty; nothing else can be in the folder then.
        if (text is "" && !File.Exists(RegistryFile))
        {
            File.WriteAllText(file, $"{Format}\n");
            return;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var format) || format > Format)
            throw new StartRefusedException($"The data folder {Root} has format '{text}', written by a newer version of Rollcall; this one knows {Format}.");
    }

    private void Prepare()
    {
        if (Directory.Exists(Temporary))
            Directory.Delete(Temporary, recursive: true);
        CreatePrivate(Temporary);
        CreatePrivate(Projects);
        CreatePrivate(ProtectionKeys);
    }

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
