using System.Text.Json;
using Rollcall.Server.Tests.Population;
using Rollcall.Storage.Registry;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Server.Tests.Nebuly.Reads;

/// <summary>The contract of Nebuly's reads: a request, and what the answer must have. Fields that a row of the table does not name are not compared.</summary>
public sealed class NebulyReadsTests
{
    private const string May = """ "time_range":{"start":"2026-05-01T00:00:00Z","end":"2026-06-01T00:00:00Z"} """;

    // Three people. Ann and Bob share a conversation; April is the period before, as far as 31 days reach.
    private static readonly string[] Sent =
    [
        """{"interaction":{"conversation_id":"c0","input":"April","output":"o","time_start":"2026-04-10T09:00:00Z","time_end":"2026-04-10T09:00:05Z","end_user":"ann","tags":{"team":"x"}},"traces":[],"anonymize":false}""",
        """{"interaction":{"conversation_id":"c0","input":"April too","output":"o","time_start":"2026-04-11T09:00:00Z","time_end":"2026-04-11T09:00:05Z","end_user":"dan"},"traces":[],"anonymize":false}""",
        """{"interaction":{"conversation_id":"c1","input":"One","output":"first","time_start":"2026-05-04T09:00:00Z","time_end":"2026-05-04T09:00:02Z","end_user":"ann","tags":{"team":"x"}},"traces":[{"model":"m","messages":[],"output":"first","input_tokens":3,"output_tokens":4,"cost":100},{"source":"hr.docx","input":"q","outputs":["p"]}],"user_feedback":[{"slug":"thumbs_down","text":"no"},{"slug":"regenerate"}],"anonymize":false}""",
        """{"interaction":{"conversation_id":"c1","input":"Two","output":"second","time_start":"2026-05-04T10:00:00Z","time_end":"2026-05-04T10:00:04Z","end_user":"bob","tags":{"team":"y"}},"traces":[{"source":"hr.docx"},{"source":"it.docx"}],"user_feedback":[{"slug":"rating","value":5}],"anonymize":false}""",
        """{"interaction":{"conversation_id":"c2","input":"Three","output":"third","time_start":"2026-05-20T23:30:00Z","time_end":"2026-05-20T23:30:06Z","end_user":"cid"},"traces":[],"anonymize":false}""",
    ];

