using System.CommandLine;
using Rollcall.Cli.Server;
using Rollcall.Cli.Tables;

namespace Rollcall.Cli.Export;

/// <summary><c>rollcall export interactions</c> and <c>rollcall export people</c></summary>
internal static class ExportCommand
{
    private const string InteractionsHelp = """
        Write all interactions, the newest month first, to standard output or a file, as rollcall import interactions takes them: one JSON object a line, CSV
        or Parquet.

        What was sent is in it whole, but for what the server masks or hides; the time of receipt is not. A file from import to export and back stays the same.
        It has its name only once it is whole.

        Example: rollcall export interactions --from 2026-01-01 --out interactions.parquet

        """;

    private const string PeopleHelp = """
        Write everybody on the list with all access and tags to standard output or a file, as rollcall import people takes them: one JSON object a line,
        CSV or Parquet.

        Somebody whose tags changed has several lines. Who left the list is not in it.

        Example: rollcall export people --out people.csv

        """;

    public static Command Create(Surroundings around) => new("export", "Get what a project holds from a server.")
    {
        Interactions(around),
        People(around),
    };

    private static Command Interactions(Surroundings around)
    {
        var from = new Option<DateOnly?>("--from") { Description = "First local day" };
        var to = new Option<DateOnly?>("--to") { Description = "First local day that is not looked at any more" };
        var command = new Command("interactions", InteractionsHelp + ExitCode.Help) { from, to };
        var file = ExportFile.AddTo(command, around);
        var server = ServerOptions.AddTo(command, around);
        command.SetAction(async (parsed, ct) =>
        {
            using var connected = server.Connect(parsed);
            var days = string.Concat(Day("from", parsed.GetValue(from)), Day("to", parsed.GetValue(to)));
            return await file.Write(parsed, connected, $"api/v1/interactions/export?{days}", Columns.Interactions, ct);
        });
        return command;
    }

    private static Command People(Surroundings around)
    {
        var command = new Command("people", PeopleHelp + ExitCode.Help);
        var file = ExportFile.AddTo(command, around);
        var server = ServerOptions.AddTo(command, around);
        command.SetAction(async (parsed, ct) =>
        {
            using var connected = server.Connect(parsed);
            return await file.Write(parsed, connected, "api/v1/eligible-users/export?", Columns.People, ct);
        });
        return command;
    }

    private static string Day(string name, DateOnly? day) => day is { } local ? $"&{name}={local:yyyy-MM-dd}" : "";
}
