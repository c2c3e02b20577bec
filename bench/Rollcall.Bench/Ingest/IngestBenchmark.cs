using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Rollcall.Bench.Ingest;

/// <summary>
/// How fast a server takes interactions that it acknowledges as durable: one in a request over many connections, against an endpoint that does
/// nothing, and many in a request. Then it is killed and must still have every one.
/// </summary>
internal static class IngestBenchmark
{
    private const int Chunks = 10;

    public static async Task<int> Run(Arguments args)
    {
        var (seconds, connections, lines) = (args.Number("seconds", 5), args.Number("connections", 64), args.Number("lines", 20_000));
        var assembly = Path.GetFullPath(args.Text("server", "src/Rollcall.Server/bin/Release/net10.0/Rollcall.Server.dll"));
        if (!File.Exists(assembly))
        {
            await Console.Error.WriteLineAsync($"{assembly} is not there: run dotnet build -c Release src/Rollcall.Server first, or name it with --server.");
            return 2;
        }

        var data = Directory.CreateTempSubdirectory("rollcall-ingest-").FullName;
        try
        {
            return await Run(assembly, data, seconds, connections, lines, args.Text("out", "bench/results/ingest.md"));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<int> Run(string assembly, string data, int seconds, int connections, int lines, string path)
    {
        using var server = new ServerProcess(assembly, data);
        await server.Ready();
        using var client = server.Client(connections);

        await Load.Of(client, connections, 1, number => Single("n", number, "/api/v1/nothing"));
        var nothing = await Load.Of(client, connections, seconds, number => Single("n", number, "/api/v1/nothing"));
        var warm = await Load.Of(client, connections, 1, number => Single("w", number));
        var single = await Load.Of(client, connections, seconds, number => Single("s", number));
        var lone = await Load.Of(client, 1, seconds, number => Single("l", number));

        byte[][] bodies = [.. Enumerable.Range(0, Chunks).Select(chunk => Lines(chunk, lines))];
        var started = Stopwatch.GetTimestamp();
        long accepted = 0;
        foreach (var body in bodies)
            accepted += await Send(client, body);
        var bulk = accepted / Stopwatch.GetElapsedTime(started).TotalSeconds;

        var acknowledged = warm.Answered + single.Answered + lone.Answered + accepted;
        var restart = Stopwatch.GetTimestamp();
        await server.KillAndRestart();
        var ready = Stopwatch.GetElapsedTime(restart).TotalSeconds;
        var kept = await Count(client);
        // A request whose answer the kill cut off would be kept as well; none was under way.
        var whole = kept == acknowledged && accepted == (long)Chunks * lines;

        var report = string.Create(CultureInfo.InvariantCulture, $"""
            # Ingest: how fast interactions become durable

            Server and load in two processes that share {Environment.ProcessorCount} cores; {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}. {seconds} s each after 1 s to warm up.
            An interaction has 200 bytes of text. Acknowledged means committed with fsync.

            | request | connections | per second | p50 ms | p99 ms | refused |
            |---|---|---|---|---|---|
            | the same body read by an endpoint that does nothing | {connections} | {nothing} |
            | `POST /api/v1/interactions`, one | {connections} | {single} |
            | `POST /api/v1/interactions`, one | 1 | {lone} |

            - Single interactions reach {single.PerSecond / nothing.PerSecond:P0} of the rate of requests that do nothing.
            - Lines (`application/x-ndjson`, gzip, {lines:N0} in a request, one request at a time): {bulk:N0} interactions a second.
            - {acknowledged:N0} acknowledged; after `kill -9` the server was ready again in {ready:0.0} s and had {kept:N0}: {(whole ? "all of them" : "**NOT THE SAME**")}.

            Run again with `dotnet build -c Release src/Rollcall.Server && dotnet run -c Release --project bench/Rollcall.Bench -- ingest`.

            """);
        Console.WriteLine(report);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, report);
        return whole && nothing.Refused + single.Refused + lone.Refused == 0 ? 0 : 1;
    }

    private static HttpRequestMessage Single(string series, long number, string path = "/api/v1/interactions") => new(HttpMethod.Post, path)
    {
        Content = new StringContent(Interaction(series, number), Encoding.UTF8, "application/json"),
    };

    // 10,000 people on 300 days of 2025; the text is 200 bytes.
    private static string Interaction(string series, long number)
    {
        var day = new DateTime(2025, 1, 1, 9, 0, 0, DateTimeKind.Utc).AddDays(number % 300).AddSeconds(number % 30_000);
        var input = $"Question {number:D10} about the failing build and the queue that keeps growing on its own.";
        var output = $"Answer {number:D10}: start with the last change, then look at who depends on it, and tell them before Friday noon.";
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {"id":"{{series}}-{{number}}","end_user":"person{{number % 10_000}}@acme.example","time_start":"{{day:yyyy-MM-ddTHH:mm:ssZ}}","model":"atlas-large","agent":"assistant","input":"{{input}}","output":"{{output}}"}
            """);
    }

    private static byte[] Lines(int chunk, int lines)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            for (var i = 0; i < lines; i++)
                gzip.Write(Encoding.UTF8.GetBytes(Interaction($"b{chunk}", ((long)chunk * lines) + i) + "\n"));
        }

        return bytes.ToArray();
    }

    private static async Task<long> Send(HttpClient client, byte[] gzip)
    {
        using var content = new ByteArrayContent(gzip);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await client.PostAsync(new Uri("/api/v1/interactions", UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStreamAsync());
        return answer.RootElement.GetProperty("accepted").GetInt64();
    }

    private static async Task<long> Count(HttpClient client)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/v1/metrics/adoption?from=2025-01-01&to=2026-01-01", UriKind.Relative)));
        return answer.RootElement.GetProperty("total").GetProperty("interactions").GetInt64();
    }
}
