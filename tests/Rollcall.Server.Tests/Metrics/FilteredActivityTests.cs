using System.Text.Json;
using Rollcall.Server.Tests.Hostile;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Metrics;

public sealed class FilteredActivityTests
{
    [Fact]
    public async Task What_arrives_between_two_questions_with_a_filter_is_counted_once()
    {
        await using var server = await RollcallServer.Start();
        using var client = server.Client(KeyKind.Secret);
        Assert.Equal((0, 0), await Search(client));
        await Send(client, "a", "search", "2026-03-05");
        await Send(client, "a", "chat", "2026-03-05");
        Assert.Equal((1, 1), await Search(client));
        Assert.Equal((1, 1), await Search(client));
        await Send(client, "a", "search", "2026-03-05");
        await Send(client, "b", "search", "2026-02-20");   // late
        await Send(client, "c", "chat", "2026-03-06");
        Assert.Equal((2, 3), await Search(client));
        Assert.Equal((2, 3), await Search(client));
    }

    private static async Task Send(HttpClient client, string user, string feature, string day)
    {
        var sent = new { id = Guid.NewGuid(), end_user = user, time_start = $"{day}T09:00:00Z", tags = new { feature } };
        (await client.PostAsJsonAsync(HostileInteractions.Native, sent)).EnsureSuccessStatusCode();
    }

    private static async Task<(int Active, int Interactions)> Search(HttpClient client)
    {
        var total = (await client.GetFromJsonAsync<JsonElement>("/api/v1/metrics/adoption?from=2026-02-01&to=2026-04-01&events.feature=search")).GetProperty("total");
        return (total.GetProperty("active").GetInt32(), total.GetProperty("interactions").GetInt32());
    }
}
