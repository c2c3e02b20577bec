using System.CommandLine;
using Rollcall.Cli.Demo;
using Rollcall.Cli.Import;
using Rollcall.Cli.Server;

namespace Rollcall.Cli;

/// <summary><c>rollcall</c>: data goes to standard output, words for people to standard error.</summary>
internal static class RollcallCommand
{
    public static RootCommand Create(Surroundings around) => new($"Adoption of an AI agent: who of the people who could use it does.\n{ExitCode.Help}")
    {
        DemoCommand.Create(around),
        ImportCommand.Create(around),
    };

    /// <summary>Parses and runs. The one place that turns what went wrong into an exit code and a sentence.</summary>
    public static async Task<int> Run(string[] args, Surroundings around, TextWriter output, TextWriter error)
    {
        var parsed = Create(around).Parse(args);
        var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
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
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Interrupted. Run the command again to send the rest.");
            return ExitCode.Interrupted;
        }
    }
}
