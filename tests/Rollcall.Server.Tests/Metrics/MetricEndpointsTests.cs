using System.Net;
using System.Text.Json;
using Rollcall.Kernel.Metrics;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Metrics;

public sealed class MetricEndpointsTests
{
    [Fact]
    public async Task Faults_are_named_and_told_at_once()
    {
        await using var server = await RollcallServer.Start("UTC", new DateOnly(2026, 6, 1));
        using var client = server.Client(KeyKind.Read);
        const string Window = "from=2026-05-01&to=2026-05-15";
        var cases = new (string Path, string[] Faults)[]
        {
            ($"rolling?{Window}", ["days required"]),
            ($"rolling?{Window}&days=0", ["days invalid_number"]),
            ($"rolling?{Window}&days=367", ["days invalid_number"]),
            ($"adoption?{Window}&explain=yes", ["explain invalid_explain"]),
            ("rolling?from=2000-01-01&to=2020-01-01&days=7", ["to window_too_long"]),
            ("frequency?from=2000-01-01&to=2020-01-01", ["to window_too_long"]),
            ($"lifecycle?{Window}&interval=year&as_of=event&denominator=at_end", ["as_of as_of_event_refused", "denominator unknown_parameter", "interval invalid_interval"]),
            ("lifecycle?from=2000-01-01&to=2020-01-01&interval=day", ["interval too_many_buckets"]),
            ($"retention?{Window}&interval=week&anchor=first", ["anchor invalid_anchor", "kind required"]),
            ("retention?from=2024-01-01&to=2026-01-01&interval=day&anchor=first_use&kind=bounded", ["interval too_many_buckets"]),
            ("retention?interval=week&anchor=first_use&kind=bounded", ["from required", "to required"]),
            ($"time-to-first-use?{Window}&within=0&observed_to=soon", ["observed_to invalid_date", "within invalid_number"]),
            ("transitions?before=2026-05-01&after=2026-05-03/2026-05-02", ["after empty_period", "before invalid_period"]),
            ("transitions?after=2026-05-01/2026-05-02&from=2026-05-01", ["before required", "from unknown_parameter"]),
            ("transitions?before=2026-05-10/2026-05-20&after=2026-05-01/2026-05-10", ["after wrong_order"]),
            ("segments?weeks=0&habit_weeks=x&power_mean=-1&as_of=event", ["as_of as_of_event_refused", "date required", "habit_weeks invalid_number", "power_mean invalid_number", "weeks invalid_number"]),
        };
        foreach (var (path, faults) in cases)
        {
            var response = await client.GetAsync($"/api/v1/metrics/{path}");
            Assert.True(response.StatusCode == HttpStatusCode.UnprocessableEntity, path);
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            var told = problem.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("path").GetString()} {error.GetProperty("code").GetString()}");
            Assert.Equal(faults, told.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task The_same_table_as_CSV()
    {
        await using var server = await RollcallServer.Start("UTC", new DateOnly(2026, 6, 1));
        using (var client = server.Client(KeyKind.Secret))
        {
            // Ann uses it in both weeks, Bob has access and does not.
            var put = await client.PutAsJsonAsync("/api/v1/eligible-users", new
            {
                users = new[]
                {
                    new { end_user = "ann", active_from = "2026-05-04", tags = new { team = "A" } },
                    new { end_user = "bob", active_from = "2026-05-04", tags = new { team = "B" } },
                },
            });
            put.EnsureSuccessStatusCode();
        }

        await server.SendLines("""
            {"id":"1","end_user":"ann","time_start":"2026-05-05T08:00:00Z"}
            {"id":"2","end_user":"ann","time_start":"2026-05-12T08:00:00Z"}
            """);
        const string Window = "from=2026-05-04&to=2026-05-18";
        Assert.Equal("row,active_days,people\r\ntotal,0,1\r\ntotal,1,1\r\ntotal,2,0\r\n", await Csv("frequency?from=2026-05-04&to=2026-05-06"));
        Assert.Equal(
            "row,team,from,to,partial,new,returning,resurrected,dormant\r\n"
            + "total,,2026-05-04,2026-05-11,false,1,0,0,0\r\ntotal,,2026-05-11,2026-05-18,false,0,1,0,0\r\n"
            + "group,A,2026-05-04,2026-05-11,false,1,0,0,0\r\ngroup,A,2026-05-11,2026-05-18,false,0,1,0,0\r\n"
            + "group,B,2026-05-04,2026-05-11,false,0,0,0,0\r\ngroup,B,2026-05-11,2026-05-18,false,0,0,0,0\r\n",
            await Csv($"lifecycle?{Window}&interval=week&group_by=team"));
        Assert.Equal(
            "row,cohort,size,period,active,eligible,rate,rate_of_eligible,weighted_mean\r\n"
            + "total,2026-05-04,2,0,1,2,0.5,0.5,0.5\r\ntotal,2026-05-04,2,1,1,2,0.5,0.5,0.5\r\ntotal,2026-05-11,0,0,0,0,,,0.5\r\n",
            await Csv($"retention?{Window}&interval=week&anchor=access_start&kind=bounded"));
        Assert.Equal("row,date,eligible,active_eligible,activation_rate\r\ntotal,2026-05-05,2,1,0.5\r\n", await Csv("rolling?from=2026-05-05&to=2026-05-06&days=1"));
        Assert.Equal(
            "row,retained,lapsed,activated,reactivated,still_idle,reclaimed_active,reclaimed_idle,newly_active,newly_idle\r\ntotal,1,0,0,0,1,0,0,0,0\r\n",
            await Csv("transitions?before=2026-05-04/2026-05-11&after=2026-05-11/2026-05-18"));
        Assert.Equal("row,power,habitual,novice,low,none\r\ntotal,0,0,0,1,1\r\n", await Csv("segments?date=2026-05-18"));
        Assert.Equal(
            "row,granted,used,access_ended,still_waiting,median_days,observed,used_within,used_within_rate,within_days,day,share\r\ntotal,2,1,0,1,1,2,1,0.5,7,1,0.5\r\n",
            await Csv($"time-to-first-use?{Window}&within=7"));

        async Task<string> Csv(string path)
        {
            using var client = server.Client(KeyKind.Read);
            client.DefaultRequestHeaders.Accept.ParseAdd("text/csv");
            return await client.GetStringAsync($"/api/v1/metrics/{path}");
        }
    }

    [Fact]
    public async Task An_answer_of_too_many_numbers_is_refused()
    {
        await using var server = await RollcallServer.Start("UTC", new DateOnly(2026, 6, 1));
        using (var client = server.Client(KeyKind.Population))
        {
            // 80 groups and the days of ten years, with 17 numbers each.
            var users = Enumerable.Range(0, 80).Select(i => new { end_user = $"user{i}", active_from = "2016-01-01", tags = new { badge = $"{i}" } });
            (await client.PutAsJsonAsync("/api/v1/eligible-users", new { users })).EnsureSuccessStatusCode();
        }

        using var reader = server.Client(KeyKind.Read);
        const string Series = "/api/v1/metrics/series?from=2016-01-01&to=2026-01-01&group_by=badge";
        var refused = await reader.GetAsync($"{Series}&interval=day");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("too_many_groups", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(80, (await reader.GetFromJsonAsync<JsonElement>($"{Series}&interval=quarter")).GetProperty("groups").GetArrayLength());
    }

    [Fact]
    public async Task An_explanation_counts_everybody_once()
    {
        await using var server = await RollcallServer.Start("UTC", new DateOnly(2026, 6, 1));
        using (var client = server.Client(KeyKind.Secret))
        {
            // Ann uses it, Bob does not, Cal of team B had access in April only; Eve never had any.
            var put = await client.PutAsJsonAsync("/api/v1/eligible-users", new
            {
                users = new object[]
                {
                    new { end_user = "ann", active_from = "2026-05-04", tags = new { team = "A" } },
                    new { end_user = "bob", active_from = "2026-05-04", tags = new { team = "B" } },
                    new { end_user = "cal", active_from = "2026-04-01", active_to = "2026-04-30", tags = new { team = "B" } },
                },
            });
            put.EnsureSuccessStatusCode();
        }

        await server.SendLines("""
            {"id":"1","end_user":"ann","time_start":"2026-05-05T08:00:00Z"}
            {"id":"2","end_user":"eve","time_start":"2026-05-05T08:00:00Z","tags":{"feature":"chat"}}
            """);
        using var reader = server.Client(KeyKind.Read);
        Assert.Equal(
            "known 4, admitted 4, with_access 2, with_use 2, eligible 2, active 2, active_eligible 1, idle 1, never_used 1, used_before 0, shadow 1, "
            + "shadow_never_eligible 1, shadow_not_yet 0, shadow_ended 0, shadow_gap 0, counted 3; "
            + "excluded_by_project 0, people_filter 0, denominator 0, below_min_interactions 0, events_filter 0, days_to_come 0, outside_days 1",
            await Explained("adoption?from=2026-05-04&to=2026-05-11"));
        Assert.Equal(
            "known 4, admitted 3, with_access 1, with_use 0, eligible 1, active 0, active_eligible 0, idle 1, never_used 1, used_before 0, shadow 0, "
            + "shadow_never_eligible 0, shadow_not_yet 0, shadow_ended 0, shadow_gap 0, counted 1; "
            + "excluded_by_project 0, people_filter 1, denominator 0, below_min_interactions 0, events_filter 1, days_to_come 0, outside_days 1",
            await Explained("adoption?from=2026-05-04&to=2026-05-11&people.team.not=A&events.feature=search"));
        Assert.Equal(
            "known 4, admitted 2, with_access 2, with_use 0, power 0, habitual 0, novice 0, low 0, none 1, counted 1; excluded_by_project 0, people_filter 2, no_access_at_end 1, days_to_come 0, outside_days 0",
            await Explained("segments?date=2026-05-11&people.team=B"));

        async Task<string> Explained(string path)
        {
            var explain = (await reader.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/{path}&explain=true")).GetProperty("explain");
            Assert.DoesNotContain(explain.GetProperty("steps").EnumerateArray(), step => step.GetProperty("definition").GetString()!.Length == 0);
            return $"{Sets("steps", "name")}; {Sets("left_out", "reason")}";

            string Sets(string list, string name) => string.Join(", ", explain.GetProperty(list).EnumerateArray().Select(set => $"{set.GetProperty(name)} {set.GetProperty("people")}"));
        }
    }

    [Fact]
    public async Task An_explanation_is_no_part_of_a_table()
    {
        await using var server = await RollcallServer.Start("UTC", new DateOnly(2026, 6, 1));
        using var client = server.Client(KeyKind.Read);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/csv");
        var response = await client.GetAsync("/api/v1/metrics/frequency?from=2026-05-01&to=2026-05-15&explain=true");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var error = Assert.Single((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateArray());
        Assert.Equal(("explain", "explain_not_in_csv"), (error.GetProperty("path").GetString(), error.GetProperty("code").GetString()));
        Assert.Equal("row,active_days,people\r\ntotal,0,0\r\ntotal,1,0\r\n", await client.GetStringAsync("/api/v1/metrics/frequency?from=2026-05-01&to=2026-05-02&explain=false"));
    }

    [Fact]
    public async Task The_catalogue_and_the_document_name_every_metric_alike()
    {
        await using var server = await RollcallServer.Start("UTC", new DateOnly(2026, 6, 1));
        using var client = server.Client(KeyKind.Read);
        var metrics = (await client.GetFromJsonAsync<JsonElement>("/api/v1/metrics")).GetProperty("metrics").EnumerateArray().ToList();
        Assert.Equal(
            ["adoption", "series", "rolling", "frequency", "lifecycle", "retention", "time_to_first_use", "transitions", "segments", "usage"],
            metrics.Select(metric => metric.GetProperty("name").GetString()));
        var adoption = metrics[0].GetProperty("measures").EnumerateArray().ToList();
        Assert.Equal(AdoptionCatalogue.Measures.Select(measure => measure.Name), adoption.Select(measure => measure.GetProperty("name").GetString()));
        Assert.Equal(("rate", JsonValueKind.Null), (adoption[3].GetProperty("unit").GetString(), adoption[3].GetProperty("empty").ValueKind));
        Assert.Equal(0, adoption[0].GetProperty("empty").GetInt32());

        var paths = (await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths");
        foreach (var metric in metrics)
        {
            var described = paths.GetProperty(metric.GetProperty("path").GetString()!).GetProperty("get").GetProperty("parameters").EnumerateArray();
            Assert.Equal(
                metric.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()),
                described.Select(parameter => parameter.GetProperty("name").GetString()));
        }
    }
}
