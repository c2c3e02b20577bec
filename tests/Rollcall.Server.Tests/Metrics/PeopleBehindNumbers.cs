using System.Globalization;
using System.Net;
using System.Text.Json;
using Xunit;

namespace Rollcall.Server.Tests.Metrics;

/// <summary>The list of people behind each number of an answer: exactly as many, and nobody in two lists of which each person stands in one.</summary>
internal static class PeopleBehindNumbers
{
    private const int Many = 20;

    private static readonly string[] OfAdoption =
        ["eligible", "active", "active_eligible", "idle", "never_used", "used_before", "shadow", "shadow_never_eligible", "shadow_not_yet", "shadow_ended", "shadow_gap"];

    private static readonly string[][] DisjointInAdoption =
        [["active_eligible", "idle"], ["never_used", "used_before", "active_eligible"], ["shadow_never_eligible", "shadow_not_yet", "shadow_ended", "shadow_gap"]];

    /// <summary>Asks for the people of every number; returns how many there were.</summary>
    /// <param name="client">With a key that may read.</param>
    /// <param name="metric">As in the reference.</param>
    /// <param name="query">That of the answer, without groups.</param>
    /// <param name="answer">Of the metric.</param>
    public static async Task<int> Check(HttpClient client, string metric, string query, JsonElement answer)
    {
        var path = $"/api/v1/people{query}&metric={metric.Replace('_', '-')}";
        var lists = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var (cell, number) in Cells(metric, answer))
        {
            if (number.ValueKind == JsonValueKind.Null)
                await IsRefused(client, path + cell);
            else
                lists.Add(cell, await People(client, path + cell, number.GetInt32()));
        }

        foreach (var parts in Disjoint(metric, answer).Select(parts => parts.Where(lists.ContainsKey).ToList()))
            Assert.True(parts.SelectMany(part => lists[part]).Distinct().Count() == parts.Sum(part => lists[part].Count), $"{path}: {string.Join(" ", parts)} overlap");
        return lists.Count;
    }

    private static IEnumerable<(string Cell, JsonElement Number)> Cells(string metric, JsonElement answer) => metric switch
    {
        "adoption" => OfAdoption.Select(set => ($"&set={set}", answer.GetProperty("total").GetProperty(set))),
        "series" => Rows(answer, "buckets").SelectMany(bucket => OfAdoption.Select(set => ($"&set={set}&bucket={bucket.GetProperty("from")}", bucket.GetProperty(set)))),
        "rolling" => Rows(answer, "points").SelectMany(point =>
            new[] { "eligible", "active_eligible" }.Select(set => ($"&set={set}&day={point.GetProperty("date")}", point.GetProperty(set)))),
        "frequency" => Rows(answer, "people_by_active_days").Select((people, days) => ($"&set={days}", people)),
        "lifecycle" => Rows(answer, "buckets").SelectMany(bucket =>
            new[] { "new", "returning", "resurrected", "dormant" }.Select(set => ($"&set={set}&period={bucket.GetProperty("from")}", bucket.GetProperty(set)))),
        "retention" => Rows(answer, "cohorts").SelectMany(cohort => Rows(cohort, "cells")
            .SelectMany(cell => new[] { "active", "eligible" }.Select(set => ($"&set={set}&cohort={cohort.GetProperty("from")}&period={cell.GetProperty("period")}", cell.GetProperty(set))))
            .Append(($"&set=cohort&cohort={cohort.GetProperty("from")}", cohort.GetProperty("size")))),
        "transitions" => Sets(
            answer, "retained", "lapsed", "activated", "reactivated", "still_idle", "reclaimed_active", "reclaimed_idle", "newly_active", "newly_idle"),
        "segments" => Sets(answer, "power", "habitual", "novice", "low", "none"),
        "time_to_first_use" => Sets(answer, "granted", "used", "access_ended", "still_waiting", "observed", "used_within"),
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, null),
    };

    // Lists that nobody stands in two of.
    private static IEnumerable<string[]> Disjoint(string metric, JsonElement answer) => metric switch
    {
        "adoption" => DisjointInAdoption.Select(sets => Named(sets)),
        "series" => Rows(answer, "buckets").SelectMany(bucket => DisjointInAdoption.Select(sets => Named(sets, $"&bucket={bucket.GetProperty("from")}"))),
        "rolling" => [],
        "lifecycle" =>
        [
            .. Rows(answer, "buckets").Select(bucket => Named(["new", "returning", "resurrected", "dormant"], $"&period={bucket.GetProperty("from")}")),
            [.. Rows(answer, "buckets").Select(bucket => $"&set=new&period={bucket.GetProperty("from")}")],
        ],
        "retention" => [[.. Rows(answer, "cohorts").Select(cohort => $"&set=cohort&cohort={cohort.GetProperty("from")}")]],
        "time_to_first_use" => [Named(["used", "access_ended", "still_waiting"])],
        _ => [[.. Cells(metric, answer).Select(cell => cell.Cell)]],
    };

    private static string[] Named(string[] sets, string place = "") => [.. sets.Select(set => $"&set={set}{place}")];

    private static IEnumerable<(string Cell, JsonElement Number)> Sets(JsonElement answer, params IEnumerable<string> sets)
        => sets.Select(set => ($"&set={set}", answer.GetProperty(set)));

    private static List<JsonElement> Rows(JsonElement row, string name) => [.. row.GetProperty(name).EnumerateArray()];

    // Over two pages where there are many.
    private static async Task<HashSet<string>> People(HttpClient client, string path, int number)
    {
        var people = new List<string>();
        string? cursor = null;
        var limit = string.Create(CultureInfo.InvariantCulture, $"&limit={(number > Many ? (number / 2) + 1 : 1_000)}");
        do
        {
            var response = await client.GetAsync($"{path}{limit}{(cursor is null ? "" : $"&cursor={cursor}")}");
            Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Content.ReadAsStringAsync()}");
            var page = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.True(number == page.GetProperty("total").GetInt32(), $"{path} has {page.GetProperty("total")}, wanted {number}");
            people.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("end_user").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        Assert.True(number == people.Count, $"{path} lists {people.Count}, wanted {number}");
        Assert.Equal(number, people.Distinct(StringComparer.Ordinal).Count());
        return [.. people];
    }

    private static async Task IsRefused(HttpClient client, string path)
    {
        var response = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("cell_not_known_yet", Assert.Single(problem.GetProperty("errors").EnumerateArray()).GetProperty("code").GetString());
    }
}
