using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rollcall.Cli.Server;

namespace Rollcall.Cli.Import.Nebuly;

/// <summary><c>rollcall import nebuly</c></summary>
internal static class ImportNebulyCommand
{
    private const string Help = """
        Copy the eligible users and all interactions of a server that speaks Nebuly's API.

        It may be broken off and run again: it goes on where it was, and nothing is counted twice. What happens at the source after the start is not read; run it again for that. Each
        person arrives with the latest access and the present tags, as that API shows them. Labels made by a language model have no place here; standard error says which there were.
        Standard output gets one line of JSON with the counts.

        Example: rollcall import nebuly --from https://backend.nebuly.com --from-key nb-... --url http://127.0.0.1:8080 --key rc_sec_...

        """;

    private static readonly DateTimeOffset First = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);   // no interaction is older

    public static Command Create(Surroundings around)
    {
        var since = new Option<DateOnly?>("--since") { Description = "First UTC day whose interactions are read [default: that of the first interaction]" };
        var file = new Option<string>("--progress") { Description = "Where to keep how far it is; the file goes at the end", DefaultValueFactory = _ => "nebuly-import.json" };
        var command = new Command("nebuly", Help + ExitCode.Help) { since, file };
        var from = ServerOptions.AddSourceTo(command, around);
        var to = ServerOptions.AddTo(command, around);
        command.SetAction(async (parsed, ct) =>
        {
            using var client = from.Client(parsed, NebulySource.IsBusy);
            using var source = new NebulySource(client);
            using var target = to.Connect(parsed);
            var (path, console) = (parsed.GetValue(file)!, parsed.InvocationConfiguration);
            var between = Hash($"{client.Fingerprint} {target.Fingerprint}");
            var progress = await ImportProgress.Read(path, between, ct);
            if (progress is null)
                progress = await Begin(source, between, parsed.GetValue(since), around.Time.GetUtcNow(), ct);
            else
                await console.Error.WriteLineAsync($"Going on at {progress.Next:u}, as {path} says.");
            try
            {
                await new NebulyImport(source, target, progress, path, console.Error).Run(ct);
            }
            catch (Exception broken) when (broken is ServerException or OperationCanceledException)
            {
                await console.Error.WriteLineAsync($"Broken off at {progress.Next:u}; the same command goes on there.");
                throw;
            }

            File.Delete(path);
            return await Report(progress, console);
        });
        return command;
    }

    private static async Task<ImportProgress> Begin(NebulySource source, string between, DateOnly? since, DateTimeOffset now, CancellationToken ct)
    {
        var until = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        var start = since is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : await FirstDay(source, until, ct);
        var announced = start < until ? await source.Count(start, until, ct) : 0;
        return new() { Between = between, Since = start, Until = until, Next = start, Announced = announced };
    }

    // The day before which there is nothing, by halving.
    private static async Task<DateTimeOffset> FirstDay(NebulySource source, DateTimeOffset until, CancellationToken ct)
    {
        var (none, some) = (First, until);
        if (await source.Count(First, until, ct) is not { } all)
            throw new ServerException($"{source.Address} does not say how many interactions it has: name the day to begin at with --since.");
        if (all == 0)
            return until;
        while (some - none > TimeSpan.FromDays(1))
        {
            var middle = none + TimeSpan.FromDays(Math.Floor((some - none).TotalDays / 2));
            if (middle == none)
                break;
            if (await source.Count(First, middle, ct) > 0)
                some = middle;
            else
                none = middle;
        }

        return none;
    }

    private static async Task<int> Report(ImportProgress progress, InvocationConfiguration console)
    {
        foreach (var sentence in progress.Missed.Sentences)
            await console.Error.WriteLineAsync(sentence);
        await console.Output.WriteLineAsync(JsonSerializer.Serialize(
            new ImportReport(progress.People, progress.Interactions, progress.Rejected, progress.Missed), ImportProgressJson.Default.ImportReport));
        if (progress.Announced > progress.Interactions.Read)
        {
            await console.Error.WriteLineAsync($"The source says that it has {progress.Announced:N0} interactions, but gave {progress.Interactions.Read:N0}.");
            return ExitCode.Rejected;
        }

        return progress.Rejected == 0 ? ExitCode.Done : ExitCode.Rejected;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
