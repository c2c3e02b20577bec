using System.CommandLine;
using Rollcall.Storage.Backups;

namespace Rollcall.Cli.Local;

/// <summary><c>rollcall restore DIR</c></summary>
internal static class RestoreCommand
{
    private const string Help = """
        Make a data folder of a backup, or look whether that would work.

        With --to, every file is copied and its checksum compared; FOLDER must be empty or not there yet. Start a server on it with ROLLCALL_DATA=FOLDER.
        With --verify, nothing is written: checksums are compared, everything is opened and examined as by rollcall doctor.

        Example: rollcall restore /backups/2026-11-18 --to /var/lib/rollcall

        """;

    public static Command Create(Surroundings around)
    {
        var backup = new Argument<string>("DIR") { Description = "The backup." };
        var to = new Option<string?>("--to") { Description = "The data folder to make." };
        var verify = new Option<bool>("--verify") { Description = "Only look." };
        var command = new Command("restore", Help + ExitCode.Help) { backup, to, verify };
        command.Validators.Add(result =>
        {
            if (result.GetValue(to) is null == !result.GetValue(verify))
                result.AddError("Say either where to restore it (--to FOLDER) or that it is only to be looked at (--verify).");
        });
        command.SetAction(async (parsed, ct) =>
        {
            var console = parsed.InvocationConfiguration;
            var from = parsed.GetRequiredValue(backup);
            if (parsed.GetValue(to) is not { } folder)
            {
                var report = new ExaminationReport(console.Output);
                var manifest = await BackupCheck.Check(from, around.Time, report.Add, ct);
                return await report.Close(
                    $"made at {manifest.CreatedAt:u}, files {manifest.Files.Count}, projects {manifest.Projects.Count}, interactions {manifest.Projects.Sum(project => project.Interactions)}");
            }

            var restored = await BackupRestore.Restore(from, folder, console.Error.WriteLine, ct);
            await console.Output.WriteLineAsync($"{restored.Files.Count} files, {restored.Files.Sum(file => file.Bytes):N0} bytes in {folder}");
            return ExitCode.Done;
        });
        return command;
    }
}
