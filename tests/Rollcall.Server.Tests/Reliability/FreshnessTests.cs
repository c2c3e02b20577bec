using System.Net;
using System.Text.Json;
using Rollcall.Server.Tests.Hostile;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Reliability;

/// <summary>What was acknowledged is in the next answer, whoever asks, and however many write.</summary>
public sealed class FreshnessTests
{
    private const string Adoption = "/api/v1/metrics/adoption?from=2026-03-01&to=2026-03-11";

    [Fact]
    public async Task A_number_asked_after_an_acknowledgement_includes_it()
    {
        const int Writers = 5, Rounds = 100;
        await using var server = await RollcallServer.Start();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            using var client = server.Client(KeyKind.Secret);
            for (var round = 1; round <= Rounds; round++)
            {
                // Each writer has a department of its own, so that it knows the number that it has to find.
                var department = $"d{writer}";
                (await client.PutAsJsonAsync(HostilePeople.Native, new { users = new[] { new { end_user = $"{department}-{round}", active_from = "2026-03-01", tags = new { department }, tags_from = "2026-03-01" } } })).EnsureSuccessStatusCode();
                Assert.Equal((round, round - 1), await Numbers(client, department));
                (await client.PostAsJsonAsync(HostileInteractions.Native, new { end_user = $"{department}-{round}", time_start = "2026-03-05T09:00:00Z" })).EnsureSuccessStatusCode();
                Assert.Equal((round, round), await Numbers(client, department));
            }
        }));

        using var reader = server.Client(KeyKind.Read);
        Assert.Equal((Writers * Rounds, Writers * Rounds), await Numbers(reader, null));
    }

    [Fact]
    public async Task Sixteen_clients_racing_for_one_person_leave_one_person_and_no_gap()
    {
        const int Clients = 16, Rounds = 12;
        await using var server = await RollcallServer.Start();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async number =>
        {
            using var client = server.Client(KeyKind.Secret);
            var inserted = 0;
            for (var round = 0; round < Rounds; round++)
            {
                var users = new[] { new { end_user = number % 2 == 0 ? "Race@Example.com" : "race@example.COM", active_from = "2026-03-01", tags = new { by = $"{number}.{round}" } } };
                var answer = await ((number % 3) switch
                {
                    0 => client.PutAsJsonAsync(HostilePeople.Native, new { users }),
                    1 => client.PostAsJsonAsync(HostilePeople.Nebuly, new { users }),
                    _ => client.PutAsJsonAsync(HostilePeople.Nebuly, new { users }),
                });
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
                inserted += number % 3 == 0 ? body.GetProperty("inserted").GetInt32() : number % 3 == 1 ? body.GetProperty("users").GetArrayLength() : 0;
                (await client.PostAsJsonAsync(HostileInteractions.Native, new { id = $"race-{round}", end_user = "RACE@example.com", time_start = "2026-03-05T09:00:00Z" })).EnsureSuccessStatusCode();
            }

            return inserted;
        }));

        Assert.Equal(1, outcomes.Sum());
        using var reader = server.Client(KeyKind.Secret);
        Assert.Equal((1, 1), await Numbers(reader, null));
        Assert.Equal(Rounds, (await reader.GetFromJsonAsync<JsonElement>(HostileInteractions.Native)).GetProperty("total").GetInt32());
        var person = await reader.GetFromJsonAsync<JsonElement>($"{HostilePeople.Native}?end_user=race@example.com");
        Assert.Equal("2026-03-01", Assert.Single(person.GetProperty("access").EnumerateArray()).GetProperty("from").GetString());
        var changes = person.GetProperty("changes").EnumerateArray().ToList();
        Assert.Equal("listed", changes[0].GetProperty("kind").GetString());
        // Each entry of the log begins with what the one before it left: nobody's change was lost between two others.
        for (var i = 1; i < changes.Count; i++)
            Assert.Equal(After(changes[i - 1]), changes[i].GetProperty("detail").GetProperty("tags")[0].GetProperty("before").GetRawText());
        Assert.Equal(After(changes[^1]), Assert.Single(person.GetProperty("tags").EnumerateArray()).GetProperty("tags").GetRawText());

        static string After(JsonElement change) => change.GetProperty("detail").GetProperty("tags")[0].GetProperty("after").GetRawText();
    }

    private static async Task<(int Eligible, int Active)> Numbers(HttpClient client, string? department)
    {
        var answer = await client.GetFromJsonAsync<JsonElement>(department is null ? Adoption : $"{Adoption}&people.department={department}");
        return (answer.GetProperty("total").GetProperty("eligible").GetInt32(), answer.GetProperty("total").GetProperty("active_eligible").GetInt32());
    }
}
