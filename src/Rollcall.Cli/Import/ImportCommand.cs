using System.CommandLine;
using Rollcall.Cli.Import.Nebuly;

namespace Rollcall.Cli.Import;

/// <summary><c>rollcall import</c></summary>
internal static class ImportCommand
{
    public static Command Create(Surroundings around) => new("import", "Send a file, or what another server holds, to a server.")
    {
        ImportPeopleCommand.Create(around),
        ImportInteractionsCommand.Create(around),
        ImportNebulyCommand.Create(around),
    };

    public static Argument<string> FileArgument() => new("FILE") { Description = "The file; - for standard input." };
}
