using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Projects;

public sealed class ProjectSettingsEndpointsTests
{
    private const string Path = "/api/v1/settings";
    private const string Defaults =
        """{"name":"Acme","time_zone":"UTC","week_start":"monday","min_interactions":1,"events":[],"excluded":[],"lateness_days":3,"smallest_group":1,"goal":null,"allowed_origins":[],"feature_flags":[],"text_days":null,"interaction_months":null}""";

    [Fact]
    public async Task A_project_begins_with_the_defaults_and_who_may_read_metrics_reads_them()
    {
        await using var server = await RollcallServer.Start();
        Assert.Equal(Defaults, await server.Client(KeyKind.Read).GetStringAsync(Path));
        foreach (var kind in (KeyKind[])[KeyKind.Ingest, KeyKind.Population])
            Assert.Equal(HttpStatusCode.Forbidden, (await server.Client(kind).GetAsync(Path)).StatusCode);
        foreach (var kind in (KeyKind[])[KeyKind.Ingest, KeyKind.Population, KeyKind.Read])
            Assert.Equal(HttpStatusCode.Forbidden, (await Patch(server, """{"min_interactions":2}""", kind)).StatusCode);
        Assert.Equal(Defaults, await server.Client(KeyKind.Secret).GetStringAsync(Path));
    }

