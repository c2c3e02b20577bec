using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Nebuly;

public sealed class NebulyErasureEndpointsTests
{
    private const string Path = "/api/external/projects/delete-interactions";

    private const string Three = """
        [{"id":"1","end_user":"ann","time_start":"2026-03-01T09:00:00Z","tags":{"team":"x"}},{"id":"2","end_user":"bob","time_start":"2026-03-02T09:00:00Z"},
         {"id":"3","end_user":"ann","time_start":"2026-03-03T09:00:00Z"}]
        """;

    [Fact]
    public async Task What_meets_all_filters_is_gone_from_every_number()
    {
        await using var server = await RollcallServer.Start();
        await Send(server, "/api/v1/interactions", Three);
        Assert.Equal(3, await Interactions(server));
        Assert.Equal(1, await Deleted(server, """{"filters":[{"kind":"user","values":["ann"]},{"kind":"tag","tag":"team","values":["x"]}]}"""));
        Assert.Equal(2, await Interactions(server));
        Assert.Equal(1, await Deleted(server, """{"filters":[],"time_range":{"start":"2026-03-03T00:00:00Z","end":"2026-03-04T00:00:00Z"}}"""));
        Assert.Equal(1, await Interactions(server));
        Assert.Equal(0, await Deleted(server, """{"filters":[{"kind":"user","values":["nobody"]}]}"""));
        Assert.Equal(1, await Deleted(server, """{"filters":[]}""", "?confirm=all"));
        Assert.Equal(0, await Interactions(server));
        var audit = await server.InRegistry(r => r.Audit.Where(e => e.Action == AuditAction.Erased).OrderBy(e => e.Id).Select(e => e.Subject).ToListAsync());
        Assert.Equal(["1 interactions, 2 filters", "1 interactions, within a range of time", "0 interactions, 1 filters", "1 interactions"], audit);
    }

    [Fact]
    public async Task A_key_of_another_kind_and_a_request_that_says_too_little_erase_nothing()
    {
        await using var server = await RollcallServer.Start();
        await Send(server, "/api/v1/interactions", Three);
        foreach (var kind in (KeyKind[])[KeyKind.Read, KeyKind.Ingest, KeyKind.Population])
            Assert.Equal(HttpStatusCode.Forbidden, (await server.Client(kind).PostAsync(Path + "?confirm=all", Json("""{"filters":[]}"""))).StatusCode);
        foreach (var (body, query, type) in new[]
        {
            ("""{"filters":[]}""", "", "confirmation_needed"), ("""{"filters":[]}""", "?confirm=yes", "invalid_confirm"), ("{}", "?confirm=all", "missing"),
            ("""{"filters":[{"kind":"user_query","search":"x","allow_nulls":true}]}""", "", "confirmation_needed"),
            ("""{"filters":[{"kind":"nonsense","values":[]}]}""", "", "enum"),
            ("""{"filters":[],"time_range":{"start":"2026-03-04T00:00:00Z","end":"2026-03-03T00:00:00Z"}}""", "", "empty_period"),
        })
        {
            using var answer = await server.Client(KeyKind.Secret).PostAsync(Path + query, Json(body));
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, text);
            Assert.Contains($"\"type\":\"{type}\"", text, StringComparison.Ordinal);
        }

        Assert.Equal(3, await Interactions(server));
    }

    [Fact]
    public async Task A_repeated_key_is_answered_and_erases_nothing_that_came_since()
    {
        await using var server = await RollcallServer.Start();
        await Send(server, "/api/v1/interactions", Three);
        var client = server.Client(KeyKind.Secret);
        client.DefaultRequestHeaders.Add("Idempotency-Key", "k");
        var first = await (await client.PostAsync(Path, Json("""{"filters":[{"kind":"user","values":["ann"]}]}"""))).Content.ReadAsStringAsync();
        Assert.Equal("""{"message":"2 interactions deleted.","deleted":2}""", first);
        await Send(server, "/api/v1/interactions", Three);
        Assert.Equal(first, await (await client.PostAsync(Path, Json("""{"filters":[{"kind":"user","values":["ann"]}]}"""))).Content.ReadAsStringAsync());
        Assert.Equal(3, await Interactions(server));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PostAsync(Path, Json("""{"filters":[{"kind":"user","values":["bob"]}]}"""))).StatusCode);
    }

    private static async Task<long> Interactions(RollcallServer server)
    {
        var answer = await server.Client(KeyKind.Secret).GetFromJsonAsync<JsonElement>("/api/v1/metrics/adoption?from=2026-03-01&to=2026-04-01");
        var browsed = await server.Client(KeyKind.Secret).GetFromJsonAsync<JsonElement>("/api/v1/interactions");
        var counted = answer.GetProperty("total").GetProperty("interactions").GetInt64();
        Assert.Equal(browsed.GetProperty("total").GetInt64(), counted);
        return counted;
    }

    private static async Task<long> Deleted(RollcallServer server, string body, string query = "")
    {
        using var answer = await Send(server, Path + query, body);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal($"{json.GetProperty("deleted").GetInt64()} interactions deleted.", json.GetProperty("message").GetString());
        return json.GetProperty("deleted").GetInt64();
    }

    private static async Task<HttpResponseMessage> Send(RollcallServer server, string path, string body)
    {
        var answer = await server.Client(KeyKind.Secret).PostAsync(path, Json(body));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return answer;
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
