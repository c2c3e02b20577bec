using System.CommandLine;
using Rollcall.Cli.Server;
using Rollcall.Cli.Tables;

namespace Rollcall.Cli.Import;

/// <summary><c>rollcall import interactions FILE</c></summary>
internal static class ImportInteractionsCommand
{
    private const string Help = """
        Send interactions. An interaction that is there already is a duplicate and counts once, so a file may be sent again.

        The file has one JSON object a line, or is a table with columns of the same names: CSV or Parquet, as rollcall export writes them.
        A line has end_user and time_start (with a zone), and any of id, time_end, conversation_id, model, agent, input, output,
        input_tokens, output_tokens, cost, error, tags, feedback, traces and context. Rejected lines are named on standard error with their number; the others are
        taken. Standard output gets one line of JSON with the counts.

        Example: {"end_user": "mira.holt@acme.example", "time_start": "2026-03-09T10:15:00+01:00", "agent": "assistant"}

        """;

    public static Command Create(Surroundings around)
    {
        var command = new Command("interactions", Help + ExitCode.Help);
        var file = ImportFile.AddTo(command, around);
        var to = ServerOptions.AddTo(command, around);
        command.SetAction(async (parsed, ct) =>
        {
            var console = parsed.InvocationConfiguration;
            var lines = file.Lines(parsed, Columns.Interactions, ct);
            using var server = to.Connect(parsed);
            return await Import(lines, new Rejections(file.Name(parsed), console.Error), server, new Progress(around.Time, console.Error), console.Output, ct);
        });
        return command;
    }

    private static async Task<int> Import(
        IAsyncEnumerable<ImportLine> lines, Rejections rejections, RollcallServer server, Progress progress, TextWriter output, CancellationToken ct)
    {
        using var interactions = new InteractionSender(server, rejections);
        await foreach (var line in lines.WithCancellation(ct))
        {
            if (ImportFile.IsSound(line, rejections) && await interactions.Add(line.Number, line.Json, ct))
                progress.At(interactions.Sent);
        }

        await interactions.Flush(ct);
        await output.WriteLineAsync(
            $$"""{"accepted":{{interactions.Accepted}},"duplicates":{{interactions.Duplicates}},"conflicts":{{interactions.Conflicts}},"rejected":{{rejections.Count}}}""");
        return rejections.Code;
    }
}
