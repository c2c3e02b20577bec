using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Export;

public sealed class ExportEndpointsTests
{
    private const string Interactions = "/api/v1/interactions/export";
    private const string People = "/api/v1/eligible-users/export";

    private static readonly string[] Sent =
    [
        """{"id":"1","end_user":"Ada@acme.example","time_start":"2026-03-01T10:00:00.123456+01:00","time_end":"2026-03-01T09:00:01Z","conversation_id":"c","model":"m","agent":"a","input_tokens":1,"output_tokens":2,"cost":3,"error":"broken","tags":{"z":"ü \"quoted\"","a":"1"},"input":"line\nline","output":"","feedback":[{"slug":"thumbs_up","value":1}],"traces":[{"model":"m"}],"context":{"history":["<b>"]}}""",
        """{"end_user":"bob","time_start":"2026-03-02T10:00:00Z","input":"=1+1","output":"'quoted"}""",
        """{"end_user":"bob","time_start":"2026-03-02T10:00:00Z","conversation_id":"named","tags":{}}""",
        """{"end_user":"Łucja 🙂","time_start":"2026-03-03T10:00:00Z","context":{"flags":{"x":true}}}""",
        """{"id":"0123456789abcdef0123456789abcdef","end_user":"bob","time_start":"2026-03-04T10:00:00Z"}""",
    ];

