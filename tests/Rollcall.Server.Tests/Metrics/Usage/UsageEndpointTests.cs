using System.Net;
using System.Text.Json;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Metrics.Usage;

public sealed class UsageEndpointTests
{
    private const string May = "from=2026-05-01&to=2026-06-01";

    // Rome is two hours ahead of UTC: the second is of May 5, the last of June 1.
    private const string Lines = """
        {"id":"1","end_user":"ann","time_start":"2026-05-04T08:00:00Z","time_end":"2026-05-04T08:00:01Z","conversation_id":"c1","model":"m-small","agent":"hr","input_tokens":10,"output_tokens":20,"cost":300,"tags":{"feature":"search"}}
        {"id":"2","end_user":"ann","time_start":"2026-05-04T22:30:00Z","time_end":"2026-05-04T22:30:04Z","conversation_id":"c1","model":"m-large","agent":"hr","input_tokens":5,"output_tokens":0,"cost":700}
        {"id":"3","end_user":"bob","time_start":"2026-05-04T09:00:00Z","conversation_id":"c1","model":"m-small","error":"timeout"}
        {"id":"4","end_user":"cid","time_start":"2026-05-20T09:00:00Z","time_end":"2026-05-20T09:00:02.5Z","tags":{"feature":"mail"}}
        {"id":"5","end_user":"cid","time_start":"2026-05-31T22:00:00Z"}
        """;

    [Fact]
    public async Task Interactions_conversations_people_and_what_each_measured()
    {
        await using var server = await Start();
        var total = (await Get(server, May)).GetProperty("total");
        // Four in May of three people: three of conversation c1, and one of a conversation of its own.
        Assert.Equal(4, total.GetProperty("interactions").GetInt64());
        Assert.Equal(2, total.GetProperty("conversations").GetInt64());
        Assert.Equal(3, total.GetProperty("active").GetInt64());
        Assert.Equal(4 / 3.0, total.GetProperty("interactions_per_person").GetDouble());
        Assert.Equal(2 / 3.0, total.GetProperty("conversations_per_person").GetDouble());
        Assert.Equal(2, total.GetProperty("conversation_length_mean").GetDouble());
        Assert.Equal(1, total.GetProperty("conversation_length_median").GetDouble());
        // c1 from 08:00:00 to 22:30:04, and 2.5 seconds.
        Assert.Equal((52_204 + 2.5) / 2, total.GetProperty("conversation_seconds_mean").GetDouble());
        Assert.Equal(2.5, total.GetProperty("conversation_seconds_median").GetDouble());
        // Latencies of 1, 2.5 and 4 seconds.
        Assert.Equal(3, total.GetProperty("with_latency").GetInt64());
        Assert.Equal([2.5, 4, 4], new[] { "p50", "p95", "p99" }.Select(p => total.GetProperty($"latency_seconds_{p}").GetDouble()));
        Assert.Equal([2L, 15, 2, 20, 2, 1_000], new[] { "with_input_tokens", "input_tokens", "with_output_tokens", "output_tokens", "with_cost", "cost" }.Select(name => total.GetProperty(name).GetInt64()));
        Assert.Equal(1, total.GetProperty("errors").GetInt64());
        Assert.Equal(0.25, total.GetProperty("error_share").GetDouble());
        Assert.Equal(0, total.GetProperty("negative_feedback_share").GetDouble());
    }

    [Fact]
    public async Task Buckets_are_local_days_and_groups_are_of_interactions()
    {
        await using var server = await Start();
        var answer = await Get(server, "from=2026-05-04&to=2026-05-06&interval=day&group_by=model");
        Assert.Equal(["2026-05-04 2", "2026-05-05 1"], answer.GetProperty("buckets").EnumerateArray().Select(b => $"{b.GetProperty("from")} {b.GetProperty("interactions")}"));
        Assert.Equal(
            ["m-large 1: 0 1", "m-small 2: 2 0"],
            answer.GetProperty("groups").EnumerateArray().Select(g =>
                $"{g.GetProperty("value")} {g.GetProperty("interactions")}: {string.Join(' ', g.GetProperty("buckets").EnumerateArray().Select(b => b.GetProperty("interactions")))}"));

        // By a tag, with those that lack it last; by two keys, each pair that occurs.
        Assert.Equal(["mail 1", "search 1", " 2"], (await Get(server, $"{May}&group_by=feature")).GetProperty("groups").EnumerateArray().Select(g => $"{g.GetProperty("value")} {g.GetProperty("interactions")}"));
        Assert.Equal(
            ["""{"agent":"hr","error":null} 2""", """{"agent":null,"error":"timeout"} 1""", """{"agent":null,"error":null} 1"""],
            (await Get(server, $"{May}&group_by=agent&group_by=error")).GetProperty("groups").EnumerateArray().Select(g => $"{g.GetProperty("values").GetRawText()} {g.GetProperty("interactions")}"));
    }

