using System.Text.Json;
using Rollcall.Storage.Registry;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Server.Tests.Metrics.Usage;

/// <summary>Interactions and active people are the same numbers, whether the index counts them for adoption or the store for usage.</summary>
public sealed class UsageAgainstAdoptionTests
{
    private static readonly string[] Ways = ["", "&min_interactions=2", "&as_of=now", "&as_of=event", "&as_of=event&min_interactions=3", "&as_of=2026-02-01"];

    public static TheoryData<string> Cases => [.. TestData.OracleCases().Select(path => Path.GetFileName(path))];

    [Fact]
    public async Task Real_activity_has_the_same_numbers_in_both()
    {
        await using var server = await CommitsData.Start();
        using var client = server.Client(KeyKind.Read);
        foreach (var filter in new[] { "", "&people.region=Americas", "&people.region.not=Americas&people.affiliation=company", "&events.agent=kurrentdb&events.agent=sep", "&events.agent=sep&people.affiliation=company" })
        {
            foreach (var way in Ways)
                await Same(client, "from=2025-11-05&to=2026-07-20", filter + way, "month");
            await Same(client, "from=2026-06-20&to=2026-08-20", filter, "week");
            await Same(client, "from=2026-03-20&to=2026-04-10", filter, "day");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_worked_case_has_the_same_numbers_in_both(string file)
    {
        var @case = Case.Load(TestData.PathOf("oracle", file));
        await using var server = await CaseLoader.Start(@case);
        using var client = server.Client(KeyKind.Secret);
        (await client.PatchAsJsonAsync("/api/v1/settings", new { excluded = @case.Interactions.Select(interaction => interaction.EndUser).Distinct(StringComparer.Ordinal).Take(2) })).EnsureSuccessStatusCode();
        var tag = @case.People.SelectMany(person => person.Tags).SelectMany(version => version.Tags).First();
        var period = $"from={@case.Today.AddDays(-70):yyyy-MM-dd}&to={@case.Today.AddDays(5):yyyy-MM-dd}";
        foreach (var way in Ways)
        {
            foreach (var filter in new[] { "", $"&people.{Uri.EscapeDataString(tag.Key)}={Uri.EscapeDataString(tag.Value)}", $"&people.{Uri.EscapeDataString(tag.Key)}=" })
                await Same(client, period, filter + way, "week");
        }
    }

    private static async Task Same(HttpClient client, string period, string rest, string interval)
    {
        var adoption = await Get(client, $"adoption?{period}{rest}");
        var series = await Get(client, $"series?{period}{rest}&interval={interval}");
        var usage = await Get(client, $"usage?{period}{rest}&interval={interval}&group_by=agent");
        Assert.Equal(Numbers(adoption.GetProperty("total")), Numbers(usage.GetProperty("total")));
        Assert.Equal(
            series.GetProperty("buckets").EnumerateArray().Select(bucket => ($"{bucket.GetProperty("from")} {bucket.GetProperty("to")} {bucket.GetProperty("partial")}", Numbers(bucket))),
            usage.GetProperty("buckets").EnumerateArray().Select(bucket => ($"{bucket.GetProperty("from")} {bucket.GetProperty("to")} {bucket.GetProperty("partial")}", Numbers(bucket))));
        // The people behind the number, and a group as a filter for its value where a day of use is one interaction.
        var people = await client.GetFromJsonAsync<JsonElement>($"/api/v1/people?metric=usage&set=active&limit=1&{period}{rest}");
        Assert.Equal(usage.GetProperty("total").GetProperty("active").GetInt64(), people.GetProperty("total").GetInt64());
        if (rest.Contains("min_interactions", StringComparison.Ordinal) || rest.Contains("events.", StringComparison.Ordinal))
            return;
        foreach (var group in usage.GetProperty("groups").EnumerateArray().Take(3))
            Assert.Equal(Numbers((await Get(client, $"adoption?{period}{rest}&events.agent={group.GetProperty("value").GetString()}")).GetProperty("total")), Numbers(group));
    }

    private static (long Interactions, long Active) Numbers(JsonElement row) => (row.GetProperty("interactions").GetInt64(), row.GetProperty("active").GetInt64());

    private static async Task<JsonElement> Get(HttpClient client, string path)
    {
        var response = await client.GetAsync($"/api/v1/metrics/{path}");
        Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
