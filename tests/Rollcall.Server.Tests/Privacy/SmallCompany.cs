using System.Text.Json;
using Rollcall.Server.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Tests.Privacy;

/// <summary>A company of about seventy people by seed: large departments beside some of one to three people, people without tags, guests who were never on the list.</summary>
internal static class SmallCompany
{
    public static readonly DateOnly Today = new(2026, 6, 1);

    private static readonly (string? Department, int Most)[] Departments = [("A", 24), ("B", 16), ("C", 9), ("D", 4), ("E", 2), (null, 3)];
    private static readonly (string? Site, double Share)[] Sites = [("x", 0.6), ("y", 0.3), (null, 0.1)];

    public static async Task<RollcallServer> Start(int seed)
    {
        var random = new Random(seed);
        var server = await RollcallServer.Start("UTC", Today);
        var users = new List<object>();
        var lines = new List<string>();
        foreach (var (department, most) in Departments)
        {
            for (var i = random.Next(1 + (most / 2), most + 1); i > 0; i--)
            {
                var name = $"person{users.Count}";
                var from = random.NextDouble() < 0.7 ? Today.AddDays(-200) : Today.AddDays(-random.Next(5, 60));
                var to = random.NextDouble() < 0.8 ? (DateOnly?)null : from.AddDays(random.Next(1, 240));
                users.Add(new { end_user = name, access = new[] { new { from = from.ToString("O"), to = to?.ToString("O") } }, tags = Tags(department, Site(random)), tags_from = "1970-01-01" });
                Use(name, random.NextDouble() < 0.75 ? random.Next(1, 14) : 0);
            }
        }

        for (var i = 0; i < random.Next(3); i++)
            Use($"guest{i}", random.Next(1, 4));
        using var client = server.Client(KeyKind.Secret);
        (await client.PutAsJsonAsync("/api/v1/eligible-users", new { users })).EnsureSuccessStatusCode();
        // Two people change departments.
        var moved = Enumerable.Range(0, 2).Select(i => new { end_user = $"person{random.Next(users.Count / 2) + (i * users.Count / 2)}", tags = Tags("B", "y"), tags_from = Today.AddDays(-20).ToString("O") });
        (await client.PutAsJsonAsync("/api/v1/eligible-users", new { users = moved })).EnsureSuccessStatusCode();
        await server.SendLines(string.Join('\n', lines));
        return server;

        void Use(string who, int times)
        {
            for (; times > 0; times--)
                lines.Add(JsonSerializer.Serialize(new { id = $"u{lines.Count}", end_user = who, time_start = $"{Today.AddDays(-random.Next(1, 70)):O}T{random.Next(24):00}:00:00Z" }));
        }
    }

    /// <summary>Sets the project's minimum group size; 1 is none.</summary>
    public static void HideUnder(this RollcallServer server, int smallest)
        => server.Services.GetRequiredService<ProjectDirectory>().Put(server.Project with { Counting = server.Project.Counting with { SmallestGroup = smallest } });

    private static string? Site(Random random)
    {
        var at = random.NextDouble();
        foreach (var (site, share) in Sites)
        {
            if ((at -= share) < 0)
                return site;
        }

        return null;
    }

    private static Dictionary<string, string> Tags(string? department, string? site)
        => new[] { ("dept", department), ("site", site) }.Where(tag => tag.Item2 is not null).ToDictionary(tag => tag.Item1, tag => tag.Item2!);
}