    private static readonly (string Path, string Body, string Expected)[] Table =
    [
        ("get-interactions", $$"""{ {{May}},"filters":[],"limit":2,"offset":0}""", """
            {"total":3,"offset":0,"limit":2,"data":[
              {"input_text":"Three","output_text":"third","user_query":null,"end_user":"cid","timestamp":"2026-05-20T23:30:00Z","warning_message":null,"negative_intent_message":null,"feedback_type":null},
              {"input_text":"Two","end_user":"bob","feedback_type":"positive_explicit"}]}
            """),
        ("get-interactions", $$"""{ {{May}},"filters":[],"limit":2,"offset":2}""", """{"total":3,"offset":2,"data":[{"input_text":"One","feedback_type":"negative_explicit"}]}"""),
        ("get-interactions", $$"""{ {{May}}}""", """{"total":3,"limit":10,"offset":0}"""),
        ("get-interactions", $$"""{ {{May}},"filters":[{"kind":"user","values":["ann","bob"]},{"kind":"tag","tag":"team","values":["y"]}]}""", """{"total":1,"data":[{"input_text":"Two"}]}"""),
        ("get-interactions", $$"""{ {{May}},"filters":[{"kind":"user","values":["ann"],"is_exclude":true}]}""", """{"total":2}"""),
        ("get-interactions", $$"""{ {{May}},"filters":[{"kind":"tag","tag":"team","values":["x"],"is_exclude":true}]}""", """{"total":2,"data":[{"input_text":"Three"},{"input_text":"Two"}]}"""),
        ("get-interactions", $$"""{ {{May}},"filters":[{"kind":"user_feedback","values":["negative_implicit","positive_explicit"]}]}""", """{"total":2}"""),
        ("get-interactions", $$"""{ {{May}},"filters":[{"kind":"data_source","values":["it.docx"]}]}""", """{"total":1,"data":[{"input_text":"Two"}]}"""),
        ("get-interactions", $$"""{ {{May}},"filters":[{"kind":"topic","values":["holidays"]}]}""", """{"total":0,"data":[]}"""),
        ("get-interactions", $$"""{ {{May}},"filters":[{"kind":"topic","values":["holidays"],"is_exclude":true},{"kind":"user_query","search":"x","allow_nulls":true},{"kind":"pii","values":[true],"is_exclude":true}]}""", """{"total":3}"""),
        ("get-interactions", """{"time_range":{"start":"2026-05-04T09:00:00.000001Z","end":"2026-05-20T23:30:00+00:00"},"filters":[]}""", """{"total":1,"data":[{"input_text":"Two"}]}"""),

        ("get-interaction-aggregates", $$"""{ {{May}},"filters":[],"limit":10,"offset":0}""", """
            {"total":1,"offset":0,"limit":10,"data":[{"group_name":null,"additional_groups":[],"n_interactions":3,"n_interactions_prev":2,"n_users":3,"n_users_prev":2,
              "n_positive_implicit_user_feedback":0,"n_positive_explicit_user_feedback":1,"n_negative_implicit_user_feedback":1,"n_negative_explicit_user_feedback":1,"n_negative_explicit_user_feedback_prev":0,
              "n_feedback":2,"n_interactions_negative":1,"cost":100,"latency_seconds":4,"session_length":1.5,"session_time":1805,"retention":0.5,"n_intents":0,"topics":[]}]}
            """),
        // Each of the three is active on one day; May in UTC touches 32 days of Rome.
        ("get-interaction-aggregates", $$"""{ {{May}},"variables":["stickiness"]}""", """{"data":[{"stickiness":0.03125}]}"""),
        ("get-interaction-aggregates", $$"""{ {{May}},"filters":[],"group_by":{"kind":"tag","tag":"team"} }""", """
            {"total":3,"data":[{"group_name":"x","n_interactions":1,"n_interactions_prev":1,"retention":1},{"group_name":"y","n_interactions":1,"retention":null},{"group_name":null,"n_interactions":1,"n_users_prev":1,"retention":0}]}
            """),
        ("get-interaction-aggregates", $$"""{ {{May}},"group_by":{"kind":"user"},"order_by":{"by":"negative_feedback","direction":"desc"},"limit":1}""", """{"total":3,"limit":1,"data":[{"group_name":"ann","n_interactions":1}]}"""),
        ("get-interaction-aggregates", $$"""{ {{May}},"group_by":{"kind":"user"},"order_by":{"by":"trend","direction":"asc"},"offset":1}""", """{"total":3,"data":[{"group_name":"bob"},{"group_name":"cid"}]}"""),
        ("get-interaction-aggregates", $$"""{ {{May}},"group_by":{"kind":"data_source"} }""", """{"total":3,"data":[{"group_name":"hr.docx","n_interactions":2,"n_users":2},{"group_name":"it.docx","n_interactions":1},{"group_name":null,"n_interactions":1}]}"""),
        ("get-interaction-aggregates", $$"""{ {{May}},"group_by":{"kind":"user_feedback"} }""", """{"total":4,"data":[{"group_name":"negative_explicit"},{"group_name":"negative_implicit"},{"group_name":"positive_explicit"},{"group_name":null}]}"""),
        ("get-interaction-aggregates", $$"""{ {{May}},"group_by":{"kind":"day"},"additional_group_bys":[{"kind":"user"}]}""", """
            {"total":3,"data":[{"group_name":"2026-05-04","additional_groups":["ann"],"n_interactions":1},{"group_name":"2026-05-04","additional_groups":["bob"]},{"group_name":"2026-05-21","additional_groups":["cid"]}]}
            """),
        ("get-interaction-aggregates", $$"""{ {{May}},"group_by":{"field":"conversation_id"} }""", """{"total":2,"data":[{"group_name":"c1","n_interactions":2,"session_time":3604},{"group_name":"c2"}]}"""),
        ("get-interaction-aggregates", $$"""{ {{May}},"group_by":{"kind":"topic","most_relevant_first":true} }""", """{"total":0,"data":[]}"""),
        ("get-interaction-aggregates", $$"""{ {{May}},"group_by":{"kind":"user_intent","include_empty":true} }""", """{"total":1,"data":[{"group_name":null,"n_interactions":3}]}"""),
        ("get-interaction-aggregates", $$"""{ {{May}},"filters":[{"kind":"user","values":["nobody"]}]}""", """{"total":1,"data":[{"n_interactions":0,"n_users":0,"cost":0,"latency_seconds":null,"session_length":null,"retention":null}]}"""),

        ("get-interaction-multi-aggregates", $$"""{ {{May}},"group_by_groups":[[{"kind":"user"}],[{"kind":"tag","tag":"team"},{"kind":"user"}],[]],"limit":2}""", """
            {"total":7,"limit":2,"data":[{"kinds":[],"group_name":null,"n_interactions":3},{"n_interactions":1}]}
            """),

        ("get-interaction-time-series", """{"time_range":{"start":"2026-05-03T22:00:00Z","end":"2026-05-05T22:00:00Z"},"filters":[]}""", """
            {"buckets":["2026-05-04T00:00:00+02:00","2026-05-05T00:00:00+02:00"],
             "datasets":{"total":[{"bucket":"2026-05-04T00:00:00+02:00","n_interactions":2,"n_users":2,"n_interactions_prev":0,"session_length":2,"session_time":3604},{"bucket":"2026-05-05T00:00:00+02:00","n_interactions":0,"session_length":null}]}}
            """),
        ("get-interaction-time-series", """{"time_range":{"start":"2026-05-04T07:30:00Z","end":"2026-05-04T10:30:00Z"},"granularity":"hour"}""", """
            {"buckets":["2026-05-04T09:00:00+02:00","2026-05-04T10:00:00+02:00","2026-05-04T11:00:00+02:00","2026-05-04T12:00:00+02:00"],"datasets":{"total":[{"n_interactions":0},{"n_interactions":0},{"n_interactions":1},{"n_interactions":1}]}}
            """),
        ("get-interaction-time-series", """{"time_range":{"start":"2026-04-01","end":"2026-06-01"},"granularity":"month","group_by":{"kind":"user"}}""", """
            {"buckets":["2026-04-01T00:00:00+02:00","2026-05-01T00:00:00+02:00"],"datasets":{"ann":[{"n_interactions":1},{"n_interactions":1}],"bob":[{"n_interactions":0},{"n_interactions":1}]}}
            """),
        ("get-interaction-time-series", """{"time_range":{"start":"2025-06-01","end":"2026-06-01"},"granularity":"year","variables":["n_users"]}""", """{"buckets":["2025-01-01T00:00:00+01:00","2026-01-01T00:00:00+01:00"],"datasets":{"total":[{"n_users":0},{"n_users":4}]}}"""),
        ("get-interaction-time-series", """{"time_range":{"start":"2026-04-01","end":"2026-06-01"},"granularity":"quarter"}""", """{"buckets":["2026-04-01T00:00:00+02:00"],"datasets":{"total":[{"n_interactions":5}]}}"""),
        ("get-interaction-time-series", """{"time_range":{"start":"2026-05-06","end":"2026-05-12"},"granularity":"week"}""", """{"buckets":["2026-05-04T00:00:00+02:00","2026-05-11T00:00:00+02:00"],"datasets":{"total":[{"n_interactions":0,"n_interactions_prev":2},{"n_interactions_prev":0}]}}"""),

        ("get-conversation-detail", """{"conversation_id":"c1"}""", """
            {"id":"c1","session_length":2,"session_time":3604,"start_session":"2026-05-04T09:00:00Z","end_session":"2026-05-04T10:00:04Z","cost":100,"tags":{"team":"y"},"emotions":[],"custom_aggregates":{},
             "conversation":[{"input":"One","output":"first","timestamp":"2026-05-04T09:00:00Z","end_timestamp":"2026-05-04T09:00:02Z","user_query":null,"topic":null,"sentiment":null,"type_of_risk":null,"moderation_issue":null,"business_issue":null},{"input":"Two"}]}
            """),

        ("download/interactions", """{"time_range":{"kind":"custom","start":"2026-05-01T00:00:00Z","end":"2026-06-01T00:00:00Z","offset_minutes":0},"filters":[{"column":"tag:team","values":["x"]}]}""", """
            {"interactions":{"total":1,"offset":0,"limit":10,"data":[{"input":"One","output":"first","latency":2,"user":"ann","has_frustration":false,"timestamp":"2026-05-04T09:00:00Z","cost":100,"text_language":null,"verbosity":null}]}}
            """),
        ("download/interactions", """{"time_range":{"kind":"30_days"},"filters":[{"column":"user","values":["ann","bob","cid"]}]}""", """{"interactions":{"total":3}}"""),
        ("download/interactions", """{"time_range":{"kind":"today"}}""", """{"interactions":{"total":0,"data":[]}}"""),
    ];