    [Fact]
    public async Task Filters_of_people_and_of_interactions_and_excluded_people_hold()
    {
        await using var server = await Start();
        using (var client = server.Client(KeyKind.Secret))
        {
            var put = await client.PutAsJsonAsync("/api/v1/eligible-users", new { users = new[] { new { end_user = "ann", tags = new { team = "A" } }, new { end_user = "bob", tags = new { team = "B" } } } });
            put.EnsureSuccessStatusCode();
        }

        Assert.Equal((2, 1), await Numbers($"{May}&people.team=A"));
        Assert.Equal((2, 2), await Numbers($"{May}&people.team.not=A"));
        Assert.Equal((2, 2), await Numbers($"{May}&events.model=m-small"));
        Assert.Equal((1, 1), await Numbers($"{May}&events.model=m-small&people.team=B"));
        // Only on May 4 has anybody two.
        Assert.Equal((0, 0), await Numbers($"{May}&min_interactions=2"));
        Assert.Equal((0, 0), await Numbers("from=2027-01-01&to=2027-02-01"));
        using (var client = server.Client(KeyKind.Secret))
            (await client.PatchAsJsonAsync("/api/v1/settings", new { excluded = new[] { "ann", "cid" } })).EnsureSuccessStatusCode();
        Assert.Equal((1, 1), await Numbers(May));
        Assert.Equal((0, 0), await Numbers($"{May}&people.team=A"));

        async Task<(long, long)> Numbers(string query)
        {
            var total = (await Get(server, query)).GetProperty("total");
            return (total.GetProperty("interactions").GetInt64(), total.GetProperty("active").GetInt64());
        }
    }

    [Fact]
    public async Task The_same_table_as_CSV()
    {
        await using var server = await Start();
        using var client = server.Client(KeyKind.Read);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/csv");
        var lines = (await client.GetStringAsync("/api/v1/metrics/usage?from=2026-05-04&to=2026-05-06&interval=day&group_by=agent")).TrimEnd().Split("\r\n").Select(line => string.Join(',', line.Split(',')[..7])).ToList();
        Assert.Equal(
            [
                "row,agent,from,to,interactions,conversations,active", "total,,2026-05-04,2026-05-06,3,1,2", "total_bucket,,2026-05-04,2026-05-05,2,1,2", "total_bucket,,2026-05-05,2026-05-06,1,1,1",
                "group,hr,2026-05-04,2026-05-06,2,1,1", "group_bucket,hr,2026-05-04,2026-05-05,1,1,1", "group_bucket,hr,2026-05-05,2026-05-06,1,1,1",
                "group,,2026-05-04,2026-05-06,1,1,1", "group_bucket,,2026-05-04,2026-05-05,1,1,1", "group_bucket,,2026-05-05,2026-05-06,0,0,0",
            ],
            lines);
    }

    [Fact]
    public async Task Small_groups_have_no_numbers()
    {
        await using var server = await Start();
        using (var client = server.Client(KeyKind.Secret))
            (await client.PatchAsJsonAsync("/api/v1/settings", new { smallest_group = 2 })).EnsureSuccessStatusCode();
        // m-small has two people, the others one each; the total less the visible must not give one away.
        var answer = await Get(server, $"{May}&group_by=model");
        Assert.Equal(4, answer.GetProperty("total").GetProperty("interactions").GetInt64());
        Assert.Equal(["value suppressed", "value interactions", "value suppressed"], answer.GetProperty("groups").EnumerateArray().Select(g => string.Join(' ', g.EnumerateObject().Take(2).Select(p => p.Name))));
        Assert.Equal("suppressed", (await Get(server, $"{May}&events.model=m-large")).GetProperty("total").EnumerateObject().Single().Name);
    }

    [Fact]
    public async Task Faults_are_named_and_told_at_once()
    {
        await using var server = await RollcallServer.Start("UTC", new DateOnly(2026, 6, 1));
        using var client = server.Client(KeyKind.Read);
        var cases = new (string Query, string[] Faults)[]
        {
            ("", ["from required", "to required"]),
            ($"{May}&interval=year&denominator=at_end", ["denominator unknown_parameter", "interval invalid_interval"]),
            ("from=2000-01-01&to=2020-01-01&interval=day", ["interval too_many_buckets"]),
            ($"{May}&group_by=a&group_by=b&group_by=c", ["group_by too_many"]),
            ($"{May}&group_by=", ["group_by empty"]),
            ($"{May}&as_of=soon&min_interactions=0", ["as_of invalid_as_of", "min_interactions invalid_number"]),
        };
        foreach (var (query, faults) in cases)
        {
            var response = await client.GetAsync($"/api/v1/metrics/usage?{query}");
            Assert.True(response.StatusCode == HttpStatusCode.UnprocessableEntity, query);
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            var told = problem.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("path").GetString()} {error.GetProperty("code").GetString()}");
            Assert.Equal(faults, told.Order(StringComparer.Ordinal));
        }
    }

    private static async Task<RollcallServer> Start()
    {
        var server = await RollcallServer.Start("Europe/Rome", new DateOnly(2026, 6, 2));
        Assert.Equal(5, (await server.SendLines(Lines)).GetProperty("accepted").GetInt64());
        return server;
    }

    private static async Task<JsonElement> Get(RollcallServer server, string query)
    {
        using var client = server.Client(KeyKind.Read);
        var response = await client.GetAsync($"/api/v1/metrics/usage?{query}");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
