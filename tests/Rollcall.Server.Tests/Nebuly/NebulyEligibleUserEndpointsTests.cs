using System.Text.Json;
using Rollcall.Server.Tests.Population;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Nebuly;

/// <summary>The contract of Nebuly's list, sentence by sentence.</summary>
public sealed class NebulyEligibleUserEndpointsTests : IAsyncLifetime
{
    private const string Path = "/api/external/eligible-users";

    private RollcallServer _server = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RollcallServer.Start("Europe/Rome", new DateOnly(2026, 3, 10));
        _client = _server.Client(KeyKind.Population);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Post_inserts_with_access_from_today_unless_said()
    {
        var answer = await Send("POST", """{"users":[{"end_user":"ann"},{"end_user":"bob","active_from":"2026-01-01","active_to":"2026-06-30T12:00:00+02:00","tags":{"Product Tier":"gold","none":null,"empty":""}}]}""");
        Assert.Equal(200, answer.Status);
        Assert.Equal(
            """{"users":[{"end_user":"ann","tags":{},"active_from":"2026-03-10"},{"end_user":"bob","tags":{"Product Tier":"gold"},"active_from":"2026-01-01","active_to":"2026-06-30T12:00:00+02:00"}],"skipped":[]}""",
            Plain(answer));
        Assert.Equal("""{"users":[{"end_user":"ann","tags":{},"active_from":"2026-03-10"},{"end_user":"bob","tags":{"Product Tier":"gold"},"active_from":"2026-01-01","active_to":"2026-06-30T12:00:00+02:00"}]}""", await List());
    }

    [Fact]
    public async Task Post_leaves_who_is_there_alone_and_names_them()
    {
        await Send("POST", """{"users":[{"end_user":"ann","active_from":"2026-01-01","tags":{"k":"v"}}]}""");
        var answer = await Send("POST", """{"users":[{"end_user":"ann","active_from":"2026-02-02","tags":{"k":"w"}},{"end_user":"bob","active_from":"2026-02-02"}]}""");
        Assert.Equal("""{"users":[{"end_user":"bob","tags":{},"active_from":"2026-02-02"}],"skipped":["ann"]}""", Plain(answer));
        Assert.Equal("""{"end_user":"ann","tags":{"k":"v"},"active_from":"2026-01-01"}""", await Of("ann"));
    }

    [Fact]
    public async Task Put_keeps_absent_fields_clears_tags_and_names_unknown_people()
    {
        await Send("POST", """{"users":[{"end_user":"ann","active_from":"2026-01-01","tags":{"k":"v","l":"w"}}]}""");
        var answer = await Send("PUT", """{"users":[{"end_user":"ann","active_to":"2026-05-01"},{"end_user":"zoe","active_from":"2026-01-01"}]}""");
        Assert.Equal("""{"users":[{"end_user":"ann","tags":{"k":"v","l":"w"},"active_from":"2026-01-01","active_to":"2026-05-01"}],"skipped":["zoe"]}""", Plain(answer));
        Assert.Equal("""{"users":[{"end_user":"ann","tags":{"k":"v","l":"w"},"active_from":"2026-01-01","active_to":"2026-05-01"}]}""", await List());

        // All tags are replaced; {} clears them; null opens the interval again.
        await Send("PUT", """{"users":[{"end_user":"ann","tags":{"k":"x"}}]}""");
        Assert.Equal("""{"end_user":"ann","tags":{"k":"x"},"active_from":"2026-01-01","active_to":"2026-05-01"}""", await Of("ann"));
        await Send("PUT", """{"users":[{"end_user":"ann","tags":{},"active_to":null}]}""");
        Assert.Equal("""{"end_user":"ann","tags":{},"active_from":"2026-01-01"}""", await Of("ann"));
        await Send("PUT", """{"users":[{"end_user":"ann","active_from":null,"tags":null}]}""");
        Assert.Equal("""{"end_user":"ann","tags":{},"active_from":"2026-01-01"}""", await Of("ann"));
    }

    [Fact]
    public async Task The_same_put_twice_changes_nothing()
    {
        await Send("POST", """{"users":[{"end_user":"ann","active_from":"2026-01-01","tags":{"k":"v"}}]}""");
        const string Body = """{"users":[{"end_user":"ann","active_from":"2026-01-01","active_to":"2026-02-01","tags":{"k":"w"}}]}""";
        var first = await Send("PUT", Body);
        var history = await History("ann");
        var second = await Send("PUT", Body);
        Assert.Equal(Plain(first), Plain(second));
        Assert.Equal(history, await History("ann"));
    }

