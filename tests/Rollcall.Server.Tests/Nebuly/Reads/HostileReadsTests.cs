using Rollcall.Server.Tests.Population;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Nebuly.Reads;

/// <summary>What no client should send: each is refused in Nebuly's form with the place of the fault, or answered; nothing fails.</summary>
public sealed class HostileReadsTests
{
    private const string May = """ "time_range":{"start":"2026-05-01T00:00:00Z","end":"2026-06-01T00:00:00Z"} """;

    private static readonly string[] Paths =
        ["get-interactions", "get-interaction-aggregates", "get-interaction-multi-aggregates", "get-interaction-time-series", "get-conversation-detail", "download/interactions"];

    // For every path that has the field; the place of one fault at least.
    private static readonly (string Paths, string Body, string Loc)[] Refused =
    [
        ("*", "", "body"),
        ("*", "[]", "body"),
        ("*", "null", "body"),
        ("*", "7", "body"),
        ("*", "{", "body"),
        ("*", "\"\\ud800\"", "body"),
        ("*", "{}", "body"),
        ("*", "{\"time_range\":{\"start\":\"\\ud800\",\"end\":\"x\"},\"conversation_id\":\"\\ud800\"}", "body"),
        ("*", """{"time_range":[],"conversation_id":[]}""", "body"),
        ("get-interactions get-interaction-aggregates get-interaction-time-series download/interactions", """{"time_range":{"start":"2026-05-02","end":"2026-05-01"}}""", "body.time_range.start"),
        ("get-interactions", """{"time_range":{"start":"soon","end":"0001-01-01"}}""", "body.time_range.end"),
        ("get-interactions", """{"time_range":{"start":"9999-12-31","end":"9999-12-31T23:59:59Z"}}""", "body.time_range.start"),
        ("get-interactions", """{"time_range":{"start":7}}""", "body.time_range.end"),
        ("get-interactions get-interaction-aggregates download/interactions", $$"""{ {{May}},"limit":0,"offset":-1}""", "body.limit"),
        ("get-interactions get-interaction-aggregates download/interactions", $$"""{ {{May}},"limit":1e99,"offset":1e99}""", "body.offset"),
        ("get-interactions get-interaction-aggregates get-interaction-time-series download/interactions", $$"""{ {{May}},"filters":{"kind":"user"} }""", "body.filters"),
        ("get-interactions get-interaction-aggregates get-interaction-time-series", $$"""{ {{May}},"filters":[7,null,[],{"kind":"users"}]}""", "body.filters.3.kind"),
        ("get-interactions", $$"""{ {{May}},"filters":[{"kind":"user"},{"kind":"tag","values":["x"]},{"kind":"user","values":[1,null]}]}""", "body.filters.2.values.1"),
        ("get-interactions", $$"""{ {{May}},"filters":[{"kind":"pii","values":["yes"]},{"kind":"user_feedback","values":["good"]},{"kind":"user","values":"ann"},{"kind":"user","values":[],"is_exclude":"no"}]}""", "body.filters.1.values.0"),
        ("get-interaction-aggregates get-interaction-time-series", $$"""{ {{May}},"group_by":"user"}""", "body.group_by"),
        ("get-interaction-aggregates get-interaction-time-series", $$"""{ {{May}},"group_by":{"kind":"'; DROP TABLE fact; --"} }""", "body.group_by.kind"),
        ("get-interaction-aggregates", $$"""{ {{May}},"group_by":{"kind":"tag"} }""", "body.group_by.tag"),
        ("get-interaction-aggregates", $$"""{ {{May}},"additional_group_bys":[{"kind":"user"}]}""", "body.group_by"),
        ("get-interaction-aggregates", $$"""{ {{May}},"group_by":{"kind":"user"},"additional_group_bys":[{"kind":"user"},{"kind":"user"},{"kind":"user"},{"kind":"user"}]}""", "body.additional_group_bys"),
        ("get-interaction-aggregates", """{"time_range":{"start":"1950-01-01","end":"2150-01-01"},"group_by":{"kind":"day"}}""", "body.time_range"),
        ("get-interaction-aggregates", $$"""{ {{May}},"variables":["n_cats"],"order_by":{"by":"n_cats","direction":"down"} }""", "body.order_by.by"),
        ("get-interaction-aggregates", $$"""{ {{May}},"order_by":[]}""", "body.order_by"),
        ("get-interaction-multi-aggregates", $$"""{ {{May}},"group_by_groups":[{"kind":"user"},[7]]}""", "body.group_by_groups.1.0"),
        ("get-interaction-time-series", $$"""{ {{May}},"granularity":"fortnight"}""", "body.granularity"),
        ("get-interaction-time-series", """{"time_range":{"start":"1950-01-01","end":"2150-01-01"},"granularity":"hour"}""", "body.granularity"),
        ("get-interaction-time-series", $$"""{ {{May}},"group_by":{"kind":"day"} }""", "body.group_by"),
        ("download/interactions", """{"time_range":{"kind":"tomorrow"},"filters":[{"column":"shoe_size","values":[]},{"column":"user"},7]}""", "body.filters.0.column"),
    ];

