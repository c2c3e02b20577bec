using System.CommandLine;
using Rollcall.Cli.Server;

namespace Rollcall.Cli.Import;

/// <summary><c>rollcall import interactions FILE</c></summary>
internal static class ImportInteractionsCommand
{
    private const string Help = """
        Send interactions. An interaction that is there already is a duplicate and counts once, so a file may be sent again.

        A line has end_user and time_start (with a zone), and any of id, time_end, conversation_id, model, agent, input, output,
        input_tokens, output_tokens, cost, error, tags, feedback, traces and context. Rejected lines are named on standard error with their number; the others are
        taken. Standard output gets one line of JSON with the counts.

        Example: {"end_user": "mira.holt@acme.example", "time_start": "2026-03-09T10:15:00+01:00", "agent": "assistant"}

        """;

    public static Command Create(Surroundings around)
    {
        var file = ImportCommand.FileArgument();
        var command = new Command("interactions", Help + ExitCode.Help) { file };
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
        using var interactions = new InteractionSender(server, rejections);
        await foreach (var line in NdjsonFile.Lines(file, ct))
        {
            if (await interactions.Add(line.Number, line.Bytes, ct))
                await console.Error.WriteLineAsync($"{interactions.Sent:N0} interactions sent");
        }

        await interactions.Flush(ct);
        await console.Output.WriteLineAsync(
            $$"""{"accepted":{{interactions.Accepted}},"duplicates":{{interactions.Duplicates}},"conflicts":{{interactions.Conflicts}},"rejected":{{rejections.Count}}}""");
        return rejections.Code;
    }
}
