using Rollcall.Server.Tests.Pages;
using Rollcall.Server.Tests.Population;
using Xunit;

namespace Rollcall.Server.Tests.Nebuly;

/// <summary>Clients that keep their connection and clients that close it, with and without a path before every address.</summary>
public sealed class NebulyConnectionTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("/tools/rollcall", false)]
    [InlineData("/tools/rollcall", true)]
    public async Task Everything_arrives_however_connections_are_used(string prefix, bool closes)
    {
        await using var server = await LiveServer.Start(prefix: prefix);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = closes ? 20 : 1 }) { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", LiveServer.Key);
        client.DefaultRequestHeaders.ConnectionClose = closes;
        // What python's clients send with every request.
        client.DefaultRequestHeaders.Accept.ParseAdd("*/*");
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip, deflate, br");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.Call("POST", $"{prefix}/event-ingestion/api/v3/events/trace_interaction", $$"""
            {"interaction":{"input":"q","output":"a","time_start":"2025-03-05T09:00:{{i:00}}Z","time_end":"2025-03-05T09:01:00Z","end_user":"u{{i}}"},"traces":[],"anonymize":false}
            """)));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        var page = await client.Call("POST", $"{prefix}/api/external/get-interactions", """{"time_range":{"start":"2025-03-05","end":"2025-03-06"},"filters":[],"limit":100,"offset":0}""");
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"u{i}").Order(StringComparer.Ordinal), page["data"].EnumerateArray().Select(item => item.GetProperty("end_user").GetString()!).Order(StringComparer.Ordinal));
        // A read with a content type and no body, as some clients send it.
        using var list = new HttpRequestMessage(HttpMethod.Get, $"{prefix}/api/external/eligible-users") { Content = new ByteArrayContent([]) };
        list.Content.Headers.ContentType = new("application/json");
        using var listed = await client.SendAsync(list);
        Assert.Equal("""{"users":[]}""", await listed.Content.ReadAsStringAsync());
    }
}