    [Fact]
    public async Task What_is_named_changes_the_rest_stays_and_null_is_the_default()
    {
        var folder = Directory.CreateTempSubdirectory("rollcall-server-").FullName;
        try
        {
            await using (var server = await RollcallServer.Start(folder: folder))
            {
                Assert.Equal(
                    """{"name":"Acme","time_zone":"UTC","week_start":"monday","min_interactions":2,"events":[{"key":"agent","is":["","hr-bot"]},{"key":"feature","is":["chat","search"]}],"excluded":["Test@acme.example","bot"],"lateness_days":3,"smallest_group":1,"goal":0.7,"allowed_origins":[],"feature_flags":[],"text_days":null,"interaction_months":null}""",
                    await Changed(server, """
                        {"min_interactions":2,"goal":0.7,"excluded":[" bot ","Test@acme.example","test@ACME.example"],
                         "events":[{"key":"feature","is":["search"]},{"key":"agent","is":["hr-bot",""]},{"is":["chat","search"],"key":" feature "}]}
                        """));
                Assert.Equal(
                    """{"name":"Acme Labs","time_zone":"UTC","week_start":"sunday","min_interactions":1,"events":[],"excluded":["Test@acme.example","bot"],"lateness_days":0,"smallest_group":5,"goal":0.7,"allowed_origins":[],"feature_flags":[],"text_days":null,"interaction_months":null}""",
                    await Changed(server, """{"name":"Acme Labs","week_start":"sunday","lateness_days":0,"smallest_group":5,"events":null,"min_interactions":null}"""));
                var audit = await server.InRegistry(r => r.Audit.Where(e => e.Action == AuditAction.ProjectChanged).OrderBy(e => e.Id).ToListAsync());
                Assert.Equal(["boot…", "boot…"], audit.Select(e => e.Actor));
                Assert.Equal("Acme Labs, weeks from sunday, active from 1 interactions, 0 conditions on them, 2 people excluded, final after 0 days, groups from 5 people, goal 0.7", audit[1].Subject);
            }

            await using var again = await RollcallServer.Start(folder: folder);
            var kept = await again.Client(KeyKind.Read).GetStringAsync(Path);
            Assert.Contains("\"excluded\":[\"Test@acme.example\",\"bot\"],\"lateness_days\":0,\"smallest_group\":5,\"goal\":0.7", kept, StringComparison.Ordinal);
            // What was read can be sent back as it is.
            Assert.Equal(kept, await Changed(again, kept));
            Assert.Equal(
                Defaults.Replace("Acme", "Acme Labs", StringComparison.Ordinal),
                await Changed(again, """{"week_start":null,"min_interactions":null,"events":null,"excluded":null,"lateness_days":null,"smallest_group":null,"goal":null,"allowed_origins":[],"feature_flags":[],"text_days":null,"interaction_months":null}"""));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Every_fault_is_told_at_once_and_nothing_changes()
    {
        await using var server = await RollcallServer.Start();
        var long513 = new string('x', 513);
        var cases = new (string Body, string[] Faults)[]
        {
            ("""{"min_interactions":0,"lateness_days":-1,"smallest_group":1001,"goal":0,"week_start":"friday","name":"","text_days":0,"interaction_months":121}""",
                ["goal out_of_range", "interaction_months out_of_range", "lateness_days out_of_range", "min_interactions out_of_range", "name invalid_name", "smallest_group out_of_range", "text_days out_of_range", "week_start unknown_week_start"]),
            ("""{"min_interactions":1.5,"lateness_days":"3","smallest_group":true,"goal":"high","min_interaction":2,"time_zone":"Mars/Olympus","text_days":"x","interaction_months":1.5,"name":null,"week_start":7}""",
                ["goal wrong_type", "interaction_months out_of_range", "lateness_days wrong_type", "min_interaction unknown_field", "min_interactions out_of_range", "name wrong_type", "smallest_group wrong_type", "text_days wrong_type", "time_zone unknown_time_zone", "week_start wrong_type"]),
            // Also what can be read is looked at where something else cannot.
            ("""{"goal":1.5,"lateness_days":61,"min_interactions":"one","smallest_group":99999999999,"time_zone":null}""",
                ["goal out_of_range", "lateness_days out_of_range", "min_interactions wrong_type", "smallest_group out_of_range", "time_zone wrong_type"]),
            ($$"""{"excluded":["", "ok", 7, "a\u0000b", "{{long513}}", "\ud800"]}""",
                ["excluded[0] empty", "excluded[2] wrong_type", "excluded[3] control_character", "excluded[4] too_long", "excluded[5] invalid_text"]),
            ("""{"excluded":"bot","events":{"agent":"x"}}""", ["events wrong_type", "excluded wrong_type"]),
            ("""{"events":["x",{"is":["a"]},{"key":"agent"},{"key":"","is":[]},{"key":"agent","is":"a"},{"key":"agent","is":[1],"not":["b"]}]}""",
                ["events[0] wrong_type", "events[1].key required", "events[2].is required", "events[3].is required", "events[3].key empty", "events[4].is wrong_type", "events[5].is[0] wrong_type", "events[5].not unknown_field"]),
            ($$"""{"excluded":[{{string.Join(',', Enumerable.Range(0, 10_001).Select(i => $"\"{i}\""))}}]}""", ["excluded too_many"]),
            ($$"""{"events":[{"key":"agent","is":[{{string.Join(',', Enumerable.Range(0, 101).Select(i => $"\"{i}\""))}}]}]}""", ["events too_many"]),
            ("[]", [" wrong_type"]),
            ("""{"goal":0.5,"goal":0.6}""", [" duplicate_field"]),
            ("{", [" invalid_json"]),
        };
        foreach (var (body, faults) in cases)
        {
            using var answer = await Patch(server, body);
            Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, body[..Math.Min(body.Length, 100)]);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            var told = problem.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("path").GetString()} {error.GetProperty("code").GetString()}");
            Assert.Equal(faults, told.Order(StringComparer.Ordinal));
        }

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Patch(server, "{}", type: "text/plain")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Patch(server, "{}", query: "?project=other")).StatusCode);
        Assert.Equal(Defaults, await server.Client(KeyKind.Read).GetStringAsync(Path));
        Assert.Equal(0, await server.InRegistry(r => r.Audit.CountAsync(e => e.Action == AuditAction.ProjectChanged)));
    }

    [Fact]
    public async Task The_most_that_may_be_excluded_is_kept()
    {
        await using var server = await RollcallServer.Start();
        var ids = Enumerable.Range(0, 10_000).Select(i => $"person-{i:D5}").ToArray();
        await Changed(server, JsonSerializer.Serialize(new { excluded = ids }));
        var kept = await server.Client(KeyKind.Read).GetFromJsonAsync<JsonElement>(Path);
        Assert.Equal(ids, kept.GetProperty("excluded").EnumerateArray().Select(id => id.GetString()));
    }

    private static async Task<string> Changed(RollcallServer server, string body)
    {
        using var answer = await Patch(server, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        Assert.Equal(text, await server.Client(KeyKind.Read).GetStringAsync(Path));
        return text;
    }

    private static async Task<HttpResponseMessage> Patch(RollcallServer server, string body, KeyKind kind = KeyKind.Secret, string type = "application/json", string query = "")
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, type);
        return await server.Client(kind).PatchAsync($"{Path}{query}", content);
    }
}