    [Fact]
    public async Task Put_replaces_the_latest_interval_or_grants_anew_behind_its_end()
    {
        await Send("POST", """{"users":[{"end_user":"ann","active_from":"2026-01-01","active_to":"2026-02-01"}]}""");
        // On the end of the closed interval: a new one.
        await Send("PUT", """{"users":[{"end_user":"ann","active_from":"2026-02-15"}]}""");
        Assert.Equal(["2026-01-01..2026-02-01", "2026-02-15.."], await Intervals("ann"));
        Assert.Equal("""{"end_user":"ann","tags":{},"active_from":"2026-02-15"}""", await Of("ann"));
        // The latest one is replaced, the closed one stays.
        await Send("PUT", """{"users":[{"end_user":"ann","active_from":"2026-02-20","active_to":"2026-03-01"}]}""");
        Assert.Equal(["2026-01-01..2026-02-01", "2026-02-20..2026-03-01"], await Intervals("ann"));
        // A start before the end of the earlier interval leaves that and the gap alone.
        await Send("PUT", """{"users":[{"end_user":"ann","active_from":"2026-01-01","active_to":"2026-04-01"}]}""");
        Assert.Equal(["2026-01-01..2026-02-01", "2026-02-20..2026-04-01"], await Intervals("ann"));
        // On the very day of the end.
        await Send("PUT", """{"users":[{"end_user":"ann","active_from":"2026-04-01"}]}""");
        Assert.Equal(["2026-01-01..2026-02-01", "2026-02-20..2026-04-01", "2026-04-01.."], await Intervals("ann"));
    }

    [Fact]
    public async Task Delete_ends_access_today_keeps_history_and_lets_a_later_post_insert_again()
    {
        await Send("POST", """{"users":[{"end_user":"ann","active_from":"2026-01-01","tags":{"k":"v"}},{"end_user":"bob","active_from":"2026-09-01"},{"end_user":"cid","active_from":"2026-01-01"}]}""");
        var answer = await Send("DELETE", """{"users":["ann","bob","nobody","ann"]}""");
        Assert.Equal((200, 2, 2), (answer.Status, answer["deleted"].GetInt32(), answer["unknown"].GetInt32()));
        Assert.NotEmpty(answer["message"].GetString()!);
        Assert.Equal("""{"users":[{"end_user":"cid","tags":{},"active_from":"2026-01-01"}]}""", await List());
        Assert.Equal(["2026-01-01..2026-03-10"], await Intervals("ann"));
        Assert.Empty(await Intervals("bob"));   // what was to come goes
        Assert.Equal("left", (await History("ann")).Json.GetProperty("changes").EnumerateArray().Last().GetProperty("kind").GetString());

        Assert.Equal("""{"users":[],"skipped":["ann"]}""", Plain(await Send("PUT", """{"users":[{"end_user":"ann","active_to":null}]}""")));
        Assert.Equal("""{"users":[{"end_user":"ann","tags":{"k":"v"},"active_from":"2026-04-01"}],"skipped":[]}""", Plain(await Send("POST", """{"users":[{"end_user":"ann","active_from":"2026-04-01"}]}""")));
        Assert.Equal(["2026-01-01..2026-03-10", "2026-04-01.."], await Intervals("ann"));
    }

    [Fact]
    public async Task Delete_as_if_never_withdraws_all_access_also_afterwards()
    {
        await Send("POST", """{"users":[{"end_user":"ann","active_from":"2026-01-01"},{"end_user":"bob","active_from":"2026-01-01"}]}""");
        await Send("DELETE", """{"users":["ann"]}""", "?as_if_never=true");
        Assert.Empty(await Intervals("ann"));
        await Send("DELETE", """{"users":["bob"]}""");
        Assert.Equal(1, (await Send("DELETE", """{"users":["bob"]}""", "?as_if_never=true"))["deleted"].GetInt32());
        Assert.Empty(await Intervals("bob"));
        Assert.Equal("""{"users":[]}""", await List());
        using var reader = _server.Client(KeyKind.Read);
        Assert.Equal(0, (await reader.Call("GET", "/api/v1/metrics/adoption?from=2026-01-01&to=2026-03-10"))["total"].GetProperty("eligible").GetInt32());
    }

