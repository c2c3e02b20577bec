using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Population;

/// <summary>The contract of the native list, sentence by sentence.</summary>
public sealed class EligibleUserEndpointsTests : IAsyncLifetime
{
    private const string Path = "/api/v1/eligible-users";

    private RollcallServer _server = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RollcallServer.Start("America/New_York", new DateOnly(2026, 3, 10));
        _client = _server.Client(KeyKind.Population);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Put_inserts_updates_and_counts()
    {
        Assert.Equal("""{"inserted":2,"updated":0,"unchanged":0}""", await Put("""{"end_user":"ann"},{"end_user":"bob","active_from":"2026-01-01","tags":{"team":"red"}}"""));
        Assert.Equal("""{"inserted":1,"updated":1,"unchanged":1}""", await Put("""{"end_user":"cid"},{"end_user":"ann","active_to":"2026-04-01"},{"end_user":"bob","active_from":"2026-01-01","tags":{"team":"red"}}"""));
        Assert.Equal("""{"inserted":0,"updated":0,"unchanged":3}""", await Put("""{"end_user":"cid"},{"end_user":"ann","active_to":"2026-04-01"},{"end_user":"bob","active_from":"2026-01-01","tags":{"team":"red"}}"""));
        Assert.Equal("""{"inserted":0,"updated":0,"unchanged":0}""", await Put(""));
        Assert.Equal(
            """{"items":[{"end_user":"ann","active_from":"2026-03-10","active_to":"2026-04-01","tags":{}},{"end_user":"bob","active_from":"2026-01-01","tags":{"team":"red"}},{"end_user":"cid","active_from":"2026-03-10","tags":{}}],"next_cursor":null,"total":3}""",
            (await _client.Call("GET", Path)).Text);
    }

    [Fact]
    public async Task Access_replaces_all_intervals()
    {
        await Put("""{"end_user":"ann","access":[{"from":"2026-01-01","to":"2026-02-01"},{"from":"2026-03-01T00:00:00-05:00"}]}""");
        Assert.Equal(["2026-01-01..2026-02-01", "2026-03-01T00:00:00-05:00.."], await Intervals("ann"));
        Assert.Equal("""{"inserted":0,"updated":0,"unchanged":1}""", await Put("""{"end_user":"ann","access":[{"from":"2026-03-01T00:00:00-05:00","to":null},{"from":"2026-01-01","to":"2026-02-01"}]}"""));
        await Put("""{"end_user":"ann","access":[{"from":"2025-01-01","to":"2025-02-01"}]}""");
        Assert.Equal(["2025-01-01..2025-02-01"], await Intervals("ann"));
        await Put("""{"end_user":"ann","access":[]}""");
        Assert.Empty(await Intervals("ann"));
        Assert.Equal("""{"items":[{"end_user":"ann","active_from":null,"tags":{}}],"next_cursor":null,"total":1}""", (await _client.Call("GET", Path)).Text);
    }

    [Fact]
    public async Task Active_from_behind_a_closed_interval_is_a_new_grant()
    {
        await Put("""{"end_user":"ann","active_from":"2026-01-01","active_to":"2026-02-01"}""");
        Assert.Equal("""{"inserted":0,"updated":1,"unchanged":0}""", await Put("""{"end_user":"ann","active_from":"2026-03-01"}"""));
        Assert.Equal("""{"inserted":0,"updated":0,"unchanged":1}""", await Put("""{"end_user":"ann","active_from":"2026-03-01"}"""));
        Assert.Equal(["2026-01-01..2026-02-01", "2026-03-01.."], await Intervals("ann"));
    }

    [Fact]
    public async Task Tags_begin_a_version_today_replace_that_of_the_day_and_can_be_backdated()
    {
        await Put("""{"end_user":"ann","active_from":"2026-01-01","tags":{"team":"red"},"tags_from":"2026-01-01"}""");
        await Put("""{"end_user":"ann","tags":{"team":"blue"}}""");
        await Put("""{"end_user":"ann","tags":{"team":"green"}}""");
        await Put("""{"end_user":"ann","tags":{"team":"grey"},"tags_from":"2026-02-01"}""");
        Assert.Equal(["2026-01-01 red", "2026-02-01 grey", "2026-03-10 green"], await Versions("ann"));
        await Put("""{"end_user":"ann","tags":{}}""");
        Assert.Equal(["2026-01-01 red", "2026-02-01 grey", "2026-03-10 "], await Versions("ann"));
        await Put("""{"end_user":"ann","active_to":"2026-05-01"}""");   // absent tags stay
        Assert.Equal(["2026-01-01 red", "2026-02-01 grey", "2026-03-10 "], await Versions("ann"));
        using var reader = _server.Client(KeyKind.Read);
        Assert.Equal(1, (await reader.Call("GET", "/api/v1/metrics/adoption?from=2026-02-01&to=2026-03-01&people.team=grey"))["total"].GetProperty("eligible").GetInt32());
    }

