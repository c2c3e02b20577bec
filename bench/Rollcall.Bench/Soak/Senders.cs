using System.Diagnostics;
using System.Net;
using System.Text;

namespace Rollcall.Bench.Soak;

/// <summary>
/// Senders that keep to a timetable, whether or not the server does: of six requests one is a list of 20 and five are Nebuly's with one. A request that is refused is sent again, as
/// real senders do.
/// </summary>
/// <param name="client">With as many connections.</param>
/// <param name="connections">Requests under way at the most.</param>
/// <param name="rate">Interactions a second.</param>
/// <param name="interactions">What is sent.</param>
internal sealed class Senders(HttpClient client, int connections, int rate, SentInteraction interactions)
{
    private const int RequestsInRound = 6;
    private const int ListRows = 20;
    private const int RoundRows = ListRows + RequestsInRound - 1;

    private readonly long _begun = Stopwatch.GetTimestamp();
    private long _next = -1;
    private long _acknowledged;
    private long _again;

    public Acknowledgements Lists { get; } = new("lists of 20");

    public Acknowledgements Singles { get; } = new("Nebuly's with one");

    /// <summary>Interactions acknowledged so far.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Requests that had to be sent again.</summary>
    public long SentAgain => Volatile.Read(ref _again);

    /// <summary>Sends for so long, and returns when everything is acknowledged; then the numbers from 0 to <see cref="Acknowledged"/> are there.</summary>
    public Task Run(TimeSpan duration)
    {
        var rounds = (long)(duration.TotalSeconds * rate / RoundRows);
        return Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref _next) is var request && request < rounds * RequestsInRound)
                await Send(request);
        })));
    }

    private async Task Send(long request)
    {
        var due = TimeSpan.FromSeconds(request * (double)RoundRows / RequestsInRound / rate);
        if (due - Stopwatch.GetElapsedTime(_begun) is { Ticks: > 0 } early)
            await Task.Delay(early);
        var (round, place) = (request / RequestsInRound, (int)(request % RequestsInRound));
        var first = round * RoundRows;
        var (path, body, rows, kind) = place == 0
            ? ("/api/v1/interactions", interactions.Batch(first, ListRows), ListRows, Lists)
            : ("/event-ingestion/api/v2/events/trace_interaction", interactions.Single(first + ListRows + place - 1), 1, Singles);
        var sent = Stopwatch.GetTimestamp();
        while (!await IsTaken(path, body))
        {
            Interlocked.Increment(ref _again);
            await Task.Delay(200);
        }

        kind.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds, (Stopwatch.GetElapsedTime(_begun) - due).TotalMilliseconds);
        Interlocked.Add(ref _acknowledged, rows);
    }

    private async Task<bool> IsTaken(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        return response.IsSuccessStatusCode || (response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
            ? false
            : throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}"));
    }
}
