using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Rollcall.Server.Accounts;
using Rollcall.Server.Projects;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Projects;

public sealed class KeyPolicyTests
{
    private const string Native = "/api/v1/probe/";

    [Theory]
    [InlineData(Keys.Secret, KeyKind.Secret)]
    [InlineData(Keys.Ingest, KeyKind.Secret, KeyKind.Ingest)]
    [InlineData(Keys.Population, KeyKind.Secret, KeyKind.Population)]
    [InlineData(Keys.Read, KeyKind.Secret, KeyKind.Read)]
    [InlineData(Keys.PopulationRead, KeyKind.Secret, KeyKind.Population, KeyKind.Read)]
    public async Task A_key_does_what_its_kind_allows_and_nothing_else(string policy, params KeyKind[] allowed)
    {
        await using var server = await Start();
        foreach (var kind in Enum.GetValues<KeyKind>())
        {
            var answer = await server.Client(kind).GetAsync(Native + policy);
            Assert.Equal(allowed.Contains(kind) ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
            if (answer.StatusCode == HttpStatusCode.Forbidden)
                Assert.Equal("wrong_kind_of_key", await Code(answer));
        }

        var none = await server.Anonymous().GetAsync(Native + policy);
        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.Equal("Bearer", none.Headers.WwwAuthenticate.Single().ToString());
        Assert.Equal("no_key", await Code(none));
    }

    [Fact]
    public async Task A_handler_learns_its_project_from_the_key()
    {
        await using var server = await Start("Europe/Rome");
        var answer = await server.Client(KeyKind.Read).GetStringAsync(Native + Keys.Read);
        Assert.Equal($"{server.Project.Id} Acme Europe/Rome Monday Read", answer);
    }

    [Theory]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer ")]
    [InlineData("Basic YTpi")]
    [InlineData("bootstrap-key-of-the-tests")]
    [InlineData("Bearer bootstrap-key-of-the-tests bootstrap-key-of-the-tests")]
    public async Task What_is_no_key_is_401(string header)
    {
        await using var server = await Start();
        var client = server.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        var answer = await client.GetAsync(Native + Keys.Secret);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("unknown_key", await Code(answer));
    }

    [Fact]
    public async Task The_scheme_is_written_in_any_case()
    {
        await using var server = await Start();
        var client = server.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"bearer {RollcallServer.SecretKey}");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Native + Keys.Secret)).StatusCode);
    }

    [Fact]
    public async Task Nebulys_paths_answer_in_their_own_form()
    {
        await using var server = await Start();
        var none = await server.Anonymous().GetAsync("/api/external/probe");
        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.Equal("application/json", none.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["detail"], JsonDocument.Parse(await none.Content.ReadAsStringAsync()).RootElement.EnumerateObject().Select(p => p.Name));

        var wrongKind = await server.Client(KeyKind.Read).GetAsync("/api/external/probe");
        Assert.Equal(HttpStatusCode.Forbidden, wrongKind.StatusCode);
        Assert.Equal(["detail"], JsonDocument.Parse(await wrongKind.Content.ReadAsStringAsync()).RootElement.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task A_session_opens_nothing_of_the_API()
    {
        await using var server = await Start();
        var browser = await server.SignedIn();
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(Native + Keys.Read)).StatusCode);
    }

    [Fact]
    public async Task A_key_opens_no_page()
    {
        await using var server = await Start();
        var path = $"/p/{server.Project.Id}/probe";
        var withKey = await server.Client(KeyKind.Secret).GetAsync(path);
        Assert.Equal(HttpStatusCode.Redirect, withKey.StatusCode);
        Assert.Equal($"/sign-in?return={Uri.EscapeDataString(path)}", withKey.Headers.Location!.OriginalString);

        var browser = await server.SignedIn();
        Assert.Equal($"{server.Project.Id} Owner", await browser.GetStringAsync(path));
    }

    [Fact]
    public async Task A_project_does_not_exist_for_whoever_is_no_member()
    {
        await using var server = await Start();
        var projects = server.Services.GetRequiredService<ProjectService>();
        var (other, _) = await projects.Create("Other", "UTC", "monday", owner: null, Actor.Server);
        var browser = await server.SignedIn();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/p/{other!.Project.Id}/probe")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/p/nonexistent0/probe")).StatusCode);
    }

    [Fact]
    public async Task A_member_below_the_role_of_a_page_is_refused()
    {
        await using var server = await Start();
        await server.InRegistry(async registry =>
        {
            registry.Memberships.Single().Role = MemberRole.Viewer;
            return await registry.SaveChangesAsync();
        });
        var browser = await server.SignedIn();
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync($"/p/{server.Project.Id}/probe")).StatusCode);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_from_the_next_request_on()
    {
        await using var server = await Start();
        var made = server.MakeKey("Support assistant", KeyKind.Ingest);
        var client = server.Client(made.Text);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Native + Keys.Ingest)).StatusCode);

        var keys = server.Services.GetRequiredService<KeyService>();
        Assert.True(await keys.Revoke(server.Project.Id, made.Key.Id, Actor.Server));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(Native + Keys.Ingest)).StatusCode);
        Assert.False(await keys.Revoke(server.Project.Id, made.Key.Id, Actor.Server));
    }

    [Fact]
    public async Task A_key_is_revoked_only_through_its_own_project()
    {
        await using var server = await Start();
        var made = server.MakeKey("Support assistant", KeyKind.Ingest);
        var (other, _) = await server.Services.GetRequiredService<ProjectService>().Create("Other", "UTC", "monday", owner: null, Actor.Server);
        Assert.False(await server.Services.GetRequiredService<KeyService>().Revoke(other!.Project.Id, made.Key.Id, Actor.Server));
        Assert.Equal(HttpStatusCode.OK, (await server.Client(made.Text).GetAsync(Native + Keys.Ingest)).StatusCode);
    }

    [Fact]
    public async Task A_key_is_refused_from_the_moment_it_expires()
    {
        await using var server = await Start();
        var made = server.MakeKey("For a quarter", KeyKind.Read, server.Clock.GetUtcNow().AddDays(90));
        var client = server.Client(made.Text);
        server.Clock.Advance(TimeSpan.FromDays(90) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Native + Keys.Read)).StatusCode);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(Native + Keys.Read)).StatusCode);
    }

    [Fact]
    public async Task A_flood_of_wrong_keys_is_stopped_and_the_true_key_is_served()
    {
        await using var server = await Start();
        var wrong = server.Client("wrong-key-of-somebody-else");
        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await wrong.GetAsync(Native + Keys.Ingest)).StatusCode);

        var stopped = await wrong.GetAsync(Native + Keys.Ingest);
        Assert.Equal(HttpStatusCode.TooManyRequests, stopped.StatusCode);
        Assert.Equal(60, stopped.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.Equal("too_many_wrong_keys", await Code(stopped));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await wrong.GetAsync("/api/external/probe")).StatusCode);

        // The same address with a true key, and another address with a wrong one.
        Assert.Equal(HttpStatusCode.OK, (await server.Client(KeyKind.Ingest).GetAsync(Native + Keys.Ingest)).StatusCode);
        var elsewhere = server.Anonymous(from: "192.0.2.2");
        elsewhere.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "wrong-key-of-somebody-else");
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync(Native + Keys.Ingest)).StatusCode);

        server.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await wrong.GetAsync(Native + Keys.Ingest)).StatusCode);
        Assert.Equal(1, await server.InRegistry(r => Task.FromResult(r.Audit.Count(e => e.Action == AuditAction.KeysRefused && e.Address == "192.0.2.1"))));
    }

    [Fact]
    public async Task The_last_use_is_shown_at_once_and_survives_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("rollcall-server-").FullName;
        try
        {
            DateTimeOffset used;
            await using (var server = await Start(folder: folder))
            {
                server.Clock.Advance(TimeSpan.FromHours(3));
                used = server.Clock.GetUtcNow();
                await server.Client(KeyKind.Secret).GetAsync(Native + Keys.Secret);
                Assert.Equal(used, (await List(server)).Single().LastUsedAt);
            }

            await using var again = await Start(folder: folder);
            Assert.Equal(used, (await List(again)).Single().LastUsedAt);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static Task<IReadOnlyList<ApiKey>> List(RollcallServer server) => server.Services.GetRequiredService<KeyService>().List(server.Project.Id);
    }

    [Fact]
    public async Task No_key_stands_in_the_log_or_in_the_data_folder()
    {
        await using var server = await Start();
        var texts = Enum.GetValues<KeyKind>().Select(server.Key).Append("wrong-key-of-somebody-else").ToList();
        foreach (var text in texts)
            await server.Client(text).GetAsync(Native + Keys.Secret);
        await server.Stop();

        // Also not half of one.
        var parts = texts.Select(t => t[(t.Length / 2)..]).ToList();
        Assert.DoesNotContain(server.Log, line => parts.Any(part => line.Contains(part, StringComparison.Ordinal)));
        foreach (var file in Directory.EnumerateFiles(server.Folder, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.All(parts, part => Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(part))));
        }
    }

    private static async Task<string?> Code(HttpResponseMessage answer)
        => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString();

    /// <summary>Endpoints that do nothing but demand a policy.</summary>
    private static Task<RollcallServer> Start(string zone = "UTC", string? folder = null)
        => RollcallServer.Start(zone, folder: folder, services: added => added.AddSingleton<IStartupFilter>(new TestEndpoints(routes =>
        {
            foreach (var policy in (string[])[Keys.Secret, Keys.Ingest, Keys.Population, Keys.Read, Keys.PopulationRead])
                routes.MapGet(Native + policy, Project).RequireAuthorization(policy);
            routes.MapGet("/api/external/probe", Project).RequireAuthorization(Keys.Ingest);
            routes.MapGet("/p/{project}/probe", Page).RequireAuthorization(Members.Owner);
        })));

    private static string Project(HttpContext context)
    {
        var project = context.Project();
        return $"{project.Id} {project.Name} {project.Calendar.Zone.Id} {project.Calendar.WeekStart} {context.Key().Kind}";
    }

    private static string Page(HttpContext context) => $"{context.Project().Id} {context.Features.Get<CurrentMember>()!.Role}";
}