    [Fact]
    public async Task A_list_is_whole_or_not_at_all_and_every_fault_is_told()
    {
        await Put("""{"end_user":"ann","active_from":"2026-01-01"}""");
        var before = (await _client.Call("GET", $"{Path}?end_user=ann")).Text;
        var answer = await _client.Call("PUT", Path, """{"users":[{"end_user":"ann","tags":{"k":"v"}},{"end_user":""},{"end_user":"bob","active_from":"x"},{"end_user":"ANN"},{"end_user":"ann"}]}""");
        Assert.Equal(422, answer.Status);
        Assert.Equal(["users[1].end_user empty", "users[2].active_from invalid_date", "users[4].end_user duplicate_end_user"], Faults(answer));

        // Also where only the store can tell: here the end would come before the start that ann has.
        var late = await _client.Call("PUT", Path, """{"users":[{"end_user":"bob"},{"end_user":"ann","active_to":"2025-12-31"},{"end_user":"cid","access":[{"from":"2026-01-02","to":"2026-01-01T00:00:00Z"}]}]}""");
        Assert.Equal(["users[1].active_to ends_before_start", "users[2].access[0].to ends_before_start"], Faults(late));
        Assert.Equal(before, (await _client.Call("GET", $"{Path}?end_user=ann")).Text);
        Assert.Equal(1, (await _client.Call("GET", Path))["total"].GetInt32());
    }

    [Fact]
    public async Task One_person_has_intervals_versions_and_the_log_of_changes()
    {
        await Put("""{"end_user":"ann","active_from":"2026-01-01","tags":{"team":"red"}}""");
        _server.Clock.Advance(TimeSpan.FromDays(1));
        await Put("""{"end_user":"ann","active_to":"2026-04-01","tags":{"team":"blue"}}""");
        var person = await _client.Call("GET", $"{Path}?end_user=%20ann");
        Assert.Equal(("ann", true), (person["end_user"].GetString(), person["listed"].GetBoolean()));
        Assert.Equal(["listed", "changed"], person["changes"].EnumerateArray().Select(change => change.GetProperty("kind").GetString()));
        Assert.Equal(
            """{"access":{"before":[{"from":"2026-01-01"}],"after":[{"from":"2026-01-01","to":"2026-04-01"}]},"tags":[{"from":"2026-03-11","before":{"team":"red"},"after":{"team":"blue"}}]}""",
            person["changes"][1].GetProperty("detail").GetRawText());
        Assert.Equal(404, (await _client.Call("GET", $"{Path}?end_user=zoe")).Status);
    }

    [Fact]
    public async Task The_list_is_filtered_by_day_text_and_tags()
    {
        await Put("""
            {"end_user":"ann@acme.com","active_from":"2026-01-01","active_to":"2026-02-01","tags":{"team":"red"},"tags_from":"2026-01-01"},
            {"end_user":"bob@acme.com","active_from":"2026-01-15","tags":{"team":"blue","site":"Rome"},"tags_from":"2026-01-01"},
            {"end_user":"cid@other.org","active_from":"2026-02-01"}
            """);
        Assert.Equal(["bob@acme.com", "ann@acme.com"], (await Listed("?on=2026-01-31")).Reverse());
        Assert.Equal(["bob@acme.com", "cid@other.org"], await Listed("?on=2026-02-01"));
        Assert.Empty(await Listed("?on=2025-12-31"));
        Assert.Equal(["ann@acme.com", "bob@acme.com"], await Listed("?q=ACME"));
        Assert.Equal(["ann@acme.com"], await Listed("?people.team=red"));
        Assert.Equal(["ann@acme.com", "bob@acme.com"], await Listed("?people.team=red&people.team=blue"));
        Assert.Equal(["bob@acme.com", "cid@other.org"], await Listed("?people.team.not=red"));
        Assert.Equal(["cid@other.org"], await Listed("?people.team="));
        Assert.Equal(["bob@acme.com"], await Listed("?people.team=blue&people.site=Rome&q=bob&on=2026-03-01"));
    }

