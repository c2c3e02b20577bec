using System.Text.Json;
using Rollcall.Server.Tests.Population;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Nebuly;

/// <summary>Nebuly's interactions in the spellings of its clients.</summary>
public sealed class NebulyEventEndpointsTests : IAsyncLifetime
{
    private const string At = "\"end_user\":\"ann\",\"time_start\":\"2026-03-05T09:00:00Z\",\"time_end\":\"2026-03-05T09:00:09Z\"";

    private RollcallServer _server = null!;
    private HttpClient _client = null!;

    public static TheoryData<string> Paths => ["/event-ingestion/api/v2/events/trace_interaction", "/event-ingestion/api/v3/events/trace_interaction"];

    public async ValueTask InitializeAsync()
    {
        _server = await RollcallServer.Start();
        _client = _server.Client(KeyKind.Secret);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_trace_interaction_is_stored_with_model_tokens_and_cost_of_its_traces(string path)
    {
        var answer = await _client.Call("POST", path, $$"""
            {"interaction":{"conversation_id":"c1","input":"How many days off?","output":"25.",{{At}},"hide_content":false,"tags":{"Product Tier":"gold","final_model":null},
              "feature_flag":["x"],"end_user_group_profile":null,"previous_interactions":[],"history":[["a","b"]]},
             "traces":[{"source":"hr.docx","input":"https://files.invalid/hr.docx","outputs":["hr.docx"]},{"input":"no source","outputs":[]},
              {"model":"big","messages":[{"role":"user","content":"x"}],"output":"y","input_tokens":100,"output_tokens":20,"cost":700},
              {"model":"small","input":"x","input_tokens":5,"output_tokens":null}],
             "user_feedback":[{"slug":"thumbs_up","text":"Good"}],"anonymize":false}
            """);
        Assert.Equal(200, answer.Status);
        Assert.NotEmpty(answer["id"].GetString()!);
        var item = await Only();
        Assert.Equal(answer["id"].GetString(), Text(item, "id"));
        Assert.Equal(("c1", "ann", "How many days off?", "25.", "big"), (Text(item, "conversation_id"), Text(item, "end_user"), Text(item, "input"), Text(item, "output"), Text(item, "model")));
        Assert.Equal((105, 20, 700), (Number(item, "input_tokens"), Number(item, "output_tokens"), Number(item, "cost")));
        Assert.Equal("""{"Product Tier":"gold"}""", item.GetProperty("tags").GetRawText());
        Assert.Equal(4, item.GetProperty("traces").GetArrayLength());
        Assert.Equal("thumbs_up", Text(item.GetProperty("feedback")[0], "slug"));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Sent_twice_it_counts_once_and_has_the_same_id(string path)
    {
        var body = $$"""{"interaction":{"conversation_id":null,"input":"Hi","output":"",{{At}},"tags":null},"traces":[],"feedback_actions":[],"anonymize":false}""";
        var first = await _client.Call("POST", path, body);
        Assert.Equal(first, await _client.Call("POST", path, body));
        Assert.Equal(first, await _client.Call("POST", "/event-ingestion/api/v3/events/trace_interaction", body));
        // Another order of the fields, and unknown ones among them.
        Assert.Equal(first, await _client.Call("POST", path, $$"""{"anonymize":false,"sdk":"x","interaction":{ {{At}},"output":"","input":"Hi","locale":"it"},"traces":[]}"""));
        await Only();
    }

    [Theory]
    [InlineData("\"Hi\"", """[{"role":"user","content":"last"}]""", "Hi")]
    [InlineData("null", """[{"role":"system","content":"s"},{"role":"user","content":"first"},{"role":"assistant","content":"a"},{"role":"user","content":"last"},{"role":"tool","content":"t"}]""", "last")]
    [InlineData("null", """[{"role":"assistant","content":"a"}]""", null)]
    [InlineData("null", "[]", null)]
    [InlineData("\"\"", """[{"role":"user","content":"last"}]""", "")]
    public async Task Messages_give_the_input_where_there_is_none(string input, string messages, string? stored)
    {
        var answer = await _client.Call("POST", "/event-ingestion/api/v2/events/interactions", $$"""{"interaction":{"input":{{input}},"messages":{{messages}},"output":"o",{{At}},"model":"m","rag_sources":["a"],"tags":{"k":"v"} },"anonymize":false}""");
        Assert.Equal(200, answer.Status);
        var item = await Only();
        Assert.Equal((stored, "o", "m"), (item.TryGetProperty("input", out var text) ? text.GetString() : null, Text(item, "output"), Text(item, "model")));
    }

    [Theory]
    [InlineData("\"anonymize\":true,\"hide_content\":true", "")]
    [InlineData("\"anonymize\":false,\"hide_content\":true", "")]
    [InlineData("\"anonymize\":false", ",\"hide_content\":true")]
    public async Task What_must_not_be_shown_is_not_kept_and_is_known_again_all_the_same(string flag, string field)
    {
        string Body(string input) => $$$"""{"interaction":{"input":"{{{input}}}","output":"my mail is ann@example.com",{{{At}}}{{{field}}},"tags":{"k":"v"}},"traces":[{"model":"m","input":"{{{input}}}","input_tokens":7}],"user_feedback":[{"slug":"comment","text":"secret"}],{{{flag}}} }""";
        var first = await _client.Call("POST", Paths.First(), Body("secret one"));
        Assert.Equal(first, await _client.Call("POST", Paths.First(), Body("secret one")));
        var item = await Only();
        Assert.Equal(("m", 7, """{"k":"v"}"""), (Text(item, "model"), Number(item, "input_tokens"), item.GetProperty("tags").GetRawText()));
        Assert.All(new[] { "input", "output", "traces", "feedback" }, gone => Assert.False(item.TryGetProperty(gone, out _), gone));
        Assert.NotEqual(first, await _client.Call("POST", Paths.First(), Body("secret two")));   // told apart by a text that nobody has any more
        Assert.Equal(2, (await _client.Call("GET", "/api/v1/interactions"))["total"].GetInt32());

        await NowhereOnDisk("secret");
    }

    [Fact]
    public async Task Anonymized_text_is_masked_before_it_is_written()
    {
        var body = $$"""
            {"interaction":{"input":"Ask ann@acme.example","output":"or call +49 171 5550123",{{At}},"tags":{"k":"v"} },
             "traces":[{"model":"m","messages":[{"role":"user","content":"Ask ann@acme.example \"now\"\n0171 5550123"}],"output":"IBAN DE89370400440532013000","input_tokens":7}],
             "user_feedback":[{"slug":"comment","text":"mine is ann@acme.example"}],"anonymize":true}
            """;
        var first = await _client.Call("POST", Paths.First(), body);
        Assert.Equal(first, await _client.Call("POST", Paths.First(), body));
        var item = await Only();
        Assert.Equal(("Ask [email]", "or call [phone]"), (Text(item, "input"), Text(item, "output")));
        Assert.Equal("""[{"model":"m","messages":[{"role":"user","content":"Ask [email] \u0022now\u0022\n[phone]"}],"output":"IBAN [iban]","input_tokens":7}]""", item.GetProperty("traces").GetRawText());
        Assert.Equal("mine is [email]", item.GetProperty("feedback")[0].GetProperty("text").GetString());
        Assert.NotEqual(first, await _client.Call("POST", Paths.First(), body.Replace("input\":\"Ask ann", "input\":\"Ask bob", StringComparison.Ordinal)));   // told apart by what is masked
        await NowhereOnDisk("ann@acme", "5550123", "DE8937");
    }

    // The log of the database included.
    private async Task NowhereOnDisk(params string[] texts)
    {
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.Combine(_server.Folder, "projects"), "*", SearchOption.AllDirectories))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            var content = await reader.ReadToEndAsync();
            Assert.All(texts, text => Assert.DoesNotContain(text, content, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_missing_conversation_is_one_of_its_own()
    {
        foreach (var input in new[] { "1", "2" })
            await _client.Call("POST", Paths.First(), $$"""{"interaction":{"input":"{{input}}","output":"",{{At}},"conversation_id":null},"traces":[]}""");
        var items = (await _client.Call("GET", "/api/v1/interactions"))["items"].EnumerateArray().ToList();
        Assert.Equal(2, items.Select(item => Text(item, "conversation_id")).Distinct().Count());
    }

    [Fact]
    public async Task Traces_beyond_the_limit_are_cut_and_marked()
    {
        var traces = string.Join(',', Enumerable.Range(0, 30).Select(i => $$"""{"model":"m","input":"{{new string('x', 100_000)}}","input_tokens":{{i}}}"""));
        Assert.Equal(200, (await _client.Call("POST", Paths.First(), $$"""{"interaction":{"input":"i","output":"o",{{At}} },"traces":[{{traces}}]}""")).Status);
        var item = await Only();
        var kept = item.GetProperty("traces").EnumerateArray().ToList();
        Assert.Equal((true, 30 - (kept.Count - 1)), (kept[^1].GetProperty("cut").GetBoolean(), Number(kept[^1], "left_out")));
        Assert.Equal(435, Number(item, "input_tokens"));   // of all, also of those left out
    }

    [Fact]
    public async Task A_key_gives_the_same_answer_again_and_refuses_another_body()
    {
        var body = $$"""{"interaction":{"input":"Hi","output":"",{{At}} },"traces":[]}""";
        var first = await _client.Call("POST", Paths.First(), body, "k");
        Assert.Equal(first, await _client.Call("POST", Paths.First(), body, "k"));
        var other = await _client.Call("POST", Paths.First(), body.Replace("Hi", "Ho", StringComparison.Ordinal), "k");
        Assert.Equal((422, "idempotency_key_reused"), (other.Status, other["detail"][0].GetProperty("type").GetString()));
        await Only();
    }

    private static string? Text(JsonElement item, string field) => item.GetProperty(field).GetString();

    private static int Number(JsonElement item, string field) => item.GetProperty(field).GetInt32();

    private async Task<JsonElement> Only() => Assert.Single((await _client.Call("GET", "/api/v1/interactions"))["items"].EnumerateArray());
}
