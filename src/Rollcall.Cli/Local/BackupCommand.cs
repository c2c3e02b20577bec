using System.CommandLine;
using Rollcall.Storage.Backups;

namespace Rollcall.Cli.Local;

/// <summary><c>rollcall backup DIR</c></summary>
internal static class BackupCommand
{
    private const string Help = """
        Copy the data folder into DIR, while the server runs or while it does not. Run it on the server's machine, as the server's user.

        DIR must be empty or not there yet, and gets a manifest with checksums. The copy of a project holds every interaction that was acknowledged up to
        the sequence named in the manifest, and none that came later. DIR holds everything, keys of sessions included: keep it as safe as the data folder.

        Example: rollcall backup /backups/2026-11-18 --data /var/lib/rollcall

        """;

    public static Command Create(Surroundings around)
    {
        var folder = new Argument<string>("DIR") { Description = "Where to." };
        var data = DataOption.Create();
        var command = new Command("backup", Help + ExitCode.Help) { folder, data };
        command.SetAction(async (parsed, ct) =>
        {
            var console = parsed.InvocationConfiguration;
            var to = parsed.GetRequiredValue(folder);
            var manifest = await BackupCopy.Create(DataOption.Folder(parsed.GetValue(data), around), to, around.Time, console.Error.WriteLine, ct);
            await console.Output.WriteLineAsync($"{manifest.Files.Count + 1} files, {manifest.Files.Sum(file => file.Bytes):N0} bytes in {to}");
            return ExitCode.Done;
        });
        return command;
    }
}
