using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rollcall.Cli.Server;

namespace Rollcall.Cli.Import.Nebuly;

/// <summary>What is read of a server that speaks Nebuly's API. Every answer is read whole before anything is made of it, so half an answer is never taken for one.</summary>
/// <param name="client">With a key that may read texts.</param>
/// <param name="mostBytes">The longest answer that is taken into memory.</param>
internal sealed class NebulySource(PatientClient client, long mostBytes = 256_000_000) : IDisposable
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    public Uri Address => client.Address;

    /// <summary>429 and everything that is the server's own fault.</summary>
    public static bool IsBusy(int status) => status is 429 or >= 500;

    public void Dispose() => client.Dispose();

    /// <summary>The list of people, also where it has its older name.</summary>
    /// <exception cref="ServerException">There is none.</exception>
    public async Task<JsonDocument> People(CancellationToken ct)
    {
        foreach (var path in new[] { "api/external/eligible-users", "api/external/platform-users" })
        {
            if (await Ask(() => new(HttpMethod.Get, path), body => body.ValueKind == JsonValueKind.Object && IsArray(body, "users"), ct) is { } list)
                return list;
        }

        throw new ServerException($"{Address} has no list of people (404): is this the address of Nebuly's API?");
    }

    /// <summary>All interactions of a span of at most seven days; null when they are too many for one answer.</summary>
    public async Task<JsonDocument?> Interactions(DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        try
        {
            return await Try(
                () => new(HttpMethod.Get, $"api/external/export/interactions?date_gte={Query(from)}&date_lt={Query(until)}"), body => body.ValueKind == JsonValueKind.Array, ct)
                ?? throw new ServerException($"{Address} does not export interactions (404).");
        }
        catch (TooLongException)
        {
            return null;
        }

        static string Query(DateTimeOffset time) => UrlEncoder.Default.Encode(Text(time));
    }

    /// <summary>How many interactions there are in a span of time; null when the server does not say.</summary>
    public async Task<long?> Count(DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        var question = $$"""{"time_range":{"start":"{{Text(from)}}","end":"{{Text(until)}}"},"filters":[],"limit":1,"offset":0}""";
        using var answer = await Ask(
            () => new(HttpMethod.Post, "api/external/get-interactions") { Content = new StringContent(question, Encoding.UTF8, "application/json") }, _ => true, ct);
        return answer?.RootElement is { ValueKind: JsonValueKind.Object } page && page.TryGetProperty("total", out var total) && total.ValueKind == JsonValueKind.Number
            && total.TryGetInt64(out var count)
            ? count
            : null;
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsArray(JsonElement body, string field) => body.TryGetProperty(field, out var list) && list.ValueKind == JsonValueKind.Array;

    // Null for 404.
    private async Task<JsonDocument?> Ask(Func<HttpRequestMessage> request, Func<JsonElement, bool> isAnswer, CancellationToken ct)
    {
        try
        {
            return await Try(request, isAnswer, ct);
        }
        catch (TooLongException tooLong)
        {
            throw new ServerException($"{Address} answered {request().RequestUri} with more than {mostBytes:N0} bytes.", tooLong);
        }
    }

    private Task<JsonDocument?> Try(Func<HttpRequestMessage> request, Func<JsonElement, bool> isAnswer, CancellationToken ct) => client.Ask(request, async (response, end) =>
    {
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        var body = await Body(response, end);
        if (!response.IsSuccessStatusCode)
            throw new ServerException($"{Address} refused {request().RequestUri} ({(int)response.StatusCode}): {Start(body)}");
        var document = JsonDocument.Parse(body, Deep);
        if (isAnswer(document.RootElement))
            return document;
        document.Dispose();
        throw new JsonException($"it begins with '{Start(body)}'");
    }, ct);

    private async Task<byte[]> Body(HttpResponseMessage response, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var part = new byte[1 << 16];
        for (int read; (read = await stream.ReadAsync(part, ct)) > 0;)
        {
            body.Write(part, 0, read);
            if (body.Length > mostBytes)
                throw new TooLongException();
        }

        return body.ToArray();
    }

    private static string Start(byte[] body) => string.Concat(Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 200))).Select(c => char.IsControl(c) ? ' ' : c));

    private sealed class TooLongException : Exception;
}
