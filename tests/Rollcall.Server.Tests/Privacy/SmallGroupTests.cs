using System.Net;
using System.Text.Json;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Privacy;

/// <summary>What a project with a minimum group size of five answers, over HTTP.</summary>
public sealed class SmallGroupTests
{
    private const string Window = "from=2026-05-04&to=2026-06-01";

    [Fact]
    public async Task A_small_group_and_its_smallest_sibling_have_a_row_without_measures()
    {
        await using var server = await Company.Start(5);
        var answer = await Get(server, $"metrics/adoption?{Window}&group_by=team");
        Assert.Equal(22, answer.GetProperty("total").GetProperty("eligible").GetInt32());
        Assert.Equal(
            ["A 8 8", "B 6 3", "C hidden", "D hidden"],
            answer.GetProperty("groups").EnumerateArray().Select(group => Row(group)));
        Assert.Equal("""{"value":"D","suppressed":true}""", answer.GetProperty("groups")[3].GetRawText());
        Assert.Equal(
            "row,team,eligible,active,active_eligible,activation_rate,idle,never_used,used_before,shadow,shadow_never_eligible,shadow_not_yet,shadow_ended,shadow_gap,"
            + "eligible_days,active_eligible_days,utilisation,interactions,stickiness,suppressed\r\n"
            + "total,,22,13,13,0.5909090909090909,9,9,0,0,0,0,0,0,616,13,0.021103896103896104,13,0.03571428571428571,false\r\n"
            + "group,A,8,8,8,1,0,0,0,0,0,0,0,0,224,8,0.03571428571428571,8,0.03571428571428571,false\r\n"
            + "group,B,6,3,3,0.5,3,3,0,0,0,0,0,0,168,3,0.017857142857142856,3,0.03571428571428571,false\r\n"
            + "group,C,,,,,,,,,,,,,,,,,,true\r\ngroup,D,,,,,,,,,,,,,,,,,,true\r\n",
            await Csv(server, $"metrics/adoption?{Window}&group_by=team"));
    }

