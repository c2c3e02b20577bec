using Rollcall.Server.Accounts;
using Rollcall.Server.Projects;
using Rollcall.Server.Tests.Pages;
using Rollcall.Server.Tests.Population;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Nebuly;

/// <summary>Projects and keys by key: only where an owner allowed it, and only within the key's own project.</summary>
public sealed class NebulyProjectEndpointsTests
{
    private const string Create = "/api/external/projects/create", Delete = "/api/external/projects/delete-api-key";

    [Fact]
    public async Task Without_an_owners_leave_no_key_makes_projects_or_ends_another()
    {
        await using var server = await RollcallServer.Start();
        foreach (var kind in Enum.GetValues<KeyKind>())
        {
            using var client = server.Client(kind);
            Assert.Equal(403, (await client.Call("POST", Create, """{"name":"Other","created_by":"me"}""")).Status);
            foreach (var other in Enum.GetValues<KeyKind>().Where(other => other != kind))
                Assert.Equal(403, (await client.Call("POST", Delete, Body(server.Key(other)))).Status);
            Assert.Equal(403, (await client.Call("POST", Delete, Body("no-key-of-anybody-at-all"))).Status);
        }

        // A weak key asked to manage is as weak as its kind.
        var weak = await Make(server, server.Project.Id, KeyKind.Population);
        Assert.Equal(403, (await server.Client(weak).Call("POST", Create, """{"name":"Other"}""")).Status);
        Assert.Equal(403, (await server.Client(weak).Call("POST", Delete, Body(weak))).Status);
        Assert.Equal(401, (await server.Anonymous().Call("POST", Create, """{"name":"Other"}""")).Status);
        Assert.Single(server.Services.GetRequiredService<ProjectDirectory>().All);
        Assert.All(await server.Services.GetRequiredService<KeyService>().List(server.Project.Id), key => Assert.Null(key.RevokedAt));
    }

    [Fact]
    public async Task A_managing_key_makes_a_project_with_a_key_for_the_same_owners()
    {
        await using var server = await RollcallServer.Start("Europe/Rome", weekStart: "sunday");
        using var client = server.Client(await Make(server, server.Project.Id, KeyKind.Secret));
        var made = await client.Call("POST", Create, """{"name":" Field pilot ","created_by":"me","colour":1}""");
        Assert.Equal(200, made.Status);
        var project = server.Services.GetRequiredService<ProjectDirectory>().Find(made["project_id"].GetString()!)!;
        Assert.Equal(("Field pilot", "Europe/Rome", DayOfWeek.Sunday), (project.Name, project.Calendar.Zone.Id, project.Calendar.WeekStart));

        // The new key opens the new project and nothing else, and manages nothing.
        using var inside = server.Client(made["api_key"].GetString()!);
        Assert.Equal("Field pilot", (await inside.Call("GET", "/api/v1/settings"))["name"].GetString());
        Assert.Equal(403, (await inside.Call("POST", Create, """{"name":"Another"}""")).Status);
        Assert.Equal(403, (await inside.Call("POST", Delete, Body(RollcallServer.SecretKey))).Status);
        var visitor = new Visitor(server);
        await visitor.SignIn();
        Assert.Contains("Field pilot", (await visitor.Get($"/p/{project.Id}/settings/keys")).Html, StringComparison.Ordinal);
        var audit = await server.InRegistry(registry => Task.FromResult(registry.Audit.Single(entry => entry.ProjectId == project.Id && entry.Action == AuditAction.ProjectCreated)));
        Assert.Equal(("rc_sec_", "Field pilot"), (audit.Actor[..7], audit.Subject));
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":7}""", "name")]
    [InlineData("""{"name":"  "}""", "name")]
    [InlineData("""{"name":"a\u0000b"}""", "name")]
    [InlineData("""{"name":"\ud800"}""", "name")]
    [InlineData("[]", null)]
    public async Task What_makes_no_project_is_said(string body, string? at)
    {
        await using var server = await RollcallServer.Start();
        using var client = server.Client(await Make(server, server.Project.Id, KeyKind.Secret));
        var answer = await client.Call("POST", Create, body);
        Assert.Equal(422, answer.Status);
        Assert.Equal(at is null ? ["body"] : ["body", at], answer["detail"][0].GetProperty("loc").EnumerateArray().Select(part => part.GetString()!));
        Assert.Single(server.Services.GetRequiredService<ProjectDirectory>().All);
    }

    [Fact]
    public async Task A_managing_key_ends_keys_of_its_project_and_a_secret_one_itself()
    {
        await using var server = await RollcallServer.Start();
        var managing = await Make(server, server.Project.Id, KeyKind.Secret);
        using var client = server.Client(managing);
        var other = (await client.Call("POST", Create, """{"name":"Other"}"""))["api_key"].GetString()!;

        // Not the key of another project, though it made that project.
        Assert.Equal(404, (await client.Call("POST", Delete, Body(other))).Status);
        Assert.Equal(404, (await client.Call("POST", Delete, Body("no-key-of-anybody-at-all"))).Status);
        Assert.Equal(200, (await server.Client(other).Call("GET", "/api/v1/settings")).Status);

        var read = server.Key(KeyKind.Read);
        var deleted = await client.Call("POST", Delete, Body(read));
        Assert.Equal((200, "The key 'Read of the tests' is revoked."), (deleted.Status, deleted["message"].GetString()));
        Assert.Equal(401, (await server.Client(read).Call("GET", "/api/v1/settings")).Status);
        Assert.Equal(404, (await client.Call("POST", Delete, Body(read))).Status);

        Assert.Equal(200, (await server.Client(other).Call("POST", Delete, Body(other))).Status);
        Assert.Equal(401, (await server.Client(other).Call("GET", "/api/v1/settings")).Status);
        Assert.Equal(422, (await client.Call("POST", Delete, """{"api_key":["x"]}""")).Status);
    }

    [Fact]
    public async Task An_owner_makes_a_managing_key_on_the_page_and_sees_which_it_is()
    {
        await using var server = await RollcallServer.Start();
        var visitor = new Visitor(server);
        await visitor.SignIn();
        var path = $"/p/{server.Project.Id}/settings/keys";
        var made = await visitor.Submit(await visitor.Get(path), "Create key", ("name", "Provisioning"), ("kind", "managing"), ("expires", "90d"));
        Assert.Contains("Managing · rc_sec_", made.Html, StringComparison.Ordinal);
        Assert.Equal(200, (await server.Client(made.Key!).Call("POST", Create, """{"name":"Other"}""")).Status);
    }

    private static string Body(string key) => $$"""{"api_key":"{{key}}"}""";

    private static async Task<string> Make(RollcallServer server, string project, KeyKind kind)
        => (await server.Services.GetRequiredService<KeyService>().Create(project, "Managing", kind, null, Actor.Server, managesProjects: true)).Made!.Text;
}