    [Fact]
    public async Task Every_request_of_the_table_has_its_answer()
    {
        await using var server = await Start();
        using var client = server.Client(KeyKind.Secret);
        foreach (var (path, body, expected) in Table)
        {
            var answer = await client.Call("POST", $"/api/external/{path}", body);
            Assert.True(answer.Status == 200, $"{path} {body}: {answer.Text}");
            ReferenceAnswers.Contains(JsonDocument.Parse(expected).RootElement, answer.Json, $"{path} {body}");
        }
    }

    [Fact]
    public async Task One_interaction_and_an_export_have_their_fields()
    {
        await using var server = await Start();
        using var client = server.Client(KeyKind.Secret);
        var export = (await client.Call("GET", "/api/external/export/interactions?date_gte=2026-05-04&date_lt=2026-05-11&unknown=1")).Json.EnumerateArray().ToList();
        Assert.Equal(["Two", "One"], export.Select(row => row.GetProperty("input").GetString()));
        var id = export[1].GetProperty("id").GetString();

        var detail = (await client.Call("GET", $"/api/external/export/interactions/detail/{id}")).Json;
        ReferenceAnswers.Contains(JsonDocument.Parse("""
            {"input":"One","output":"first","history":[],"conversation":[{"input":"One","is_chosen":true},{"input":"Two","is_chosen":false}],"actions":[{"slug":"thumbs_down"},{"slug":"regenerate"}],
             "topics":[],"frustration_cause":null,"user_id":"ann","user_group_profile":null,"tags":{"team":"x"},"intent":null,"topic":null,"warning_business":null,"warning_model":null}
            """).RootElement, detail, "detail");
        var newer = (await client.Call("GET", $"/api/external/export/interactions/detail-v2/{id}")).Json;
        ReferenceAnswers.Contains(JsonDocument.Parse($$"""
            {"id":"{{id}}","project_id":"{{server.Project.Id}}","sentiment":null,"emotions":[],"cost":100,"topic":null,"intent":null,"input":"One","output":"first","latency":2,"pii_removed":false,"text_language":null,
             "timestamp":"2026-05-04T09:00:00Z","end_timestamp":"2026-05-04T09:00:02Z","user":"ann","verbosity":null,"actions":[],"feedback_action_text":"no","feedback_action_rating":null,"user_query":null,
             "tags":{"team":"x"},"feedback_type":"negative_explicit","risky_behavior":null,"rags":["hr.docx"],"rags_details":{"hr.docx":{"source":"hr.docx","input":"q"} },"warning_message":null,"conversation":[{"input":"One"},{"input":"Two"}]}
            """).RootElement, newer, "detail-v2");
        Assert.Equal(404, (await client.Call("GET", "/api/external/export/interactions/detail/nothing")).Status);
        Assert.Equal(404, (await client.Call("GET", "/api/external/export/interactions/detail-v2/nothing")).Status);
        Assert.Equal(404, (await client.Call("POST", "/api/external/get-conversation-detail", """{"conversation_id":"nothing"}""")).Status);
    }

