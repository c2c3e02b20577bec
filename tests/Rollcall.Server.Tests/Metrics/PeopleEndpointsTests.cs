using System.Net;
using System.Text.Json;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Metrics;

public sealed class PeopleEndpointsTests
{
    private const string Window = "from=2026-05-04&to=2026-05-25";

    // Today is Wednesday 20 May, so that the week of 18 May is not over.
    [Fact]
    public async Task Numbers_that_do_not_exist_are_refused_with_what_does()
    {
        await using var server = await Start();
        using var client = server.Client(KeyKind.Read);
        var cases = new (string Query, string[] Faults, string Says)[]
        {
            ("metric=weather&set=eligible", ["metric invalid_metric"], "time-to-first-use"),
            ($"{Window}", ["set required"], "never_used"),
            ($"{Window}&set=new", ["set invalid_set"], "never_used"),
            ($"{Window}&set=idle&group_by=team", ["group_by unknown_parameter"], "people.KEY=VALUE"),
            ($"{Window}&set=idle&explain=true", ["explain unknown_parameter"], "explain"),
            ($"{Window}&set=idle&period=1", ["period unknown_parameter"], "period"),
            ($"metric=lifecycle&{Window}&interval=week&set=new", ["period required"], "a date"),
            ($"metric=lifecycle&{Window}&interval=week&set=idle&period=2026-05-05", ["set invalid_set"], "dormant"),
            ($"metric=lifecycle&{Window}&interval=week&set=new&period=2026-05-05", ["period invalid_period"], "2026-05-04, 2026-05-11, 2026-05-18"),
            ($"metric=lifecycle&{Window}&interval=day&set=new&period=2026-05-25", ["period invalid_period"], "2026-05-08 ... 2026-05-24"),
            ($"metric=lifecycle&{Window}&interval=week&set=dormant&period=2026-05-18", ["period cell_not_known_yet"], "before 2026-05-25"),
            ($"metric=retention&{Window}&interval=week&anchor=first_use&kind=bounded&set=active", ["cohort required", "period required"], "from 0 to"),
            ($"metric=retention&{Window}&interval=week&anchor=first_use&kind=bounded&set=active&cohort=2026-05-05&period=0", ["cohort invalid_cohort"], "2026-05-11"),
            ($"metric=retention&{Window}&interval=week&anchor=first_use&kind=bounded&set=active&cohort=2026-05-11&period=2", ["period invalid_period"], "from 0 to 1"),
            ($"metric=retention&{Window}&interval=week&anchor=first_use&kind=bounded&set=eligible&cohort=2026-05-11&period=1", ["period cell_not_known_yet"], "before 2026-05-25"),
            ($"metric=retention&{Window}&interval=week&anchor=first_use&kind=bounded&set=cohort&cohort=2026-05-11&period=x", ["period invalid_number"], "whole number"),
            ($"metric=frequency&{Window}&set=22", ["set invalid_set"], "from 0 to 21"),
            ($"metric=frequency&{Window}&set=often", ["set invalid_set"], "active_eligible, N"),
            ($"metric=rolling&{Window}&days=7&set=eligible", ["day required"], "a date"),
            ($"metric=rolling&{Window}&days=7&set=eligible&day=2026-05-21", ["day cell_not_known_yet"], "before 2026-05-22"),
            ($"metric=rolling&{Window}&days=7&set=eligible&day=2026-05-03", ["day invalid_day"], "2026-05-04, 2026-05-05, 2026-05-06, 2026-05-07, 2026-05-08 ... 2026-05-20"),
            ($"metric=series&{Window}&interval=month&set=eligible&bucket=2026-05-01", ["bucket invalid_bucket"], "2026-05-04"),
            ("metric=transitions&before=2026-05-04/2026-05-11&after=2026-05-11/2026-05-18&set=gone", ["set invalid_set"], "reclaimed_active"),
            ("metric=segments&set=power", ["date required"], "a date"),
            ($"metric=time-to-first-use&{Window}&set=granted&day=3", ["day invalid_day"], "used, access_ended and still_waiting"),
            ($"metric=time-to-first-use&{Window}&set=used&day=18", ["day invalid_day"], "from 0 to 17"),
        };
        foreach (var (query, faults, says) in cases)
        {
            var response = await client.GetAsync($"/api/v1/people?{query}");
            Assert.True(response.StatusCode == HttpStatusCode.UnprocessableEntity, query);
            var errors = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateArray().ToList();
            Assert.Equal(faults, errors.Select(error => $"{error.GetProperty("path")} {error.GetProperty("code")}").Order(StringComparer.Ordinal));
            Assert.Contains(errors, error => error.GetProperty("message").GetString()!.Contains(says, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task People_are_listed_by_the_cell_in_which_they_are_counted()
    {
        await using var server = await Start();
        using var client = server.Client(KeyKind.Read);
        var cases = new (string Query, string People)[]
        {
            ($"metric=lifecycle&{Window}&interval=week&set=new&period=2026-05-04", "ann"),
            ($"metric=lifecycle&{Window}&interval=week&set=dormant&period=2026-05-11", "ann"),
            ($"metric=lifecycle&{Window}&interval=week&set=resurrected&period=2026-05-18", "ann"),
            ($"metric=retention&{Window}&interval=week&anchor=access_start&kind=bounded&set=cohort&cohort=2026-05-04", "ann bob"),
            ($"metric=retention&{Window}&interval=week&anchor=access_start&kind=unbounded&set=active&cohort=2026-05-04&period=0", "ann"),
            ($"metric=frequency&{Window}&set=2", "ann"),
            ($"metric=frequency&{Window}&set=0", "bob"),
            ($"metric=frequency&{Window}&set=0&people.team=A", ""),
            ($"metric=frequency&{Window}&set=0&min_interactions=2", "ann bob"),
            ("metric=transitions&before=2026-05-04/2026-05-11&after=2026-05-11/2026-05-18&set=lapsed", "ann"),
            ("metric=segments&date=2026-05-18&set=none", "bob"),
            ($"metric=time-to-first-use&{Window}&set=still_waiting", "bob"),
            ($"metric=time_to_first_use&{Window}&set=used&day=1", "ann"),
            ($"metric=time-to-first-use&{Window}&set=used&day=0", ""),
            ($"metric=rolling&{Window}&days=7&day=2026-05-11&set=active_eligible", "ann"),
            ($"metric=rolling&{Window}&days=7&day=2026-05-12&set=active_eligible", ""),
            ($"metric=series&{Window}&interval=week&bucket=2026-05-11&set=idle", "ann bob"),
            ($"metric=adoption&{Window}&set=shadow_never_eligible", "eve"),
            ($"{Window}&set=shadow", "eve"),
        };
        foreach (var (query, people) in cases)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/api/v1/people?{query}");
            var names = string.Join(' ', page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("end_user").GetString()));
            Assert.True(names == people, $"{query}: {names}, wanted {people}");
            Assert.Equal(people.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, page.GetProperty("total").GetInt32());
        }
    }

    [Fact]
    public async Task Every_set_of_the_catalogue_is_listed()
    {
        await using var server = await Start();
        using var client = server.Client(KeyKind.Read);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["from"] = "2026-05-04", ["to"] = "2026-05-18", ["interval"] = "week", ["days"] = "7", ["anchor"] = "first_use", ["kind"] = "bounded",
            ["before"] = "2026-05-04/2026-05-11", ["after"] = "2026-05-11/2026-05-18", ["date"] = "2026-05-18",
            ["bucket"] = "2026-05-04", ["cohort"] = "2026-05-04", ["day"] = "2026-05-04",
        };
        foreach (var metric in (await client.GetFromJsonAsync<JsonElement>("/api/v1/metrics")).GetProperty("metrics").EnumerateArray())
        {
            var name = metric.GetProperty("name").GetString()!;
            values["period"] = name == "lifecycle" ? "2026-05-04" : "0";
            var needed = metric.GetProperty("parameters").EnumerateArray().Concat(metric.GetProperty("people_parameters").EnumerateArray())
                .Where(parameter => parameter.GetProperty("required").GetBoolean() || (name, parameter.GetProperty("name").GetString()) is ("rolling", "day"))
                .Select(parameter => parameter.GetProperty("name").GetString()!);
            var query = string.Concat(needed.Select(parameter => $"&{parameter}={values[parameter]}"));
            Assert.NotEmpty(metric.GetProperty("sets").EnumerateArray());
            foreach (var set in metric.GetProperty("sets").EnumerateArray())
            {
                Assert.NotEmpty(set.GetProperty("definition").GetString()!);
                var path = $"/api/v1/people?metric={name}&set={set.GetProperty("name").GetString()!.Replace("N", "1", StringComparison.Ordinal)}{query}";
                var response = await client.GetAsync(path);
                Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Content.ReadAsStringAsync()}");
            }
        }
    }

    // Ann (team A) and Bob (team B) get access on 4 May; Ann uses it on the 5th and the 19th. Eve has no access and uses it on the 6th.
    private static async Task<RollcallServer> Start()
    {
        var server = await RollcallServer.Start("UTC", new DateOnly(2026, 5, 20));
        using var client = server.Client(KeyKind.Secret);
        var put = await client.PutAsJsonAsync("/api/v1/eligible-users", new
        {
            users = new[]
            {
                new { end_user = "ann", active_from = "2026-05-04", tags = new { team = "A" } },
                new { end_user = "bob", active_from = "2026-05-04", tags = new { team = "B" } },
            },
        });
        put.EnsureSuccessStatusCode();
        await server.SendLines("""
            {"id":"1","end_user":"ann","time_start":"2026-05-05T08:00:00Z"}
            {"id":"2","end_user":"ann","time_start":"2026-05-19T08:00:00Z"}
            {"id":"3","end_user":"eve","time_start":"2026-05-06T08:00:00Z"}
            """);
        return server;
    }
}
