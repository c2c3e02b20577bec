using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Rollcall.Bench.Ingest;
using Rollcall.Demo;

namespace Rollcall.Bench.Questions;

/// <summary>How long a question takes over HTTP at the size of a large company, alone and while interactions are committed all the time.</summary>
internal static class QuestionsBenchmark
{
    private const int PeopleInRequest = 25_000;
    private const int LinesInRequest = 50_000;
    private const int Days = 30;   // that are asked about, and whose use is sent

    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    public static async Task<int> Run(Arguments args)
    {
        var (people, seconds) = (args.Number("people", 1_000_000), args.Number("seconds", 20));
        var assembly = Path.GetFullPath(args.Text("server", "src/Rollcall.Server/bin/Release/net10.0/Rollcall.Server.dll"));
        if (!File.Exists(assembly))
        {
            await Console.Error.WriteLineAsync($"{assembly} is not there: run dotnet build -c Release src/Rollcall.Server first, or name it with --server.");
            return 2;
        }

        var data = Directory.CreateTempSubdirectory("rollcall-questions-").FullName;
        try
        {
            using var server = new ServerProcess(assembly, data);
            await server.Ready();
            using var client = server.Client(8);
            return await Run(server, client, new DemoCompany(new DemoOptions { People = people, Days = 365, Today = Today }), seconds, args.Text("out", "bench/results/questions.md"));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<int> Run(ServerProcess server, HttpClient client, DemoCompany company, int seconds, string path)
    {
        var (_, peopleSeconds) = await Timed(() => SendPeople(client, company));
        Console.Error.WriteLine($"{company.Listed:N0} people in {peopleSeconds:0.0} s");
        var (uses, useSeconds) = await Timed(() => SendUses(client, company));
        Console.Error.WriteLine($"{uses:N0} interactions in {useSeconds:0.0} s");

        var question = string.Create(CultureInfo.InvariantCulture, $"/api/v1/metrics/adoption?from={Today.AddDays(1 - Days):yyyy-MM-dd}&to={Today.AddDays(1):yyyy-MM-dd}&group_by=department");
        HttpRequestMessage Ask(long _) => new(HttpMethod.Get, question);
        HttpRequestMessage Write(long number) => new(HttpMethod.Post, "/api/v1/interactions") { Content = new StringContent(Interaction($"w-{number}", company.Person((int)(number % company.Count)).EndUser, Today), Encoding.UTF8, "application/json") };

        await Load.Of(client, 1, 5, Ask);
        var alone = await Load.Of(client, 1, seconds, Ask);
        var writing = Load.Of(client, 1, seconds + 2, Write);
        var beside = await Load.Of(client, 1, seconds, Ask);
        var written = await writing;
        var fourWriting = Load.Of(client, 1, seconds + 2, number => Write(number + 10_000_000));
        var four = await Load.Of(client, 4, seconds, Ask);
        var writtenBesideFour = await fourWriting;
        var counted = await Interactions(client, question);
        var whole = counted == uses + written.Answered + writtenBesideFour.Answered;

        var report = string.Create(CultureInfo.InvariantCulture, $"""
            # Adoption by department over HTTP, with a writer

            {company.Listed:N0} people on the list and {company.Count - company.Listed:N0} who are not, sent through the API ({peopleSeconds:0} s), with {uses:N0} interactions, one for each day of use of the last {Days} days
            ({useSeconds:0} s). Server and load in two processes that share {Environment.ProcessorCount} cores; {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}; {seconds} s each. The server holds {server.ResidentMegabytes:N0} MB.

            | adoption of {Days} days by department | connections | per second | p50 ms | p99 ms | refused |
            |---|---|---|---|---|---|
            | nobody writes | 1 | {alone} |
            | one writer, {written.PerSecond:N0} commits a second | 1 | {beside} |
            | one writer, {writtenBesideFour.PerSecond:N0} commits a second | 4 | {four} |

            The writer sends one interaction a request, the next as soon as the last is acknowledged; an answer includes all that were acknowledged before it was asked for. Afterwards the
            total counts {counted:N0} interactions: {(whole ? "every one that was acknowledged" : "**NOT THE NUMBER ACKNOWLEDGED**")}.

            Run again with `dotnet build -c Release src/Rollcall.Server && dotnet run -c Release --project bench/Rollcall.Bench -- questions`.

            """);
        Console.WriteLine(report);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, report);
        return whole ? 0 : 1;
    }

    private static async Task<long> SendPeople(HttpClient client, DemoCompany company)
    {
        foreach (var people in company.People.Where(person => person.Access.Count > 0).Chunk(PeopleInRequest))
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new
            {
                users = people.Select(person => new
                {
                    end_user = person.EndUser,
                    access = person.Access.Select(access => new { from = access.From, to = access.To }),
                    tags = person.Tags[^1].Tags,
                    tags_from = person.Tags[^1].From ?? company.FirstDay,
                }),
            });
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await client.PutAsync(new Uri("/api/v1/eligible-users", UriKind.Relative), content);
            if (!response.IsSuccessStatusCode)
                throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
        }

        return company.Listed;
    }

    private static async Task<long> SendUses(HttpClient client, DemoCompany company)
    {
        var uses = new List<(int Person, DateOnly Day)>();
        company.PersonDays((person, day, _) =>
        {
            if (day > Today.AddDays(-Days))
                uses.Add((person, day));
        });
        long accepted = 0;
        foreach (var chunk in uses.OrderBy(use => use.Day).Chunk(LinesInRequest))
        {
            using var bytes = new MemoryStream();
            using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
            {
                foreach (var (person, day) in chunk)
                    gzip.Write(Encoding.UTF8.GetBytes(Interaction($"{person}-{day.DayNumber}", company.Person(person).EndUser, day) + "\n"));
            }

            using var content = new ByteArrayContent(bytes.ToArray());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            content.Headers.ContentEncoding.Add("gzip");
            using var response = await client.PostAsync(new Uri("/api/v1/interactions", UriKind.Relative), content);
            response.EnsureSuccessStatusCode();
            using var answer = JsonDocument.Parse(await response.Content.ReadAsStreamAsync());
            accepted += answer.RootElement.GetProperty("accepted").GetInt64();
        }

        return accepted;
    }

    private static string Interaction(string id, string endUser, DateOnly day)
        => string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{id}}","end_user":"{{endUser}}","time_start":"{{day:yyyy-MM-dd}}T00:00:01Z","model":"atlas-large"}""");

    private static async Task<long> Interactions(HttpClient client, string question)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync(new Uri(question, UriKind.Relative)));
        return answer.RootElement.GetProperty("total").GetProperty("interactions").GetInt64();
    }

    private static async Task<(T Result, double Seconds)> Timed<T>(Func<Task<T>> run)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await run();
        return (result, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}
