using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Rollcall.Bench.Ingest;

/// <summary>
/// Nebuly's clients under load: traced interactions with 2 KB of text, one in a request, beside the same bodies sent to an endpoint that does nothing; then a storm of retries. After a
/// kill everything acknowledged must be there, once.
/// </summary>
internal static class NebulyBenchmark
{
    private const string Trace = "/event-ingestion/api/v3/events/trace_interaction";
    private const int Tries = 3;

    public static async Task<int> Run(Arguments args)
    {
        var (seconds, connections) = (args.Number("seconds", 60), args.Number("connections", 64));
        var assembly = Path.GetFullPath(args.Text("server", "src/Rollcall.Server/bin/Release/net10.0/Rollcall.Server.dll"));
        if (!File.Exists(assembly))
        {
            await Console.Error.WriteLineAsync($"{assembly} is not there: run dotnet build -c Release src/Rollcall.Server first, or name it with --server.");
            return 2;
        }

        var data = Directory.CreateTempSubdirectory("rollcall-nebuly-").FullName;
        try
        {
            return await Run(assembly, data, seconds, connections, args.Text("out", "bench/results/nebuly.md"));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<int> Run(string assembly, string data, int seconds, int connections, string path)
    {
        using var server = new ServerProcess(assembly, data);
        await server.Ready();
        using var client = server.Client(connections);

        await Load.Of(client, connections, 1, number => Request("n", number, "/api/v1/nothing"));
        var nothing = await Load.Of(client, connections, Math.Max(5, seconds / 4), number => Request("n", number, "/api/v1/nothing"));
        var warm = await Load.Of(client, connections, 1, number => Request("w", number));
        var (traced, memory) = await Watched(server, seconds, () => Load.Of(client, connections, seconds, number => Request("t", number)));
        // Tries of one interaction come right after each other, so most are under way together.
        var storm = await Load.Of(client, connections, Math.Max(5, seconds / 4), number => Request("r", (number + Tries - 1) / Tries));
        var sent = warm.Answered + traced.Answered + ((storm.Answered + Tries - 1) / Tries);

        var before = await Found(client);
        await server.KillAndRestart();
        var after = await Found(client);
        var refused = nothing.Refused + warm.Refused + traced.Refused + storm.Refused;
        var isWhole = before == (sent, sent) && after == before;

        var report = string.Create(CultureInfo.InvariantCulture, $"""
            # Nebuly's clients: how fast traced interactions become durable

            Server and load in two processes that share {Environment.ProcessorCount} cores; {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}. `POST {Trace}`, {connections} clients, each with
            one request at a time; an interaction has 2 KB of text, and a trace that repeats it. {seconds} s after 1 s to warm up. Acknowledged means committed with fsync.

            | request | per second | p50 ms | p99 ms | refused |
            |---|---|---|---|---|
            | the same body read by an endpoint that does nothing | {nothing} |
            | traced interactions | {traced} |
            | a storm of retries: each {Tries} times | {storm} |

            - Traced interactions reach {traced.PerSecond / nothing.PerSecond:P0} of the rate of requests that do nothing.
            - Memory of the server in MB, {memory.Count} times evenly over the {seconds} s: {string.Join(", ", memory)}.
            - {sent:N0} different interactions acknowledged, one conversation each. Found: {before.Interactions:N0} interactions in {before.Conversations:N0} conversations; after `kill -9` and a new start
              {after.Interactions:N0} in {after.Conversations:N0}: {(isWhole ? "each of them once" : "**NOT THE SAME**")}.

            Run again with `dotnet build -c Release src/Rollcall.Server && dotnet run -c Release --project bench/Rollcall.Bench -- nebuly`.

            """);
        Console.WriteLine(report);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, report);
        return isWhole && refused == 0 ? 0 : 1;
    }

    private static async Task<(Load Load, IReadOnlyList<long> Megabytes)> Watched(ServerProcess server, int seconds, Func<Task<Load>> run)
    {
        const int Times = 10;
        var (load, megabytes, started) = (run(), new List<long>(), Stopwatch.GetTimestamp());
        for (var i = 1; i <= Times; i++)
        {
            var due = TimeSpan.FromSeconds((double)seconds * i / Times) - Stopwatch.GetElapsedTime(started);
            if (due > TimeSpan.Zero)
                await Task.Delay(due);
            megabytes.Add(server.ResidentMegabytes);
        }

        return (await load, megabytes);
    }

    private static HttpRequestMessage Request(string series, long number, string path = Trace) => new(HttpMethod.Post, path)
    {
        Content = new StringContent(Body(series, number), Encoding.UTF8, "application/json"),
    };

    // 10,000 people on 300 days of 2025; 500 bytes of question and 1,500 of answer.
    private static string Body(string series, long number)
    {
        var start = new DateTime(2025, 1, 1, 9, 0, 0, DateTimeKind.Utc).AddDays(number % 300).AddSeconds(number % 30_000);
        var input = $"Question {number:D10} ".PadRight(500, 'q');
        var output = $"Answer {number:D10} ".PadRight(1_500, 'a');
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {"interaction":{"conversation_id":"{{series}}-{{number}}","input":"{{input}}","output":"{{output}}","time_start":"{{start:yyyy-MM-ddTHH:mm:ssZ}}","time_end":"{{start.AddSeconds(9):yyyy-MM-ddTHH:mm:ssZ}}",
              "end_user":"person{{number % 10_000}}@acme.example","hide_content":false,"tags":{"model":"model-x"} },
             "traces":[{"model":"model-x","messages":[{"role":"user","content":"{{input}}"}],"output":"{{output}}","input_tokens":120,"output_tokens":350}],"user_feedback":[],"anonymize":false}
            """);
    }

    private static async Task<(long Interactions, long Conversations)> Found(HttpClient client)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/v1/metrics/usage?from=2025-01-01&to=2026-01-01", UriKind.Relative)));
        var total = answer.RootElement.GetProperty("total");
        return (total.GetProperty("interactions").GetInt64(), total.GetProperty("conversations").GetInt64());
    }
}
