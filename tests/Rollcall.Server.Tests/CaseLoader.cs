using System.Text;
using System.Text.Json;
using Rollcall.Storage.Registry;
using Rollcall.Testing;

namespace Rollcall.Server.Tests;

/// <summary>Starts a server with a worked case loaded through HTTP, its clock standing on the case's today.</summary>
internal static class CaseLoader
{
    public static async Task<RollcallServer> Start(Case @case)
    {
        var server = await RollcallServer.Start(@case.Project.TimeZone, @case.Today, @case.Project.WeekStart ?? "monday");
        using var client = server.Client(KeyKind.Secret);
        // One version of each person's tags a request: an id stands once in a list. The first holds since ever, so any early day will do.
        for (var version = 0; version < Math.Max(1, @case.People.Max(person => person.Tags.Count)); version++)
        {
            var users = @case.People.Where(person => version == 0 || person.Tags.Count > version).Select(person => Entry(person, version)).ToList();
            (await client.PutAsJsonAsync("/api/v1/eligible-users", new { users })).EnsureSuccessStatusCode();
        }

        var lines = string.Join('\n', @case.Interactions.Select((interaction, i) => JsonSerializer.Serialize(new
        {
            id = $"case-{i}", end_user = interaction.EndUser, time_start = interaction.TimeStart.ToString("O"), tags = interaction.Tags,
        })));
        await server.SendLines(lines);
        return server;
    }

    /// <summary>Sends NDJSON and returns the answer.</summary>
    public static async Task<JsonElement> SendLines(this RollcallServer server, string lines)
    {
        using var client = server.Client(KeyKind.Ingest);
        var response = await client.PostAsync("/api/v1/interactions", new StringContent(lines, Encoding.UTF8, "application/x-ndjson"));
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static Dictionary<string, object?> Entry(CasePerson person, int version)
    {
        var entry = new Dictionary<string, object?> { ["end_user"] = person.EndUser };
        if (version == 0)
            entry["access"] = person.Access.Select(access => new { from = access.From, to = access.To });
        if (person.Tags.Count > version)
            (entry["tags"], entry["tags_from"]) = (person.Tags[version].Tags, person.Tags[version].From ?? "1970-01-01");
        return entry;
    }
}
