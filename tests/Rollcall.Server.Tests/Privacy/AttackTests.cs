using System.Globalization;
using System.Net;
using System.Text.Json;
using Xunit;

namespace Rollcall.Server.Tests.Privacy;

/// <summary>A project of tiny groups among bigger ones, and a reader who asks all there is to ask: of no window and definition does a number of too few people follow.</summary>
public sealed class AttackTests
{
    private static readonly string[][] Groupings = [[], ["dept"], ["site"], ["dept", "site"]];

    private static readonly DateOnly From = SmallCompany.Today.AddDays(-28), To = SmallCompany.Today;

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(3, 3)]
    public async Task Every_filter_and_group_of_adoption_in_many_windows(int seed, int smallest)
    {
        await using var server = await SmallCompany.Start(seed);
        server.HideUnder(smallest);
        using var spy = new Spy(server, smallest);
        string[] definitions = ["", "&denominator=whole_window", "&denominator=at_end", "&denominator=at_least_days:14", $"&as_of={To.AddDays(-25):O}"];
        foreach (var definition in definitions)
            await Adoption(spy, Window(From, To) + definition, both: definition.Length == 0);
        await Adoption(spy, Window(From, To) + "&as_of=event", both: false, additive: null);
        foreach (var (from, to) in new[] { (From.AddDays(1), To), (From, To.AddDays(-1)), (From.AddDays(-1), To.AddDays(1)), (From, From.AddDays(7)), (To.AddDays(-1), To) })
            await Adoption(spy, Window(from, to), both: false);

        Assert.Empty(spy.Finds());
        Assert.True(spy.Hidden > 0 && spy.Shown > spy.Windows, $"{spy.Shown} shown, {spy.Hidden} hidden");
    }

    [Theory]
    [InlineData(11, 4)]
    [InlineData(12, 3)]
    public async Task Every_other_metric(int seed, int smallest)
    {
        await using var server = await SmallCompany.Start(seed);
        server.HideUnder(smallest);
        using var spy = new Spy(server, smallest);
        foreach (var filter in Spy.Filters(both: false).Append("&people.dept=A&people.site=x").Append("&people.dept=B&people.site.not=y"))
        {
            foreach (var groupBy in Groupings)
                await Metrics(spy, filter, groupBy);
        }

        Assert.Empty(spy.Finds());
        Assert.True(spy.Hidden > 0 && spy.Shown > spy.Windows, $"{spy.Shown} shown, {spy.Hidden} hidden");
    }

    [Theory]
    [InlineData(21, 4)]
    public async Task Every_file_of_the_dashboard(int seed, int smallest)
    {
        await using var server = await SmallCompany.Start(seed);
        server.HideUnder(smallest);
        using var spy = new Spy(server, smallest);
        using var viewer = await server.SignedIn();
        var (previous, days) = (From.AddDays(-28), Window(From, To));
        foreach (var filter in Spy.Filters(both: true))
        {
            foreach (var key in new[] { "dept", "site" })
            {
                foreach (var row in await Rows($"groups.csv?{days}{filter}&group_by={key}"))
                {
                    var people = $"{filter}|&people.{key}={row[0]}";
                    await Learn(days, people, row[3]);
                    await Learn(Window(previous, From), people, row[4]);
                }
            }

            foreach (var row in await Rows($"activation-rate.csv?{days}{filter}&interval=week"))
            {
                var week = DateOnly.Parse(row[0], CultureInfo.InvariantCulture);
                await Learn(Window(week, week.AddDays(7)), filter, row[5]);
                await Learn(Window(week.AddDays(-28), week.AddDays(-21)), filter, row[6]);
            }
        }

        await Adoption(spy, days, both: true);
        Assert.Empty(spy.Finds());
        Assert.True(spy.Hidden > 0 && spy.Shown > spy.Windows, $"{spy.Shown} shown, {spy.Hidden} hidden");

        Task Learn(string window, string people, string rate)
            => rate.Length == 0 ? Task.CompletedTask : spy.Learn(window, people, JsonDocument.Parse("{}").RootElement);

        async Task<IEnumerable<string[]>> Rows(string file)
        {
            using var answer = await viewer.GetAsync($"/p/{server.Project.Id}/{file}");
            if (answer.StatusCode == HttpStatusCode.Forbidden)
                return [];
            return (await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','));
        }
    }

    private static string Window(DateOnly from, DateOnly to) => $"from={from:O}&to={to:O}";

    private static async Task Adoption(Spy spy, string window, bool both, string? additive = "interactions")
    {
        foreach (var filter in Spy.Filters(both))
        {
            foreach (var groupBy in Groupings)
                await spy.Ask($"metrics/adoption?{window}", filter, groupBy, (part, people) => spy.Learn(window, people, part, additive));
        }
    }

    private static async Task Metrics(Spy spy, string filter, string[] groupBy)
    {
        var window = Window(From, To);
        // Tags of metrics over several windows are those of the last day.
        var once = $"&as_of={To.AddDays(-1):O}";
        await spy.Ask($"metrics/frequency?{window}", filter, groupBy, (part, people) => spy.Learn(window, people, part));
        await spy.Ask($"metrics/series?{window}&interval=week", filter, groupBy, (part, people) => Parts(part, "buckets", bucket => spy.Learn(Days(bucket), people, bucket, "interactions")));
        await spy.Ask($"metrics/rolling?{Window(To.AddDays(-5), To)}&days=7", filter, groupBy, (part, people) => Parts(
            part, "points", point => spy.Learn(Window(Date(point, "date").AddDays(-6), Date(point, "date").AddDays(1)), people, point, "active_eligible")));
        await spy.Ask($"metrics/lifecycle?{window}&interval=week", filter, groupBy, (part, people) => Parts(part, "buckets", async bucket =>
        {
            // new + returning + resurrected are all who used it in the week, returning + dormant in the week before.
            await spy.Learn(Days(bucket) + once, people, bucket);
            await spy.Learn(Window(Date(bucket, "from").AddDays(-7), Date(bucket, "from")) + once, people, bucket);
        }));
        await spy.Ask($"metrics/transitions?before={From:O}/{From.AddDays(14):O}&after={From.AddDays(14):O}/{To:O}", filter, groupBy, async (part, people) =>
        {
            await spy.Learn(Window(From, From.AddDays(14)) + once, people, part);
            await spy.Learn(Window(From.AddDays(14), To) + once, people, part);
        });
        foreach (var path in new[]
        {
            $"frequency?{window}", $"series?{window}&interval=week", $"rolling?{Window(To.AddDays(-5), To)}&days=7", $"lifecycle?{window}&interval=week", $"segments?date={To:O}&weeks=4",
            $"retention?{window}&interval=week&anchor=access_start&kind=unbounded", $"time-to-first-use?{window}", $"transitions?before={From:O}/{From.AddDays(14):O}&after={From.AddDays(14):O}/{To:O}",
        })
        {
            await spy.CompareWithCsv($"metrics/{path}", filter, groupBy);
        }

        await spy.Ask($"metrics/segments?date={To:O}&weeks=4", filter, groupBy, (part, people) => spy.Learn(window + "&denominator=at_end", people, part));
    }

    private static string Days(JsonElement bucket) => Window(Date(bucket, "from"), Date(bucket, "to"));

    private static DateOnly Date(JsonElement part, string name) => DateOnly.Parse(part.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    // A total or a group that is suppressed has no parts.
    private static async Task Parts(JsonElement part, string name, Func<JsonElement, Task> each)
    {
        if (!part.TryGetProperty(name, out var parts))
            return;
        foreach (var one in parts.EnumerateArray())
            await each(one);
    }
}
