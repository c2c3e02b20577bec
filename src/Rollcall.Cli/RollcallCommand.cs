using System.CommandLine;
using System.Data.Common;
using Rollcall.Cli.Demo;
using Rollcall.Cli.Export;
using Rollcall.Cli.Import;
using Rollcall.Cli.Local;
using Rollcall.Cli.Server;
using Rollcall.Storage;
using Rollcall.Storage.Backups;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Cli;

/// <summary><c>rollcall</c>: data goes to standard output, words for people to standard error.</summary>
internal static class RollcallCommand
{
    public static RootCommand Create(Surroundings around) => new($"Adoption of an AI agent: who of the people who could use it does.\n{ExitCode.Help}")
    {
        DemoCommand.Create(around),
        ImportCommand.Create(around),
        ExportCommand.Create(around),
        BackupCommand.Create(around),
        RestoreCommand.Create(around),
        DoctorCommand.Create(around),
    };

    /// <summary>Parses and runs. The one place that turns what went wrong into an exit code and a sentence.</summary>
    public static async Task<int> Run(string[] args, Surroundings around, TextWriter output, TextWriter error)
    {
        var parsed = Create(around).Parse(args);
        // Interrupted on a busy machine, it needs a moment to take away the file that it was writing.
        var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) };
        try
        {
            var code = await parsed.InvokeAsync(configuration);
            return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
        }
        catch (UnreadableFileException unreadable)
        {
            await error.WriteLineAsync(unreadable.Message);
            return ExitCode.Usage;
        }
        catch (ServerException refused)
        {
            await error.WriteLineAsync(refused.Message);
            return ExitCode.Server;
        }
        catch (Exception refused) when (refused is BackupException or StoreInUseException or StoreFormatException or RegistryTooNewException)
        {
            await error.WriteLineAsync(refused.Message);
            return ExitCode.Usage;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or DbException)
        {
            await error.WriteLineAsync($"A file could not be read or written: {broken.Message}");
            return ExitCode.Files;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Interrupted. Run the command again.");
            return ExitCode.Interrupted;
        }
    }
}
