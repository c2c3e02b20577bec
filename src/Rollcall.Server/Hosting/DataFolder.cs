using System.Globalization;
using System.Text;
using Rollcall.Storage;

namespace Rollcall.Server.Hosting;

/// <summary>
/// <c>ROLLCALL_DATA</c>, held by this process alone until disposed. Its layout has a version of its own (the file <c>format</c>): a newer
/// one is refused, because guessing at it could destroy it.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;
    private readonly DataLayout _layout;

    private DataFolder(DataLayout layout, FileStream held) => (_layout, _lock) = (layout, held);

    public string Root => _layout.Root;

    public string RegistryFile => _layout.RegistryFile;

    /// <inheritdoc cref="DataLayout.Projects"/>
    public string Projects => _layout.Projects;

    /// <inheritdoc cref="DataLayout.ProtectionKeys"/>
    public string ProtectionKeys => _layout.ProtectionKeys;

    /// <inheritdoc cref="DataLayout.Temporary"/>
    public string Temporary => _layout.Temporary;

    /// <exception cref="StartRefusedException">Another server holds the folder, its format is newer, or it cannot be written.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            CreatePrivate(path);
            var folder = new DataFolder(new DataLayout(path), Lock(new DataLayout(path)));
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

    private static FileStream Lock(DataLayout layout)
    {
        FileStream held;
        try
        {
            held = new FileStream(layout.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new StartRefusedException($"Another Rollcall server uses the data folder {layout.Root}. Stop it first, or set ROLLCALL_DATA to another folder.", e);
        }

        held.SetLength(0);
        held.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        held.Flush();
        return held;
    }

    private void CheckFormat()
    {
        var file = _layout.FormatFile;
        if (!File.Exists(file))
        {
            using var stream = new FileStream(file, FileMode.CreateNew);
            stream.Write(Encoding.ASCII.GetBytes($"{DataLayout.Format}\n"));
            stream.Flush(flushToDisk: true);
            return;
        }

        var text = File.ReadAllText(file).Trim();
        // A power cut while the file was made leaves it empty; nothing else can be in the folder then.
        if (text is "" && !File.Exists(RegistryFile))
        {
            File.WriteAllText(file, $"{DataLayout.Format}\n");
            return;
        }

        if (text is DataLayout.Restoring)
            throw new StartRefusedException($"A backup was being restored into the data folder {Root}, which did not end. Empty the folder and restore it again.");
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var format) || format > DataLayout.Format)
            throw new StartRefusedException($"The data folder {Root} has format '{text}', written by a newer version of Rollcall; this one knows {DataLayout.Format}.");
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
