using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Rollcall.Server.Tests.Population;

/// <summary>An answer: status and JSON.</summary>
internal sealed record Answer(int Status, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public JsonElement this[string field] => Json.GetProperty(field);
}

/// <summary>Requests written as they go over the wire.</summary>
internal static class Calls
{
    public static Task<Answer> Call(this HttpClient client, string method, string path, string? body = null, string? key = null, string type = "application/json")
        => client.Call(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), key, type);

    public static Task<Answer> Call(this HttpClient client, string method, string path, byte[]? body, string? key, string type, string? encoding = null)
    {
        var content = body is null ? null : new ByteArrayContent(body);
        if (content is not null && encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        return client.Call(method, path, content, key, type);
    }

    public static async Task<Answer> Call(this HttpClient client, string method, string path, HttpContent? content, string? key, string type)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        if (content is not null)
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await client.SendAsync(request);
        return new((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
