using System.CommandLine;
using System.Text.Json;
using System.Text.Unicode;
using Rollcall.Cli.Server;

namespace Rollcall.Cli.Import;

/// <summary><c>rollcall import people FILE</c></summary>
internal static class ImportPeopleCommand
{
    private const string Help = """
        Put people on the list of those who may use the agent, or update them.

        A line has end_user, and any of active_from, active_to (or access, a list of from and to), tags and tags_from. What a line leaves out
        stays as it is. Several lines about one person are applied in their order. Rejected lines are named on standard error with their
        number; the others are taken. Standard output gets one line of JSON with the counts.

        Example: {"end_user": "mira.holt@acme.example", "active_from": "2026-01-12", "active_to": null, "tags": {"department": "Sales"}}

        """;

    public static Command Create(Surroundings around)
    {
        var file = ImportCommand.FileArgument();
        var command = new Command("people", Help + ExitCode.Help) { file };
        var to = ServerOptions.AddTo(command, around);
        command.SetAction(async (parsed, ct) =>
        {
            await using var stream = NdjsonFile.Open(parsed.GetRequiredValue(file), around);
            using var server = to.Connect(parsed);
            return await Import(stream, parsed.GetRequiredValue(file), server, parsed.InvocationConfiguration, ct);
        });
        return command;
    }

    private static async Task<int> Import(Stream file, string name, RollcallServer server, InvocationConfiguration console, CancellationToken ct)
    {
        var rejections = new Rejections(name, console.Error);
        var people = new PeopleSender(server, rejections);
        await foreach (var line in NdjsonFile.Lines(file, ct))
        {
            var (endUser, fault) = EndUserOf(line.Bytes);
            if (endUser is null)
                rejections.Add(line.Number, "invalid_line", fault);
            else
                await people.Add(endUser, line.Number, line.Bytes, ct);
        }

        await people.Flush(ct);
        await console.Output.WriteLineAsync(
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