    [Fact]
    public async Task Get_lists_by_end_user_in_code_point_order()
    {
        await Send("POST", """{"users":[{"end_user":"b"},{"end_user":"😀"},{"end_user":"B"},{"end_user":"é"},{"end_user":"\uff5e"},{"end_user":"a b"}]}""");
        Assert.Equal(["B", "a b", "b", "é", "～", "😀"], JsonDocument.Parse(await List()).RootElement.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("end_user").GetString()!));
    }

    [Fact]
    public async Task Mail_addresses_are_one_person_in_any_case_and_keep_the_first_spelling()
    {
        await Send("POST", """{"users":[{"end_user":" Ann@Example.com "}]}""");
        Assert.Equal("""{"users":[],"skipped":["Ann@Example.com"]}""", Plain(await Send("POST", """{"users":[{"end_user":"ann@example.COM"}]}""")));
        Assert.Equal(1, (await Send("DELETE", """{"users":["ANN@EXAMPLE.COM"]}"""))["deleted"].GetInt32());
    }

    [Fact]
    public async Task Platform_users_swaps_post_and_put()
    {
        const string Platform = "/api/external/platform-users";
        Assert.Equal("""{"users":[],"skipped":["ann"]}""", Plain(await _client.Call("POST", Platform, """{"users":[{"end_user":"ann","active_from":"2026-01-01"}]}""")));
        Assert.Equal("""{"users":[{"end_user":"ann","tags":{},"active_from":"2026-01-01"}],"skipped":[]}""", Plain(await _client.Call("PUT", Platform, """{"users":[{"end_user":"ann","active_from":"2026-01-01"}]}""")));
        Assert.Equal("""{"users":[],"skipped":["ann"]}""", Plain(await _client.Call("PUT", Platform, """{"users":[{"end_user":"ann","active_from":"2026-02-02"}]}""")));
        Assert.Equal("""{"users":[{"end_user":"ann","tags":{},"active_from":"2026-01-01","active_to":"2026-05-01"}],"skipped":[]}""", Plain(await _client.Call("POST", Platform, """{"users":[{"end_user":"ann","active_to":"2026-05-01"}]}""")));
        Assert.Equal(await List(), Plain(await _client.Call("GET", Platform)));
        Assert.Equal(1, (await _client.Call("DELETE", Platform, """{"users":["ann"]}"""))["deleted"].GetInt32());
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task An_idempotency_key_gives_the_same_answer_again_and_refuses_another_body(string method)
    {
        await Send("POST", """{"users":[{"end_user":"bob","active_from":"2026-01-01"}]}""");
        var body = method == "DELETE" ? """{"users":["bob"]}""" : """{"users":[{"end_user":"bob","active_from":"2026-01-05"},{"end_user":"ann","active_from":"2026-01-01"}]}""";
        var first = await _client.Call(method, Path, body, "k");
        var list = await List();
        Assert.Equal(first, await _client.Call(method, Path, body, "k"));
        Assert.Equal(list, await List());
        var other = await _client.Call(method, Path, body.Replace("bob", "bobby", StringComparison.Ordinal), "k");
        Assert.Equal(422, other.Status);
        var fault = Assert.Single(other["detail"].EnumerateArray());
        Assert.Equal(("""["header","Idempotency-Key"]""", "idempotency_key_reused"), (fault.GetProperty("loc").GetRawText(), fault.GetProperty("type").GetString()));
        Assert.Equal(list, await List());
    }

    private Task<Answer> Send(string method, string body, string query = "") => _client.Call(method, Path + query, body);

    private async Task<string> List() => Plain(await _client.Call("GET", Path));

    private async Task<string> Of(string endUser)
        => Plain(JsonDocument.Parse(await List()).RootElement.GetProperty("users").EnumerateArray().Single(user => user.GetProperty("end_user").GetString() == endUser));

    private Task<Answer> History(string endUser) => _client.Call("GET", $"/api/v1/eligible-users?end_user={endUser}");

    private async Task<string[]> Intervals(string endUser)
        => [.. (await History(endUser))["access"].EnumerateArray().Select(interval => $"{interval.GetProperty("from").GetString()}..{interval.GetProperty("to").GetString()}")];

    private static string Plain(Answer answer) => Plain(answer.Json);

    private static string Plain(JsonElement json) => JsonSerializer.Serialize(json, PlainJson);

    private static readonly JsonSerializerOptions PlainJson = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