    [Fact]
    public async Task Texts_need_a_secret_key_and_numbers_one_that_reads()
    {
        await using var server = await Start();
        foreach (var kind in Enum.GetValues<KeyKind>())
        {
            using var client = server.Client(kind);
            foreach (var (path, body, _) in Table.DistinctBy(row => row.Path))
            {
                var isNumbers = path.StartsWith("get-interaction-", StringComparison.Ordinal);
                Assert.Equal(kind == KeyKind.Secret || (isNumbers && kind == KeyKind.Read) ? 200 : 403, (await client.Call("POST", $"/api/external/{path}", body)).Status);
            }

            Assert.Equal(kind == KeyKind.Secret ? 200 : 403, (await client.Call("GET", "/api/external/export/interactions?date_gte=2026-05-04&date_lt=2026-05-11")).Status);
        }
    }

    [Fact]
    public async Task Excluded_people_and_small_groups_have_no_numbers_here_either()
    {
        await using var server = await Start();
        using var client = server.Client(KeyKind.Secret);
        (await client.PatchAsJsonAsync("/api/v1/settings", new { excluded = new[] { "cid" } })).EnsureSuccessStatusCode();
        var total = await client.Call("POST", "/api/external/get-interaction-aggregates", $$"""{ {{May}}}""");
        Assert.Equal(2, total["data"][0].GetProperty("n_users").GetInt32());

        (await client.PatchAsJsonAsync("/api/v1/settings", new { smallest_group = 2 })).EnsureSuccessStatusCode();
        foreach (var row in (await client.Call("POST", "/api/external/get-interaction-aggregates", $$"""{ {{May}},"group_by":{"kind":"user"} }"""))["data"].EnumerateArray())
        {
            Assert.True(row.GetProperty("suppressed").GetBoolean());
            Assert.All(row.EnumerateObject().Where(field => field.Name.StartsWith("n_", StringComparison.Ordinal)), field => Assert.Equal(JsonValueKind.Null, field.Value.ValueKind));
        }
    }

    private static async Task<RollcallServer> Start()
    {
        var server = await RollcallServer.Start("Europe/Rome", new DateOnly(2026, 6, 2));
        using var client = server.Client(KeyKind.Ingest);
        foreach (var body in Sent)
            Assert.Equal(200, (await client.Call("POST", "/event-ingestion/api/v3/events/trace_interaction", body)).Status);
        return server;
    }
}
