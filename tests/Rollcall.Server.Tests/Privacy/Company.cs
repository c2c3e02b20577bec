using Rollcall.Storage.Registry;

namespace Rollcall.Server.Tests.Privacy;

/// <summary>Teams of eight, six, five and three people with access since 4 May 2026; eight, three, one and one of them used it on the 20th. Today is 1 June.</summary>
internal static class Company
{
    public static async Task<RollcallServer> Start(int smallest)
    {
        var server = await RollcallServer.Start("UTC", new DateOnly(2026, 6, 1));
        var teams = new[] { ("A", 8, 8), ("B", 6, 3), ("C", 5, 1), ("D", 3, 1) };
        await server.List(teams.SelectMany(team => Enumerable.Range(0, team.Item2).Select(i => ($"{team.Item1}{i}@acme.example", "2026-05-04", team.Item1))));
        await server.Use(teams.SelectMany(team => Enumerable.Range(0, team.Item3).Select(i => $"{team.Item1}{i}@acme.example")));
        await server.Minimum(smallest);
        return server;
    }

    public static async Task List(this RollcallServer server, IEnumerable<(string Who, string From, string Team)> people)
    {
        using var client = server.Client(KeyKind.Secret);
        var users = people.Select(person => new { end_user = person.Who, active_from = person.From, tags = new { team = person.Team }, tags_from = "2026-01-01" });
        (await client.PutAsJsonAsync("/api/v1/eligible-users", new { users })).EnsureSuccessStatusCode();
    }

    /// <summary>Each of them once, on 20 May.</summary>
    public static Task Use(this RollcallServer server, IEnumerable<string> people)
        => server.SendLines(string.Join('\n', people.Select(who => $$"""{"id":"{{who}}","end_user":"{{who}}","time_start":"2026-05-20T08:00:00Z"}""")));

    public static async Task Minimum(this RollcallServer server, int smallest)
    {
        using var client = server.Client(KeyKind.Secret);
        (await client.PatchAsJsonAsync("/api/v1/settings", new { smallest_group = smallest })).EnsureSuccessStatusCode();
    }
}