    [Fact]
    public async Task What_is_exported_can_be_imported_and_exported_again_and_is_the_same()
    {
        await using var server = await RollcallServer.Start(today: new DateOnly(2026, 3, 10));
        await using var other = await RollcallServer.Start(today: new DateOnly(2026, 4, 2));
        using var from = server.Client(KeyKind.Secret);
        using var to = other.Client(KeyKind.Secret);
        Assert.Equal(Sent.Length, await Accepted(from, string.Join('\n', Sent)));
        await Accepted(from, string.Join('\n', Enumerable.Range(0, 500).Select(i => $$"""{"end_user":"user {{i % 9}}","time_start":"2026-02-{{(i % 28) + 1:00}}T10:00:00Z","input":"{{i}}"}""")));

        var exported = await from.GetStringAsync(Interactions);
        Assert.Equal(505, exported.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(505, await Accepted(to, exported));
        Assert.Equal(Lines(exported), Lines(await to.GetStringAsync(Interactions)));
        // Every field of what was sent is in it.
        var first = JsonDocument.Parse(Lines(exported).Single(line => line.Contains("\"id\":\"1\"", StringComparison.Ordinal))).RootElement;
        foreach (var property in JsonDocument.Parse(Sent[0]).RootElement.EnumerateObject().Where(property => !property.Name.StartsWith("time_", StringComparison.Ordinal)))
            Assert.True(JsonElement.DeepEquals(property.Value, first.GetProperty(property.Name)), property.Name);
        Assert.Equal(DateTimeOffset.Parse("2026-03-01T09:00:00.123456Z", null), first.GetProperty("time_start").GetDateTimeOffset());
        // Sent to where it came from it is there already, with ids and without.
        Assert.Equal(0, await Accepted(from, exported));
        Assert.Equal(505, Lines(await from.GetStringAsync(Interactions)).Count);
    }

    [Fact]
    public async Task People_keep_all_access_and_all_tags()
    {
        await using var server = await RollcallServer.Start(today: new DateOnly(2026, 3, 10));
        await using var other = await RollcallServer.Start(today: new DateOnly(2026, 4, 2));
        using var from = server.Client(KeyKind.Secret);
        using var to = other.Client(KeyKind.Secret);
        await Put(from, """{"users":[{"end_user":"ada","access":[{"from":"2026-01-01","to":"2026-02-01"},{"from":"2026-02-10T08:00:00Z"}],"tags":{"team":"red"}},{"end_user":"bob","active_from":"2026-03-01","tags":{"team":"ü"},"tags_from":"2026-03-05"},{"end_user":"eve","access":[]}]}""");
        await Put(from, """{"users":[{"end_user":"eve","tags":{"team":"old"},"tags_from":"0001-01-01"}]}""");
        await Put(from, """{"users":[{"end_user":"ada","tags":{"team":"blue"},"tags_from":"2026-02-15"},{"end_user":"bob","tags":{},"tags_from":"2026-03-08"}]}""");
        var exported = await from.GetStringAsync(People);
        var rounds = exported.Split('\n', StringSplitOptions.RemoveEmptyEntries).GroupBy(line => JsonDocument.Parse(line).RootElement.GetProperty("end_user").GetString()).ToList();
        for (var round = 0; round < rounds.Max(lines => lines.Count()); round++)
            await Put(to, $$"""{"users":[{{string.Join(',', rounds.SelectMany(lines => lines.Skip(round).Take(1)))}}]}""");
        Assert.Equal(exported, await to.GetStringAsync(People));
        Assert.Equal(
            ["""{"end_user":"ada","access":[{"from":"2026-01-01","to":"2026-02-01"},{"from":"2026-02-10T08:00:00Z"}],"tags":{"team":"blue"},"tags_from":"2026-02-15"}""", """{"end_user":"ada","tags":{"team":"red"},"tags_from":"2026-03-10"}"""],
            exported.Split('\n')[..2]);
    }

    [Fact]
    public async Task Csv_has_the_same_fields_and_no_formulas()
    {
        await using var server = await RollcallServer.Start(today: new DateOnly(2026, 3, 10));
        using var client = server.Client(KeyKind.Secret);
        await Accepted(client, string.Join('\n', Sent[..2]));
        var csv = await client.GetStringAsync($"{Interactions}?format=csv");
        Assert.StartsWith("id,end_user,time_start,time_end,conversation_id,model,agent,input_tokens,output_tokens,cost,error,tags,input,output,feedback,traces,context\r\n", csv, StringComparison.Ordinal);
        Assert.Contains(",\"'=1+1\",", csv, StringComparison.Ordinal);
        Assert.Contains("1,Ada@acme.example,2026-03-01T09:00:00.1234560+00:00,", csv, StringComparison.Ordinal);
        Assert.Equal(2, (await client.GetStringAsync($"{Interactions}?format=csv&from=2026-03-02&to=2026-03-03")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task It_is_for_secret_keys_names_wrong_parameters_and_stands_in_the_audit_log()
    {
        await using var server = await RollcallServer.Start();
        foreach (var kind in (KeyKind[])[KeyKind.Ingest, KeyKind.Population, KeyKind.Read])
        {
            using var other = server.Client(kind);
            Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync(Interactions)).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync(People)).StatusCode);
        }

        using var client = server.Client(KeyKind.Secret);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.GetAsync($"{Interactions}?format=xls")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.GetAsync($"{Interactions}?end_user=ada")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.GetAsync($"{Interactions}?from=2026-03-02&to=2026-03-02")).StatusCode);
        Assert.Equal("", await client.GetStringAsync(Interactions));
        Assert.Equal("", await client.GetStringAsync(People));
        await using var registry = await server.Services.GetRequiredService<IDbContextFactory<RegistryContext>>().CreateDbContextAsync();
        Assert.Equal(["interactions", "people"], await registry.Audit.Where(entry => entry.Action == AuditAction.Exported).OrderBy(entry => entry.Id).Select(entry => entry.Subject).ToListAsync());
    }

    [Fact]
    public async Task What_is_kept_as_sent_must_be_of_its_kind()
    {
        await using var server = await RollcallServer.Start(today: new DateOnly(2026, 3, 10));
        using var client = server.Client(KeyKind.Secret);
        using var refused = await client.PostAsync("/api/v1/interactions", new StringContent(
            """{"end_user":"ada","time_start":"2026-03-01T10:00:00Z","feedback":"good","traces":{},"context":[]}""", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(["context", "feedback", "traces"], (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateArray().Select(fault => fault.GetProperty("path").GetString()).Order());
    }

    private static List<string> Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    private static async Task<long> Accepted(HttpClient client, string lines)
    {
        using var answer = await client.PostAsync("/api/v1/interactions", new StringContent(lines, Encoding.UTF8, "application/x-ndjson"));
        var counts = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("[]", counts.GetProperty("rejected").GetRawText());
        Assert.Equal(0, counts.GetProperty("conflicts").GetInt64());
        return counts.GetProperty("accepted").GetInt64();
    }

    private static async Task Put(HttpClient client, string body)
    {
        using var answer = await client.PutAsync("/api/v1/eligible-users", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