    // Strange, and answered.
    private static readonly (string Path, string Body)[] Taken =
    [
        ("get-interactions", """{"time_range":{"start":"1950-01-01","end":"2150-01-01T00:00:00+14:00"},"offset":1000000000,"unknown":{"a":[1]}}"""),
        ("get-interactions", $$"""{ {{May}},"filters":[{"kind":"user","values":["", " ", "' OR 1=1 --", "\u0000", "😀"]},{"kind":"tag","tag":"a~/\"'$.%","values":["", "\u0000x"]},{"kind":"data_source","values":[]},{"kind":"user_feedback","values":[]}]}"""),
        ("get-interaction-aggregates", """{"time_range":{"start":"1950-01-01","end":"2150-01-01"},"group_by":{"kind":"user"},"filters":null,"order_by":null,"variables":[],"limit":null}"""),
        ("get-interaction-aggregates", $$"""{ {{May}},"group_by":{"kind":"data_source"},"additional_group_bys":[{"kind":"user_feedback"},{"kind":"tag","tag":"😀"},{"kind":"day"}]}"""),
        ("get-interaction-multi-aggregates", $$"""{ {{May}},"group_by_groups":[]}"""),
        ("get-interaction-time-series", """{"time_range":{"start":"1950-01-01","end":"2150-01-01"},"granularity":"quarter","group_by":{"kind":"topic"}}"""),
        ("get-interaction-time-series", """{"time_range":{"start":"2026-03-28T22:30:00Z","end":"2026-03-29T22:30:00Z"},"granularity":"hour"}"""),
    ];

    [Fact]
    public async Task What_makes_no_sense_is_refused_by_name_and_the_rest_is_answered()
    {
        await using var server = await RollcallServer.Start("Europe/Rome", new DateOnly(2026, 6, 2));
        using var client = server.Client(KeyKind.Secret);
        // What senders may send, and engines may not like.
        Assert.Equal(200, (await client.Call("POST", "/event-ingestion/api/v3/events/trace_interaction", """
            {"interaction":{"conversation_id":"c\u00e9","input":"\u0000","output":"","time_start":"2026-05-04T09:00:00Z","time_end":"2026-05-04T09:00:00Z","end_user":"ann","tags":{"a~/\"'$.%":"x"}},
             "traces":[{"source":1e999},{"source":"\u0000s"},{"source":[{}]},{"model":"m","input_tokens":1000000000000000,"cost":1000000000000000}],"user_feedback":[{"slug":"rating","value":1e999},{"slug":null},{"value":"5","slug":"rating"},3,"x",[]],"anonymize":false}
            """)).Status);
        foreach (var (paths, body, loc) in Refused)
        {
            foreach (var path in paths == "*" ? Paths : paths.Split(' '))
            {
                var answer = await client.Call("POST", $"/api/external/{path}", body);
                Assert.True(answer.Status == 422, $"{path} {body}: {answer.Status} {answer.Text}");
                var places = answer["detail"].EnumerateArray().Select(entry => string.Join('.', entry.GetProperty("loc").EnumerateArray())).ToList();
                Assert.Contains(places, place => loc == "body" ? place.StartsWith(loc, StringComparison.Ordinal) : place == loc);
                Assert.All(answer["detail"].EnumerateArray(), entry => Assert.False(string.IsNullOrEmpty(entry.GetProperty("msg").GetString()) || string.IsNullOrEmpty(entry.GetProperty("type").GetString())));
            }
        }

        foreach (var (path, body) in Taken)
        {
            var answer = await client.Call("POST", $"/api/external/{path}", body);
            Assert.True(answer.Status == 200, $"{path} {body}: {answer.Status} {answer.Text}");
        }

        foreach (var query in new[] { "", "date_gte=2026-05-01", "date_gte=2026-05-01&date_lt=2026-05-09", "date_gte=2026-05-02&date_lt=2026-05-01", "date_gte=x&date_lt=", "date_gte=0001-01-01&date_lt=9999-12-31" })
        {
            var answer = await client.Call("GET", $"/api/external/export/interactions?{query}");
            Assert.Equal(422, answer.Status);
            Assert.Equal("query", answer["detail"][0].GetProperty("loc")[0].GetString());
        }

        foreach (var id in new[] { "a%2Fb", "%F0%9F%98%80", new string('x', 3_000), "'%20OR%201=1" })
            Assert.Equal(404, (await client.Call("GET", $"/api/external/export/interactions/detail-v2/{id}")).Status);
        var export = await client.Call("GET", "/api/external/export/interactions?date_gte=2026-05-04&date_lt=2026-05-05");
        Assert.Equal((200, 1), (export.Status, export.Json.GetArrayLength()));
    }
}
