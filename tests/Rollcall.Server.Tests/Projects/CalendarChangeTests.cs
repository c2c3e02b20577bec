using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Projects;

/// <summary>The zone of a running project is changed while others ask and send.</summary>
public sealed class CalendarChangeTests
{
    private const string Adoption = "/api/v1/metrics/adoption?from=2026-03-01&to=2026-03-11";
    private const string TimeSeries = "/api/external/get-interaction-time-series";
    private const string Range = """{"time_range":{"start":"2026-03-01","end":"2026-03-11"},"granularity":"day"}""";

    private static readonly string[] Questions =
        [Adoption, Adoption + "&events.k=v", "/api/v1/metrics/series?from=2026-03-01&to=2026-03-11&interval=day", "/api/v1/metrics/usage?from=2026-03-01&to=2026-03-11&interval=day", "/api/v1/eligible-users?on=2026-03-06", TimeSeries];

    [Fact]
    public async Task Each_answer_is_of_the_one_zone_or_of_the_other()
    {
        await using var server = await RollcallServer.Start(today: new DateOnly(2026, 3, 11));
        var client = server.Client(KeyKind.Secret);
        await Fill(client);
        var utc = await Answers(client);
        await Change(client, "Pacific/Auckland", "sunday");
        var auckland = await Answers(client);
        Assert.All(Questions, question => Assert.NotEqual(utc[question], auckland[question]));

        using var stop = new CancellationTokenSource();
        var asking = Questions.Select(question => Task.Run(async () =>
        {
            var asked = 0;
            for (; !stop.IsCancellationRequested || asked == 0; asked++)
            {
                var answer = await Ask(client, question);
                Assert.True(answer == utc[question] || answer == auckland[question], answer);
            }

            return asked;
        })).ToList();
        for (var i = 0; i < 6; i++)
        {
            var (zone, expected) = i % 2 == 0 ? ("UTC", utc) : ("Pacific/Auckland", auckland);
            await Change(client, zone, i % 2 == 0 ? "monday" : "sunday");
            Assert.Equal(expected, await Answers(client));
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(asking), asked => Assert.True(asked > 0));
    }

    [Fact]
    public async Task What_is_sent_meanwhile_is_taken_and_counts_and_changes_come_one_after_the_other()
    {
        await using var server = await RollcallServer.Start(today: new DateOnly(2026, 3, 11));
        var client = server.Client(KeyKind.Secret);
        await Fill(client);
        var sending = Enumerable.Range(0, 4).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
                await Send(client, "/api/v1/interactions", More(sender, i));
        })).ToList();
        string[] zones = ["Europe/Rome", "America/Santiago", "Asia/Kolkata"];
        await Task.WhenAll(zones.Select(zone => Change(client, zone, "monday")));
        await Change(client, "Pacific/Auckland", "sunday");
        await Task.WhenAll(sending);

        // The same moment, and the zone before anything else.
        await using var always = await RollcallServer.Start(today: new DateOnly(2026, 3, 11));
        var fresh = always.Client(KeyKind.Secret);
        await Change(fresh, "Pacific/Auckland", "sunday");
        await Fill(fresh);
        for (var sender = 0; sender < 4; sender++)
        {
            for (var i = 0; i < 25; i++)
                await Send(fresh, "/api/v1/interactions", More(sender, i));
        }

        var (expected, actual) = (await Answers(fresh), await Answers(client));
        Assert.All(Questions, question => Assert.Equal(expected[question], actual[question]));
    }

    private static async Task<Dictionary<string, string>> Answers(HttpClient client)
    {
        Dictionary<string, string> answers = [];
        foreach (var question in Questions)
            answers[question] = await Ask(client, question);
        return answers;
    }

    private static async Task<string> Ask(HttpClient client, string question)
    {
        using var answer = question == TimeSeries ? await client.PostAsync(question, Json(Range)) : await client.GetAsync(question);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }

    private static async Task Change(HttpClient client, string zone, string weekStart)
    {
        using var answer = await client.PatchAsync("/api/v1/settings", Json($$"""{"time_zone":"{{zone}}","week_start":"{{weekStart}}"}"""));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var settings = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(weekStart, settings.GetProperty("week_start").GetString());
    }

    // On both sides of both midnights; the second of access begins on another day in each zone.
    private static async Task Fill(HttpClient client)
    {
        await Send(client, "/api/v1/interactions", """
            [{"id":"1","end_user":"ann","time_start":"2026-03-05T10:30:00Z","tags":{"k":"v"}},{"id":"2","end_user":"ann","time_start":"2026-03-05T11:30:00Z","tags":{"k":"v"}},
             {"id":"3","end_user":"bob","time_start":"2026-03-10T23:30:00Z","tags":{"k":"v"}},{"id":"4","end_user":"bob","time_start":"2026-02-28T11:30:00Z","tags":{"k":"v"}}]
            """);
        await Send(client, "/api/v1/eligible-users", """{"users":[{"end_user":"ann","access":[{"from":"2026-01-01"}]},{"end_user":"bob","access":[{"from":"2026-03-06T11:30:00Z"}]}]}""", HttpMethod.Put);
    }

    private static string More(int sender, int i) => string.Create(
        CultureInfo.InvariantCulture, $$$"""{"id":"{{{sender}}}-{{{i}}}","end_user":"{{{(i % 2 == 0 ? "ann" : "bob")}}}","time_start":"2026-03-{{{1 + (i % 9):00}}}T{{{11 + (sender % 2)}}}:{{{i:00}}}:00Z","tags":{"k":"v"}}""");

    private static async Task Send(HttpClient client, string path, string body, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path) { Content = Json(body) };
        using var answer = await client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
