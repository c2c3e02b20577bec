using System.Net;
using System.Text;
using System.Text.Json;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Projects;

/// <summary>How long what is kept, and whose days count, as settings of a running server.</summary>
public sealed class RetentionTests
{
    private const string Adoption = "/api/v1/metrics/adoption?from=2026-01-01&to=2026-04-01";
    private const string Usage = "/api/v1/metrics/usage?from=2026-01-01&to=2026-04-01";

    private const string Sent = """
        [{"id":"1","end_user":"ann","time_start":"2026-01-10T23:30:00Z","input":"old","tags":{"k":"v"}},{"id":"2","end_user":"bob","time_start":"2026-02-20T09:00:00Z","input":"older"},
         {"id":"3","end_user":"ann","time_start":"2026-03-09T23:30:00Z","input":"new","tags":{"k":"v"}}]
        """;

    [Fact]
    public async Task What_is_kept_no_longer_goes_and_people_metrics_stay_as_they_are()
    {
        await using var server = await RollcallServer.Start();
        var client = server.Client(KeyKind.Secret);
        await Send(client, "/api/v1/interactions", Sent);
        var before = await client.GetStringAsync(Adoption);
        Assert.DoesNotContain("dropped_months", await client.GetStringAsync(Usage), StringComparison.Ordinal);
        await Send(client, "/api/v1/settings", """{"text_days":10,"interaction_months":1}""", HttpMethod.Patch);
        JsonElement page;
        for (var i = 0; ; i++)
        {
            page = await client.GetFromJsonAsync<JsonElement>("/api/v1/interactions");
            if (page.GetProperty("total").GetInt64() == 2 && !page.GetProperty("items")[1].TryGetProperty("input", out _))
                break;
            Assert.True(i < 600, "It was not done after 60 s.");
            await Task.Delay(100);
            server.Clock.Advance(TimeSpan.FromMinutes(1));
            // Nothing is dropped before it was moved, which few rows wait an hour for.
        }

        Assert.Equal(["3", "2"], page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        Assert.Equal("new", page.GetProperty("items")[0].GetProperty("input").GetString());
        Assert.Equal(before, await client.GetStringAsync(Adoption));
        var usage = await client.GetFromJsonAsync<JsonElement>(Usage);
        Assert.Equal("2026-01", usage.GetProperty("window").GetProperty("dropped_months").EnumerateArray().Single().GetString());
        Assert.Equal(2, usage.GetProperty("total").GetProperty("interactions").GetInt64());
        Assert.Contains("\"dropped_months\":[\"2026-01\"]", await client.GetStringAsync(Adoption + "&events.k=v"), StringComparison.Ordinal);
        Assert.DoesNotContain("dropped_months", await client.GetStringAsync("/api/v1/metrics/usage?from=2026-02-02&to=2026-04-01"), StringComparison.Ordinal);
        using var late = await client.PostAsync("/api/v1/interactions", Json("""{"end_user":"ann","time_start":"2026-01-11T09:00:00Z"}"""));
        Assert.Contains("beyond_retention", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(before, await client.GetStringAsync(Adoption));
    }

    [Fact]
    public async Task In_another_zone_all_answers_are_as_if_it_had_always_been_so()
    {
        string[] questions = [Adoption, Adoption + "&events.k=v", Usage + "&interval=day", "/api/v1/metrics/series?from=2026-01-01&to=2026-04-01&interval=day", "/api/v1/metrics/frequency?from=2026-03-01&to=2026-03-11"];
        List<string> expected = [];
        await using (var always = await RollcallServer.Start(zone: "Pacific/Auckland", today: new DateOnly(2026, 3, 11)))
        {
            await Fill(always.Client(KeyKind.Secret));
            foreach (var question in questions)
                expected.Add(await always.Client(KeyKind.Secret).GetStringAsync(question));
        }

        var folder = Directory.CreateTempSubdirectory("rollcall-server-").FullName;
        try
        {
            await using (var server = await RollcallServer.Start(today: new DateOnly(2026, 3, 10), folder: folder))
            {
                var client = server.Client(KeyKind.Secret);
                await Fill(client);
                foreach (var question in questions)
                    Assert.DoesNotContain(await client.GetStringAsync(question), expected);
                Assert.Equal(HttpStatusCode.Forbidden, (await server.Client(KeyKind.Read).PatchAsync("/api/v1/settings", Json("""{"time_zone":"Pacific/Auckland"}"""))).StatusCode);
                await Send(client, "/api/v1/settings", """{"time_zone":"Pacific/Auckland"}""", HttpMethod.Patch);
                foreach (var (question, answer) in questions.Zip(expected))
                    Assert.Equal(answer, await client.GetStringAsync(question));
            }

            await using var again = await RollcallServer.Start(today: new DateOnly(2026, 3, 10), folder: folder);
            foreach (var (question, answer) in questions.Zip(expected))
                Assert.Equal(answer, await again.Client(KeyKind.Secret).GetStringAsync(question));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Fill(HttpClient client)
    {
        await Send(client, "/api/v1/interactions", Sent);
        await Send(client, "/api/v1/eligible-users", """{"users":[{"end_user":"ann","access":[{"from":"2026-01-01"}],"tags":{"team":"x"},"tags_from":"2026-01-01"},{"end_user":"bob","access":[{"from":"2026-02-20T11:00:00Z"}]}]}""", HttpMethod.Put);
    }

    private static async Task Send(HttpClient client, string path, string body, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path) { Content = Json(body) };
        using var answer = await client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
