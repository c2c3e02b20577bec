using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Rollcall.Cli.Server;

/// <summary>
/// One project of a server, seen through its key. Nothing here changes anything when it is sent twice, so a busy server (429, 503) and a lost connection are tried again.
/// </summary>
internal sealed class RollcallServer(PatientClient client) : IDisposable
{
    /// <summary>Tells one project of one server from another.</summary>
    public string Fingerprint => client.Fingerprint;

    /// <summary>Whether an answer is worth another attempt.</summary>
    public static bool IsBusy(int status) => status is 429 or 503;

    public void Dispose() => client.Dispose();

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
            response = await client.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (HttpRequestException lost)
        {
            throw new ServerException($"No answer from {client.Address}: {lost.Message}", lost);
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await Refusal(response, ct);
    }

    private Task<T> Send<T>(HttpMethod method, string path, ReadOnlyMemory<byte> body, string type, string? encoding, JsonTypeInfo<T> answer, CancellationToken ct)
    {
        return client.Ask(Request, Answer, ct);

        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(method, path) { Content = new ReadOnlyMemoryContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
            if (encoding is not null)
                request.Content.Headers.ContentEncoding.Add(encoding);
            return request;
        }

        async Task<T> Answer(HttpResponseMessage response, CancellationToken end)
            => !response.IsSuccessStatusCode ? throw await Refusal(response, end)
                : await Read(response, answer, end) ?? throw new ServerException($"The server answered {(int)response.StatusCode} with nothing in it.");
    }

    private async Task<ServerException> Refusal(HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        if (response.StatusCode is HttpStatusCode.Unauthorized)
            return new ServerException($"{client.Address} does not know this key (401).");
        if (response.Headers.Location is { } elsewhere)
            return new ServerException($"{client.Address} points to {elsewhere} ({status}). Use that address.");
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
