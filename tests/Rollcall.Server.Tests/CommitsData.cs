using System.Text.Json;
using Rollcall.Storage.Registry;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Server.Tests;

/// <summary>A server with the real activity of the test data, whose clock stands on 2026-08-01 in Rome.</summary>
internal static class CommitsData
{
    public static async Task<RollcallServer> Start()
    {
        var server = await RollcallServer.Start("Europe/Rome", new DateOnly(2026, 8, 1));
        using var client = server.Client(KeyKind.Secret);
        var users = File.ReadLines(TestData.PathOf("commits", "eligible.ndjson")).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        (await client.PutAsJsonAsync("/api/v1/eligible-users", new { users })).EnsureSuccessStatusCode();
        Assert.Equal(15_509, (await server.SendLines(await File.ReadAllTextAsync(TestData.PathOf("commits", "interactions.ndjson")))).GetProperty("accepted").GetInt64());
        return server;
    }
}
