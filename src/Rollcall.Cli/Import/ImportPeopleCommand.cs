using System.CommandLine;
using System.Text.Json;
using System.Text.Unicode;
using Rollcall.Cli.Server;
using Rollcall.Cli.Tables;

namespace Rollcall.Cli.Import;

/// <summary><c>rollcall import people FILE</c></summary>
internal static class ImportPeopleCommand
{
    private const string Help = """
        Put people on the list of those who may use the agent, or update them.

        The file has one JSON object a line, or is a table with columns of the same names: CSV or Parquet, as rollcall export writes them.
        A line has end_user, and any of active_from, active_to (or access, a list of from and to), tags and tags_from. What a line leaves out
        stays as it is. Several lines about one person are applied in their order. Rejected lines are named on standard error with their
        number; the others are taken. Standard output gets one line of JSON with the counts.

        Example: {"end_user": "mira.holt@acme.example", "active_from": "2026-01-12", "active_to": null, "tags": {"department": "Sales"}}

        """;

    public static Command Create(Surroundings around)
    {
        var command = new Command("people", Help + ExitCode.Help);
        var file = ImportFile.AddTo(command, around);
        var to = ServerOptions.AddTo(command, around);
        command.SetAction(async (parsed, ct) =>
        {
            var console = parsed.InvocationConfiguration;
            var lines = file.Lines(parsed, Columns.People, ct);
            using var server = to.Connect(parsed);
            return await Import(lines, new Rejections(file.Name(parsed), console.Error), server, new Progress(around.Time, console.Error), console.Output, ct);
        });
        return command;
    }

    private static async Task<int> Import(
        IAsyncEnumerable<ImportLine> lines, Rejections rejections, RollcallServer server, Progress progress, TextWriter output, CancellationToken ct)
    {
        var people = new PeopleSender(server, rejections);
        await foreach (var line in lines.WithCancellation(ct))
        {
            if (!ImportFile.IsSound(line, rejections))
                continue;
            var (endUser, fault) = EndUserOf(line.Json);
            if (endUser is null)
                rejections.Add(line.Number, "invalid_line", fault);
            else
                await people.Add(endUser, line.Number, line.Json, ct);
            progress.At(people.Sent);
        }

        await people.Flush(ct);
        await output.WriteLineAsync(
            $$"""{"inserted":{{people.Inserted}},"updated":{{people.Updated}},"unchanged":{{people.Unchanged}},"rejected":{{rejections.Count}}}""");
        return rejections.Code;
    }

    // One line that is no JSON would spoil the request for all the others, so these faults are found here.
    private static (string? EndUser, string? Fault) EndUserOf(byte[] line)
    {
        if (!Utf8.IsValid(line))
            return (null, "The line is not UTF-8.");
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return (null, "The line is no JSON object.");
            return json.RootElement.TryGetProperty("end_user", out var endUser) && endUser.ValueKind == JsonValueKind.String
                ? (endUser.GetString(), null)
                : (null, "'end_user' is missing or no text.");
        }
        catch (JsonException broken)
        {
            return (null, $"The line is no JSON (byte {broken.BytePositionInLine + 1}).");
        }
        catch (InvalidOperationException)
        {
            return (null, "'end_user' has half a character (a lone surrogate).");
        }
    }
}