    [Fact]
    public async Task Without_a_minimum_no_answer_knows_the_word()
    {
        await using var server = await Company.Start(1);
        foreach (var path in new[] { "adoption?", "series?interval=week&", "frequency?", "lifecycle?interval=week&", "retention?interval=week&anchor=access_start&kind=bounded&", "time-to-first-use?", "rolling?days=7&" })
        {
            Assert.DoesNotContain("suppressed", (await Get(server, $"metrics/{path}{Window}&group_by=team")).GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain("suppressed", await Csv(server, $"metrics/{path}{Window}&group_by=team"), StringComparison.Ordinal);
        }

        var people = await Get(server, $"people?{Window}&set=eligible&people.team=D");
        Assert.Equal(["end_user", "tags", "access"], people.GetProperty("items")[0].EnumerateObject().Select(field => field.Name));
        Assert.False(people.TryGetProperty("suppressed", out _));
    }

    [Theory]
    [InlineData("people.team=A", true)]
    [InlineData("people.team=D", false)]
    [InlineData("people.team=C", false)]
    [InlineData("people.team.not=D", false)]               // the total less D
    [InlineData("people.team=A&people.team=D", false)]
    [InlineData("people.team=C&people.team=D", true)]
    [InlineData("people.team.not=C&people.team.not=D", true)]
    [InlineData("people.team=A&people.team.not=A", false)]  // nobody
    [InlineData("people.team=Z", false)]
    [InlineData("people.team.not=Z", true)]
    public async Task A_filter_cannot_ask_what_a_group_hides(string filter, bool shown)
    {
        await using var server = await Company.Start(5);
        foreach (var path in new[] { "metrics/adoption?", "metrics/frequency?", "metrics/series?interval=month&", "metrics/segments?date=2026-06-01&", "metrics/rolling?days=7&", "metrics/transitions?before=2026-05-04/2026-05-18&after=2026-05-18/2026-06-01&" })
        {
            var answer = await Get(server, path + (path.Contains("date=", StringComparison.Ordinal) || path.Contains("after=", StringComparison.Ordinal) ? "" : $"{Window}&") + filter);
            var total = answer.TryGetProperty("total", out var found) ? found : answer;
            Assert.True(total.TryGetProperty("suppressed", out _) != shown, path + filter);
        }

        var people = await Get(server, $"people?{Window}&set=eligible&{filter}");
        Assert.Equal(shown ? JsonValueKind.Number : JsonValueKind.Null, people.GetProperty("total").ValueKind);
        Assert.Equal((0, true), (people.GetProperty("items").GetArrayLength(), people.GetProperty("suppressed").GetBoolean()));
    }

    [Fact]
    public async Task People_without_access_are_fewer_too_and_so_is_everybody_of_a_small_project()
    {
        await using var server = await Company.Start(5);
        await server.Use(["guest"]);
        var groups = (await Get(server, $"metrics/adoption?{Window}&group_by=team")).GetProperty("groups");
        Assert.Equal(["A 8 8", "B 6 3", "C hidden", "D hidden", "null hidden"], groups.EnumerateArray().Select(Row));
        // A day before the company began.
        var before = await Get(server, "metrics/adoption?from=2026-05-01&to=2026-05-02");
        Assert.Equal("""{"suppressed":true}""", before.GetProperty("total").GetRawText());
        await server.Minimum(23);
        Assert.Equal("""{"suppressed":true}""", (await Get(server, $"metrics/adoption?{Window}")).GetProperty("total").GetRawText());
    }

    [Theory]
    [InlineData("metric=frequency&set=1", Window)]
    [InlineData("metric=series&interval=month&bucket=2026-05-04&set=idle", Window)]
    [InlineData("metric=rolling&days=7&day=2026-05-31&set=eligible", Window)]
    [InlineData("metric=lifecycle&interval=month&period=2026-05-01&set=new", Window)]
    [InlineData("metric=segments&set=none", "date=2026-06-01")]
    [InlineData("metric=transitions&set=still_idle", "before=2026-05-04/2026-05-18&after=2026-05-18/2026-06-01")]
    [InlineData("metric=time-to-first-use&set=granted", Window)]
    public async Task The_people_of_a_cell_are_a_number_where_it_is_shown_and_nothing_where_it_is_not(string cell, string window)
    {
        await using var server = await Company.Start(5);
        foreach (var (filter, kind) in new[] { ("people.team=A", JsonValueKind.Number), ("people.team=D", JsonValueKind.Null), ("people.team.not=D", JsonValueKind.Null) })
        {
            var people = await Get(server, $"people?{cell}&{window}&{filter}");
            Assert.Equal((kind, 0, true), (people.GetProperty("total").ValueKind, people.GetProperty("items").GetArrayLength(), people.GetProperty("suppressed").GetBoolean()));
        }
    }

    [Fact]
    public async Task A_suppressed_part_has_no_people_and_its_answer_no_explanation()
    {
        await using var server = await Company.Start(5);
        // In the week before the company began nobody was eligible.
        const string series = "interval=week&from=2026-04-27&to=2026-06-01";
        Assert.Equal(JsonValueKind.Null, (await Get(server, $"people?metric=series&bucket=2026-04-27&set=eligible&{series}")).GetProperty("total").ValueKind);
        Assert.Equal(22, (await Get(server, $"people?metric=series&bucket=2026-05-11&set=eligible&{series}")).GetProperty("total").GetInt32());
        foreach (var (path, shown) in new[] { ($"adoption?{Window}", true), ($"adoption?{Window}&people.team=D", false), ($"series?{series}", false), ($"series?interval=week&{Window}", true) })
        {
            var explain = (await Get(server, $"metrics/{path}&explain=true")).GetProperty("explain");
            Assert.Equal(shown, explain.TryGetProperty("steps", out _));
            Assert.Equal(!shown, explain.TryGetProperty("suppressed", out _));
        }
    }

    [Fact]
    public async Task Three_tags_at_once_are_refused_only_with_a_minimum()
    {
        await using var server = await Company.Start(5);
        using var client = server.Client(KeyKind.Read);
        foreach (var path in new[] { "metrics/adoption?group_by=team&group_by=site&people.floor=1&", "metrics/frequency?people.team=A&people.site=x&people.floor.not=1&", "people?set=idle&people.team=A&people.site=x&people.floor=1&" })
        {
            var refused = await client.GetAsync($"/api/v1/{path}{Window}");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains("too_many_tags", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await server.Minimum(1);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/api/v1/metrics/adoption?group_by=team&group_by=site&people.floor=1&{Window}")).StatusCode);
    }

    [Fact]
    public async Task A_small_cohort_is_hidden_with_the_smallest_other_and_the_mean_is_of_those_shown()
    {
        // Three weeks with five, six and two new people; the mean of the shown cohort is its own rate.
        await using var server = await RollcallServer.Start("UTC", new DateOnly(2026, 6, 1));
        await server.List([.. Enumerable.Range(0, 6).Select(i => ($"a{i}", "2026-05-04", "A")), .. Enumerable.Range(0, 5).Select(i => ($"b{i}", "2026-05-11", "A")), .. Enumerable.Range(0, 2).Select(i => ($"c{i}", "2026-05-18", "A"))]);
        await server.Use(["a0", "a1", "a2", "b0", "c0"]);
        await server.Minimum(5);
        var answer = await Get(server, "metrics/retention?from=2026-05-04&to=2026-05-25&interval=week&anchor=access_start&kind=bounded");
        Assert.Equal(["2026-05-04 6", "2026-05-11 hidden", "2026-05-18 hidden"], answer.GetProperty("cohorts").EnumerateArray().Select(cohort =>
            $"{cohort.GetProperty("from").GetString()} {(cohort.TryGetProperty("suppressed", out _) ? "hidden" : cohort.GetProperty("size").ToString())}"));
        Assert.Equal("[0,0,0.5]", answer.GetProperty("weighted_mean").GetRawText());
        Assert.EndsWith("total,2026-05-11,,,,,,,,true\r\ntotal,2026-05-18,,,,,,,,true\r\n", await Csv(server, "metrics/retention?from=2026-05-04&to=2026-05-25&interval=week&anchor=access_start&kind=bounded"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_about_few_people_is_hidden_and_so_is_the_one_that_tells_of_it()
    {
        // Three people have access in the first week and twelve from the second on.
        await using var server = await RollcallServer.Start("UTC", new DateOnly(2026, 6, 1));
        await server.List([.. Enumerable.Range(0, 3).Select(i => ($"a{i}", "2026-05-04", "A")), .. Enumerable.Range(0, 9).Select(i => ($"b{i}", "2026-05-11", "A"))]);
        await server.Minimum(5);
        Assert.Equal([true, false, false], await Hidden("series"));
        // Who stayed away in the second week are users of the first.
        Assert.Equal([true, true, false], await Hidden("lifecycle"));

        async Task<IEnumerable<bool>> Hidden(string metric) => (await Get(server, $"metrics/{metric}?from=2026-05-04&to=2026-05-25&interval=week"))
            .GetProperty("buckets").EnumerateArray().Select(bucket => bucket.TryGetProperty("suppressed", out _));
    }

    private static string Row(JsonElement group)
        => $"{group.GetProperty("value").GetString() ?? "null"} {(group.TryGetProperty("suppressed", out _) ? "hidden" : $"{group.GetProperty("eligible")} {group.GetProperty("active")}")}";

    private static async Task<JsonElement> Get(RollcallServer server, string path)
    {
        using var client = server.Client(KeyKind.Read);
        return await client.GetFromJsonAsync<JsonElement>($"/api/v1/{path}");
    }

    private static async Task<string> Csv(RollcallServer server, string path)
    {
        using var client = server.Client(KeyKind.Read);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/csv");
        return await client.GetStringAsync($"/api/v1/{path}");
    }
}
