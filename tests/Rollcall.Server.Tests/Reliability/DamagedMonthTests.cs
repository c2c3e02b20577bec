using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Rollcall.Server.Tests.Hostile;
using Xunit;

namespace Rollcall.Server.Tests.Reliability;

/// <summary>A month file that is lost for good, under the real server: everything else goes on, and what is affected says so.</summary>
public sealed class DamagedMonthTests : IDisposable
{
    private const string Lost = "2026-03";

    private static readonly Dictionary<string, string> MovingAtOnce = new() { ["Rollcall.Storage.MoveRows"] = "1", ["Rollcall.Storage.JournalLifetime"] = "00:00:00" };

    private readonly string _folder = Directory.CreateTempSubdirectory("rollcall-month-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Lost_interactions_are_said_to_be_lost_wherever_they_would_count()
    {
        await using (var server = await ServerProcess.Start(_folder, MovingAtOnce))
        {
            using var client = server.Client();
            foreach (var day in new[] { "2026-03-05", "2026-04-05", "2026-05-05" })
                (await client.PostAsJsonAsync(HostileInteractions.Native, new { id = day, end_user = "u", time_start = $"{day}T09:00:00Z" })).EnsureSuccessStatusCode();
            await server.Kill();
        }

        await using (var server = await ServerProcess.Start(_folder, MovingAtOnce))
        {
            using var client = server.Client();
            var page = await client.GetFromJsonAsync<JsonElement>(HostileInteractions.Native);
            Assert.Equal(3, page.GetProperty("total").GetInt32());
            Assert.False(page.TryGetProperty("incomplete_months", out _));
            for (var i = 0; i < 1_500 && InJournal() > 1; i++)
                await Task.Delay(20);
            Assert.Equal(1, InJournal());
            await server.Kill();
        }

        foreach (var file in Directory.GetFiles(Path.Combine(Project(), "months"), $"{Lost}.*"))
            File.Delete(file);

        await using (var server = await ServerProcess.Start(_folder))
        {
            using var client = server.Client();
            var page = await client.GetFromJsonAsync<JsonElement>(HostileInteractions.Native);
            Assert.Equal(["2026-05-05", "2026-04-05"], page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
            Assert.Equal([Lost], Months(page));
            Assert.False((await client.GetFromJsonAsync<JsonElement>($"{HostileInteractions.Native}?from=2026-04-01")).TryGetProperty("incomplete_months", out _));

            Assert.Equal([Lost], Months(await Window(client, "from=2026-04-01&to=2026-05-01")));
            Assert.False((await Window(client, "from=2026-02-01&to=2026-03-01")).TryGetProperty("incomplete_months", out _));

            var ready = await client.GetAsync("/health/ready");
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
            Assert.Contains(Lost, await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal(1, (await (await client.PostAsJsonAsync(HostileInteractions.Native, new { id = "2026-03-05", end_user = "u", time_start = "2026-03-05T09:00:00Z" }))
                .Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accepted").GetInt32());
        }
    }

    private static IEnumerable<string?> Months(JsonElement answer) => answer.GetProperty("incomplete_months").EnumerateArray().Select(month => month.GetString());

    private static async Task<JsonElement> Window(HttpClient client, string period) =>
        (await client.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/adoption?{period}")).GetProperty("window");

    private string Project() => Directory.GetDirectories(Path.Combine(_folder, "projects")).Single();

    private long InJournal()
    {
        using var connection = new SqliteConnection($"Data Source={Project()}/project.db;Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM interaction";
        return (long)command.ExecuteScalar()!;
    }
}