    [Fact]
    public async Task Pages_are_stable_under_writes()
    {
        await Put(string.Join(',', Enumerable.Range(0, 250).Select(i => $$"""{"end_user":"p-{{i:000}}","active_from":"2026-01-01"}""")));
        List<string> seen = [];
        var (cursor, pages) = ("", 0);
        do
        {
            var page = await _client.Call("GET", $"{Path}?limit=40{(cursor is "" ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page["items"].EnumerateArray().Select(item => item.GetProperty("end_user").GetString()!));
            cursor = page["next_cursor"].GetString();
            // Before and behind the place where the reader is; and somebody who is seen or still to be seen goes.
            await Put($$"""{"end_user":"a-{{pages}}"},{"end_user":"z-{{pages}}"}""");
            await _client.Call("DELETE", $"{Path}?end_user=p-{seen.Count - 1:000}");
            pages++;
        }
        while (cursor is not null);

        Assert.Equal(seen.Distinct().Count(), seen.Count);
        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"p-{i:000}"), seen.Where(id => id[0] == 'p'));
        Assert.DoesNotContain(seen, id => id[0] == 'a');
        Assert.Equal(seen.Order(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task Delete_ends_access_today_or_withdraws_it()
    {
        await Put("""{"end_user":"ann","active_from":"2026-01-01"},{"end_user":"bob","active_from":"2026-01-01"}""");
        Assert.Equal("""{"deleted":1,"unknown":0}""", (await _client.Call("DELETE", $"{Path}?end_user=ann")).Text);
        Assert.Equal("""{"deleted":0,"unknown":1}""", (await _client.Call("DELETE", $"{Path}?end_user=ann")).Text);
        Assert.Equal("""{"deleted":0,"unknown":1}""", (await _client.Call("DELETE", $"{Path}?end_user=nobody")).Text);
        Assert.Equal(["2026-01-01..2026-03-10"], await Intervals("ann"));
        Assert.Equal("""{"deleted":1,"unknown":0}""", (await _client.Call("DELETE", $"{Path}?end_user=bob&as_if_never=true")).Text);
        Assert.Empty(await Intervals("bob"));
        Assert.Empty(await Listed(""));
        Assert.Equal("""{"inserted":1,"updated":0,"unchanged":0}""", await Put("""{"end_user":"ann"}"""));
        Assert.Equal(["2026-01-01..2026-03-10", "2026-03-10.."], await Intervals("ann"));
    }

    [Fact]
    public async Task An_idempotency_key_gives_the_same_answer_again_and_refuses_another_body()
    {
        const string Body = """{"users":[{"end_user":"ann"}]}""";
        var first = await _client.Call("PUT", Path, Body, "k");
        Assert.Equal("""{"inserted":1,"updated":0,"unchanged":0}""", first.Text);
        await _client.Call("DELETE", $"{Path}?end_user=ann");
        Assert.Equal(first, await _client.Call("PUT", Path, Body, "k"));
        Assert.Empty(await Listed(""));   // the answer came again, not the deed
        Assert.Equal((422, "idempotency_key_reused"), Told(await _client.Call("PUT", Path, Body.Replace("ann", "bob", StringComparison.Ordinal), "k")));
        Assert.Equal((422, "idempotency_key_reused"), Told(await _client.Call("DELETE", $"{Path}?end_user=ann", null, "k")));

        // What was refused has used no key.
        Assert.Equal(422, (await _client.Call("PUT", Path, """{"users":[{}]}""", "l")).Status);
        Assert.Equal(200, (await _client.Call("PUT", Path, Body, "l")).Status);
    }

    private static (int Status, string? Code) Told(Answer answer) => (answer.Status, answer["code"].GetString());

    private static IEnumerable<string> Faults(Answer answer)
        => answer["errors"].EnumerateArray().Select(error => $"{error.GetProperty("path").GetString()} {error.GetProperty("code").GetString()}");

    private async Task<string> Put(string people)
    {
        var answer = await _client.Call("PUT", Path, $$"""{"users":[{{people}}]}""");
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Text;
    }

    private async Task<IEnumerable<string>> Listed(string query)
    {
        var answer = await _client.Call("GET", Path + query);
        Assert.True(answer.Status == 200, answer.Text);
        var listed = answer["items"].EnumerateArray().Select(item => item.GetProperty("end_user").GetString()!).ToList();
        Assert.Equal(answer["total"].GetInt32(), listed.Count);
        return listed;
    }

    private async Task<string[]> Intervals(string endUser)
        => [.. (await _client.Call("GET", $"{Path}?end_user={endUser}"))["access"].EnumerateArray().Select(interval => $"{interval.GetProperty("from").GetString()}..{interval.GetProperty("to").GetString()}")];

    private async Task<string[]> Versions(string endUser)
        => [.. (await _client.Call("GET", $"{Path}?end_user={endUser}"))["tags"].EnumerateArray().Select(version => $"{version.GetProperty("from").GetString()} {string.Join(',', version.GetProperty("tags").EnumerateObject().Select(tag => tag.Value.GetString()))}")];
}
