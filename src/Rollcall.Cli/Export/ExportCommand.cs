using System.CommandLine;
using Rollcall.Cli.Server;

namespace Rollcall.Cli.Export;

/// <summary><c>rollcall export interactions</c> and <c>rollcall export people</c></summary>
internal static class ExportCommand
{
    private const string InteractionsHelp = """
        Write all interactions, newest first, to standard output or a file: one JSON object a line, as rollcall import interactions takes them, or CSV.

        What was sent is in it whole, but for what the server masks or hides; the time of receipt is not. A file from import to export and back stays the same.

        Example: rollcall export interactions --from 2026-01-01 --out interactions.ndjson

        """;

    private const string PeopleHelp = """
        Write everybody on the list with all access and tags to standard output or a file, one JSON object a line, as rollcall import people takes them.

        Somebody whose tags changed has several lines. Who left the list is not in it.

        Example: rollcall export people --out people.ndjson

        """;

    public static Command Create(Surroundings around) => new("export", "Get what a project holds from a server.")
    {
        Interactions(around),
        People(around),
    };

    private static Command Interactions(Surroundings around)
    {
        var format = new Option<string>("--format") { Description = "ndjson or csv", DefaultValueFactory = _ => "ndjson" };
        format.AcceptOnlyFromAmong("ndjson", "csv");
        var from = new Option<DateOnly?>("--from") { Description = "First local day" };
        var to = new Option<DateOnly?>("--to") { Description = "First local day that is not looked at any more" };
        var command = new Command("interactions", InteractionsHelp + ExitCode.Help) { format, from, to };
        var file = ExportFile.AddTo(command);
        var server = ServerOptions.AddTo(command, around);
        command.SetAction(async (parsed, ct) =>
        {
            using var connected = server.Connect(parsed);
            var days = string.Concat(Day("from", parsed.GetValue(from)), Day("to", parsed.GetValue(to)));
            return await ExportFile.Write(parsed.GetValue(file), connected, $"api/v1/interactions/export?format={parsed.GetValue(format)}{days}", parsed.InvocationConfiguration, ct);
        });
        return command;
    }

    private static Command People(Surroundings around)
    {
        var command = new Command("people", PeopleHelp + ExitCode.Help);
        var file = ExportFile.AddTo(command);
        var server = ServerOptions.AddTo(command, around);
        command.SetAction(async (parsed, ct) =>
        {
            using var connected = server.Connect(parsed);
            return await ExportFile.Write(parsed.GetValue(file), connected, "api/v1/eligible-users/export", parsed.InvocationConfiguration, ct);
        });
        return command;
    }

    private static string Day(string name, DateOnly? day) => day is { } local ? $"&{name}={local:yyyy-MM-dd}" : "";
}
