using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Rollcall.Bench.Ingest;

namespace Rollcall.Bench.Soak;

/// <summary>Half an hour of steady sending and asking, with moving, checkpoints and trimming beside: what senders notice of it, and whether memory and disk stay in bounds.</summary>
internal static class SoakBenchmark
{
    private static readonly string[] Departments = ["Engineering", "Sales", "Customer support", "Finance", "Legal"];

    public static async Task<int> Run(Arguments args)
    {
        var assembly = Path.GetFullPath(args.Text("server", "src/Rollcall.Server/bin/Release/net10.0/Rollcall.Server.dll"));
        if (!File.Exists(assembly))
        {
            await Console.Error.WriteLineAsync($"{assembly} is not there: run dotnet build -c Release src/Rollcall.Server first, or name it with --server.");
            return 2;
        }

        var folder = args.Text("folder", "") is { Length: > 0 } named ? Path.GetFullPath(named) : Directory.CreateTempSubdirectory("rollcall-soak-").FullName;
        try
        {
            return await Run(args, assembly, folder);
        }
        finally
        {
            if (!args.Has("folder"))
                Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> Run(Arguments args, string assembly, string folder)
    {
        var (minutes, rate, connections, people) = (args.Number("minutes", 30), args.Number("rate", 2_000), args.Number("connections", 64), args.Number("people", 20_000));
        var lifetime = TimeSpan.FromMinutes(args.Number("journal-minutes", 5));
        using var server = new ServerProcess(assembly, folder, new Dictionary<string, string>(StringComparer.Ordinal) { ["Rollcall.Storage.JournalLifetime"] = lifetime.ToString("c", CultureInfo.InvariantCulture) });
        await server.Ready();
        using var client = server.Client(connections + 4);
        await SendPeople(client, people);
        var project = Directory.GetDirectories(Path.Combine(folder, "data", "projects")).Single();

        var begun = TimeProvider.System.GetUtcNow();
        var interactions = new SentInteraction(people, begun);
        var senders = new Senders(client, connections, rate, interactions);
        var askers = new Askers(client, interactions, DateOnly.FromDateTime(begun.UtcDateTime));
        var watch = new Watch(server, client, folder, project, () => senders.Acknowledged);
        using var stop = new CancellationTokenSource();
        var (asking, watching) = (askers.Run(stop.Token), watch.Run(stop.Token));
        await senders.Run(TimeSpan.FromMinutes(minutes));
        var took = TimeProvider.System.GetUtcNow() - begun;
        await stop.CancelAsync();
        await Task.WhenAll(asking, watching);

        var counted = await Counted(client);
        var log = server.Log();
        await server.Kill();
        var audit = await Audit.Of(project, senders.Acknowledged);
        var isWhole = audit.IsWhole && counted == senders.Acknowledged;
        var episodes = Episode.Of([.. senders.Lists.Stalls, .. senders.Singles.Stalls]);
        var report = string.Create(CultureInfo.InvariantCulture, $"""
            # Sending and asking for a long time

            {rate:N0} interactions a second for {minutes} minutes by a timetable, over {connections} connections: one request in six a list of 20, the others one interaction as Nebuly's clients send it; a
            twentieth up to 60 days late. Texts of 200 to 800 bytes. Three who ask beside, each again 250 ms after the answer. Rows leave the journal {lifetime.TotalMinutes:0} minutes after they came (seven
            days as a rule), so that moving, checkpoints and trimming are at work all the time. Server and load in two processes that share {Environment.ProcessorCount} cores; {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}.

            {senders.Acknowledged:N0} interactions were acknowledged in {took.TotalMinutes:0.0} minutes, {senders.Acknowledged / took.TotalSeconds:N0} a second; {senders.SentAgain:N0} requests were refused and sent again.

            | acknowledged, milliseconds | requests | p50 | p99 | p99.9 | longest |
            |---|---|---|---|---|---|
            {senders.Lists}
            {senders.Singles}

            | asked meanwhile, milliseconds | answers | p50 | p99 | longest | refused |
            |---|---|---|---|---|---|
            {askers}

            ## Acknowledgements that took more than {Acknowledgements.Stall:0} ms

            {(episodes.Count == 0 ? "None." : $"""
            {episodes.Count:N0} times. Beside each what was seen from outside from 0.2 s before to 0.2 s after: which files the server wrote, lines of its log, and how long another file's sync took.

            | at | requests | longest ms | seen |
            |---|---|---|---|
            {string.Join('\n', episodes.OrderByDescending(episode => episode.Longest).Take(40).OrderBy(episode => episode.From).Select(episode => episode.Row(begun, watch, log)))}
            """)}

            ## Memory and disk

            What the server has in memory, who holds it (the rest is what allocators keep, and stacks), and its files.

            | minute | interactions | {ServerMemory.Columns} | journal MB | months MB | bytes an interaction in the months |
            |---|---|---|---|---|---|---|---|---|---|---|
            {string.Join('\n', watch.Minutes.Select(minute => string.Create(CultureInfo.InvariantCulture, $"| {minute.Minutes:0.0} | {minute.Interactions:N0} | {minute.Memory} | {minute.Bytes.Journal / 1e6:N0} | {minute.Bytes.Months.Values.Sum() / 1e6:N0} | {(minute.Interactions == 0 ? 0 : minute.Bytes.Months.Values.Sum() / (double)minute.Interactions):N0} |")))}

            Afterwards the server counted {counted:N0} interactions. It was killed, and every row of its files ticked off: {audit.Found:N0} rows, {audit.Missing:N0} missing, {audit.Twice:N0} twice, {audit.Unknown:N0} never sent: {(isWhole ? "every one exactly once" : "**NOT WHAT WAS ACKNOWLEDGED**")}.

            Run again with `dotnet build -c Release src/Rollcall.Server && dotnet run -c Release --project bench/Rollcall.Bench -- soak --minutes {minutes}`.

            """);
        Console.WriteLine(report);
        var path = args.Text("out", "bench/results/soak.md");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, report);
        return isWhole ? 0 : 1;
    }

    private static async Task<long> Counted(HttpClient client)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/v1/metrics/adoption?from=2000-01-01&to=2100-01-01", UriKind.Relative)));
        return answer.RootElement.GetProperty("total").GetProperty("interactions").GetInt64();
    }

    private static async Task SendPeople(HttpClient client, int people)
    {
        var interactions = new SentInteraction(people, TimeProvider.System.GetUtcNow());
        foreach (var numbers in Enumerable.Range(0, people).Chunk(10_000))
        {
            using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new
            {
                users = numbers.Select(number => new
                {
                    end_user = interactions.EndUser(number),
                    access = new[] { new { from = "2026-01-01" } },
                    tags = new { department = Departments[number % Departments.Length] },
                    tags_from = "2026-01-01",
                }),
            }));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await client.PutAsync(new Uri("/api/v1/eligible-users", UriKind.Relative), content);
            if (!response.IsSuccessStatusCode)
                throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
        }
    }
}
