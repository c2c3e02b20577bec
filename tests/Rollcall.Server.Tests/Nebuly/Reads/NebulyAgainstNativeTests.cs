using System.Text.Json;
using Rollcall.Server.Tests.Population;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Nebuly.Reads;

/// <summary>The same real activity has the same numbers by Nebuly's reads and by our own.</summary>
public sealed class NebulyAgainstNativeTests
{
    [Fact]
    public async Task Aggregates_and_time_series_have_the_numbers_of_usage()
    {
        await using var server = await CommitsData.Start();
        using var client = server.Client(KeyKind.Read);
        const string Range = """ "time_range":{"start":"2026-02-01","end":"2026-05-01"} """;
        var native = await client.GetFromJsonAsync<JsonElement>("/api/v1/metrics/usage?from=2026-02-01&to=2026-05-01&interval=week&group_by=agent");
        var total = (await client.Call("POST", "/api/external/get-interaction-aggregates", $$"""{ {{Range}}}"""))["data"][0];
        Assert.Equal(Native(native.GetProperty("total")), Nebuly(total));
        Assert.NotEqual(0, total.GetProperty("n_users").GetInt64());

        var groups = (await client.Call("POST", "/api/external/get-interaction-aggregates", $$"""{ {{Range}},"group_by":{"kind":"tag","tag":"agent"},"limit":1000}"""))["data"].EnumerateArray();
        Assert.Equal(
            native.GetProperty("groups").EnumerateArray().ToDictionary(group => group.GetProperty("value").GetString()!, Native),
            groups.ToDictionary(group => group.GetProperty("group_name").GetString()!, Nebuly));

        var series = await client.Call("POST", "/api/external/get-interaction-time-series", $$"""{ {{Range}},"granularity":"week"}""");
        Assert.Equal(native.GetProperty("buckets").EnumerateArray().Select(Native), series["datasets"].GetProperty("total").EnumerateArray().Select(Nebuly));
        // Over the night of March 29, when the clocks change.
        foreach (var interval in new[] { "day", "month", "quarter" })
        {
            var buckets = (await client.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/usage?from=2026-02-01&to=2026-05-01&interval={interval}")).GetProperty("buckets").EnumerateArray().ToList();
            var rows = (await client.Call("POST", "/api/external/get-interaction-time-series", $$"""{ {{Range}},"granularity":"{{interval}}"}"""))["datasets"].GetProperty("total").EnumerateArray().ToList();
            Assert.Equal(buckets.Select(Native), rows.Select(Nebuly));
            Assert.NotEmpty(rows);
        }

        foreach (var group in native.GetProperty("groups").EnumerateArray())
        {
            var filtered = await client.Call(
                "POST", "/api/external/get-interaction-time-series", $$"""{ {{Range}},"granularity":"week","filters":[{"kind":"tag","tag":"agent","values":["{{group.GetProperty("value").GetString()}}"]}]}""");
            Assert.Equal(group.GetProperty("buckets").EnumerateArray().Select(Native), filtered["datasets"].GetProperty("total").EnumerateArray().Select(Nebuly));
        }
    }

    [Fact]
    public async Task The_period_before_and_who_came_back_are_those_of_the_windows_asked_one_by_one()
    {
        await using var server = await CommitsData.Start();
        using var client = server.Client(KeyKind.Read);
        // No clock changes in these 60 days: the period of equal length before begins at a midnight too.
        var row = (await client.Call("POST", "/api/external/get-interaction-aggregates", """{"time_range":{"start":"2026-06-01","end":"2026-07-01"}}"""))["data"][0];
        var (now, before) = (await Usage("from=2026-06-01&to=2026-07-01"), await Usage("from=2026-05-02&to=2026-06-01"));
        Assert.Equal((before.GetProperty("interactions").GetInt64(), before.GetProperty("active").GetInt64()), (row.GetProperty("n_interactions_prev").GetInt64(), row.GetProperty("n_users_prev").GetInt64()));
        Assert.Equal(now.GetProperty("active").GetInt64(), row.GetProperty("n_users").GetInt64());

        var both = (await People("from=2026-06-01&to=2026-07-01")).Intersect(await People("from=2026-05-02&to=2026-06-01"), StringComparer.Ordinal).Count();
        Assert.Equal(both / before.GetProperty("active").GetDouble(), row.GetProperty("retention").GetDouble(), 1e-12);
        var days = await client.GetFromJsonAsync<JsonElement>("/api/v1/metrics/usage?from=2026-06-01&to=2026-07-01&interval=day");
        var personDays = days.GetProperty("buckets").EnumerateArray().Sum(day => day.GetProperty("active").GetInt64());
        Assert.Equal(personDays / (30.0 * now.GetProperty("active").GetInt64()), row.GetProperty("stickiness").GetDouble(), 1e-12);

        async Task<JsonElement> Usage(string window) => (await client.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/usage?{window}")).GetProperty("total");

        async Task<List<string>> People(string window)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/api/v1/people?metric=usage&set=active&limit=1000&{window}");
            Assert.Equal(JsonValueKind.Null, page.GetProperty("next_cursor").ValueKind);
            return [.. page.GetProperty("items").EnumerateArray().Select(person => person.GetProperty("end_user").GetString()!)];
        }
    }

    private static (long, long, string) Native(JsonElement row)
        => (row.GetProperty("interactions").GetInt64(), row.GetProperty("active").GetInt64(), $"{row.GetProperty("conversation_length_mean")} {row.GetProperty("conversation_seconds_mean")}");

    private static (long, long, string) Nebuly(JsonElement row)
        => (row.GetProperty("n_interactions").GetInt64(), row.GetProperty("n_users").GetInt64(), $"{row.GetProperty("session_length")} {row.GetProperty("session_time")}");
}
