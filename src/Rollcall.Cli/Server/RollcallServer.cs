using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Rollcall.Cli.Server;

/// <summary>
/// One project of a server, seen through its key. A busy server (429, 503) is asked again after the time it names, a lost connection after a
/// pause: nothing here changes anything when it is sent twice.
/// </summary>
internal sealed class RollcallServer : IDisposable
{
    private const int Attempts = 8;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly TextWriter _notes;
    private bool _answered;   // a server that never answered is a wrong address, not one that is busy

    public RollcallServer(Uri url, string key, TimeProvider time, TextWriter notes)
    {
        _time = time;
        _notes = notes;
        // A redirected request would lose its key and look like a wrong one.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("rollcall", "1.0"));
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Upserts people. The body is JSON: <c>{"users": [...]}</c>.</summary>
    public Task<PeopleAnswer> PutPeople(ReadOnlyMemory<byte> json, CancellationToken ct) =>
        Send(HttpMethod.Put, "api/v1/eligible-users", json, "application/json", null, AnswersJson.Default.PeopleAnswer, ct);

    /// <summary>Sends interactions: gzip over one JSON object a line.</summary>
    public Task<InteractionsAnswer> PostInteractions(ReadOnlyMemory<byte> gzip, CancellationToken ct) =>
        Send(HttpMethod.Post, "api/v1/interactions", gzip, "application/x-ndjson", "gzip", AnswersJson.Default.InteractionsAnswer, ct);

    /// <summary>An answer, as it arrives. Reading from it fails where the connection ends before it is whole.</summary>
    /// <exception cref="ServerException">It is refused.</exception>
    public async Task<Stream> Open(string path, CancellationToken ct) => await (await Begin(path, ct)).Content.ReadAsStreamAsync(ct);

    private async Task<HttpResponseMessage> Begin(string path, CancellationToken ct)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (HttpRequestException lost)
        {
            throw new ServerException($"No answer from {_http.BaseAddress}: {lost.Message}", lost);
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await Refusal(response, ct);
    }

    private async Task<T> Send<T>(
        HttpMethod method, string path, ReadOnlyMemory<byte> body, string type, string? encoding, JsonTypeInfo<T> answer, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan wait;
            string because;
            try
            {
                using var request = new HttpRequestMessage(method, path) { Content = new ReadOnlyMemoryContent(body) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
                if (encoding is not null)
                    request.Content.Headers.ContentEncoding.Add(encoding);
                using var response = await _http.SendAsync(request, ct);
                _answered = true;
                if (response.IsSuccessStatusCode)
                    return await Read(response, answer, ct) ?? throw new ServerException($"The server answered {(int)response.StatusCode} with nothing in it.");
                if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || attempt == Attempts)
                    throw await Refusal(response, ct);
                wait = RetryAfter(response) ?? Pause(attempt);
                because = $"The server is busy ({(int)response.StatusCode})";
            }
            catch (Exception lost) when (lost is HttpRequestException || (lost is OperationCanceledException && !ct.IsCancellationRequested))
            {
                if (!_answered || attempt == Attempts)
                    throw new ServerException($"No answer from {_http.BaseAddress}: {lost.Message}", lost);
                wait = Pause(attempt);
                because = "The connection was lost";
            }

            if (wait > LongestWait)
                throw new ServerException($"{because} and asks to wait for {wait.TotalSeconds:0} seconds. Run the command again then.");
            if (wait > TimeSpan.Zero)
                await _notes.WriteLineAsync($"{because}; trying again in {wait.TotalSeconds:0.#} s");
            await Task.Delay(wait, _time, ct);
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var named = response.Headers.RetryAfter;
        var wait = named?.Delta ?? (named?.Date is { } date ? date - _time.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static TimeSpan Pause(int attempt) => TimeSpan.FromSeconds(Math.Min(30, 1 << (attempt - 1)));

    private async Task<ServerException> Refusal(HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        if (response.StatusCode is HttpStatusCode.Unauthorized)
            return new ServerException($"{_http.BaseAddress} does not know this key (401).");
        if (response.Headers.Location is { } elsewhere)
            return new ServerException($"{_http.BaseAddress} points to {elsewhere} ({status}). Use that address.");
        var problem = await Read(response, AnswersJson.Default.Problem, ct);
        var words = problem?.Detail ?? problem?.Title ?? response.ReasonPhrase;
        var faults = problem?.Errors ?? [];
        var list = string.Concat(faults.Take(10).Select(fault => $"\n  {fault.Path}: {fault.Message}"));
        return new ServerException($"The server refused the request ({status}{(problem?.Code is { } code ? $", {code}" : "")}): {words}{list}") { Faults = faults };
    }

    // Null for an answer that is not the JSON it should be: a proxy's page, for example.
    private static async Task<T?> Read<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken ct)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            return await JsonSerializer.DeserializeAsync(body, type, ct);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
