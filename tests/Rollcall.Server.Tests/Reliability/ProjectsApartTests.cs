using System.Text;
using System.Text.Json;
using Rollcall.Server.Accounts;
using Rollcall.Server.Projects;
using Rollcall.Server.Tests.Hostile;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Reliability;

/// <summary>Two projects on one server: with the key of one, no path of the OpenAPI document reads or changes anything of the other.</summary>
public sealed class ProjectsApartTests
{
    private const string Secret = "alpha-only";

    [Fact]
    public async Task No_path_leads_into_another_project()
    {
        await using var server = await RollcallServer.Start();
        var (made, _) = await server.Services.GetRequiredService<ProjectService>().Create("Beta", "UTC", "monday", owner: null, Actor.Server);
        using var alpha = server.Client(KeyKind.Secret);
        using var beta = server.Client(made!.Key.Text);
        (await alpha.PutAsJsonAsync(HostilePeople.Native, new { users = new[] { new { end_user = "alice", active_from = "2026-03-01", tags = new { note = Secret } } } })).EnsureSuccessStatusCode();
        (await alpha.PostAsJsonAsync(HostileInteractions.Native, new { id = "i1", conversation_id = "c1", end_user = "alice", time_start = "2026-03-05T09:00:00Z", input = Secret, model = Secret })).EnsureSuccessStatusCode();
        var before = await Contents(alpha);
        Assert.Contains(Secret, before, StringComparison.Ordinal);

        var tried = 0;
        var document = await alpha.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                foreach (var request in Requests(path.Name, operation.Name, server.Project))
                {
                    var answer = await beta.SendAsync(request);
                    Assert.DoesNotContain(Secret, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
                    Assert.True((int)answer.StatusCode < 500, $"{request.Method} {request.RequestUri}: {answer.StatusCode}");
                    tried++;
                }
            }
        }

        Assert.True(tried > 100, $"Only {tried} requests were made.");
        Assert.Equal(before, await Contents(alpha));
    }

    // Everything by which a caller might hope to name a project, and what the other one holds, on every operation.
    private static IEnumerable<HttpRequestMessage> Requests(string path, string method, ProjectInfo other)
    {
        var filled = path.Replace("{id}", "i1", StringComparison.Ordinal);
        while (filled.IndexOf('{', StringComparison.Ordinal) is >= 0 and var open)
            filled = filled[..open] + other.Id + filled[(filled.IndexOf('}', open) + 1)..];
        string[] queries =
        [
            "", $"?project={other.Id}", $"?project_id={other.Id}", "?end_user=alice", "?id=c1", "?id=i1", "?q=alpha", "?from=2026-03-01&to=2026-03-11", "?from=2026-03-01&to=2026-03-11&set=active",
            "?from=2026-03-01&to=2026-03-11&interval=day&group_by=note", $"?from=2026-03-01&to=2026-03-11&people.note={Uri.EscapeDataString("x")}", "?end_user=alice&as_if_never=true", "?confirm=all",
        ];
        string[] bodies =
        [
            $$$"""{"project":"{{{other.Id}}}","project_id":"{{{other.Id}}}","users":[{"end_user":"alice","active_from":"2026-01-01","tags":{}}]}""",
            """{"users":[{"end_user":"alice","active_from":"2026-01-01","tags":{}}]}""",
            """{"users":["alice"]}""",
            """{"id":"i1","end_user":"alice","time_start":"2026-03-05T09:00:00Z","input":"changed"}""",
            $$$"""{"project_id":"{{{other.Id}}}","interaction":{"conversation_id":"c1","end_user":"alice","time_start":"2026-03-05T09:00:00Z","input":"changed","output":"x"},"traces":[]}""",
        ];
        foreach (var query in queries)
        {
            foreach (var body in method is "get" ? [null] : bodies.Append(null))
            {
                var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), filled + query);
                foreach (var header in new[] { "X-Project", "X-Project-Id", "Rollcall-Project", "X-Original-URL", "X-Rewrite-URL" })
                    request.Headers.Add(header, other.Id);
                if (body is not null)
                    request.Content = new StringContent(body, Encoding.UTF8, "application/json");
                yield return request;
            }
        }
    }

    private static async Task<string> Contents(HttpClient client) => string.Join('\n',
        await client.GetStringAsync(HostilePeople.Nebuly),
        await client.GetStringAsync($"{HostilePeople.Native}?end_user=alice"),
        await client.GetStringAsync(HostileInteractions.Native),
        await client.GetStringAsync("/api/v1/metrics/adoption?from=2026-03-01&to=2026-03-11&group_by=note"));
}
