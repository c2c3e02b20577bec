using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Pages;

public sealed class SettingsPagesTests
{
    [Fact]
    public async Task A_key_is_shown_once_works_and_ends_when_it_is_revoked()
    {
        await using var server = await RollcallServer.Start(zone: "Europe/Rome", today: new DateOnly(2026, 11, 18));
        var path = $"/p/{server.Project.Id}/settings/keys";
        var visitor = new Visitor(server);
        await visitor.SignIn();

        var made = await visitor.Submit(await visitor.Get(path), "Create key", ("name", "CRM <writer>"), ("kind", "read"), ("expires", "90d"));
        Assert.Equal(HttpStatusCode.OK, made.Status);
        Assert.Equal("no-store", made.Answer.Headers.CacheControl?.ToString());
        Assert.StartsWith("rc_read_", made.Key, StringComparison.Ordinal);
        Assert.Contains("CRM &lt;writer&gt;", made.Html, StringComparison.Ordinal);
        Assert.Contains("18 Nov 2026", made.Html, StringComparison.Ordinal);
        Assert.Contains("Until 16 Feb 2027", made.Html, StringComparison.Ordinal);
        Assert.Contains("Not yet", made.Html, StringComparison.Ordinal);

        var list = await visitor.Get(path);
        Assert.Null(list.Key);
        Assert.DoesNotContain(made.Key!, list.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await server.Client(made.Key!).GetAsync("/api/v1/eligible-users")).StatusCode);
        Assert.Contains("Just now", (await visitor.Get(path)).Html, StringComparison.Ordinal);

        Assert.Equal(path, (await visitor.Submit(list, "Revoke CRM &lt;writer&gt;")).Location);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client(made.Key!).GetAsync("/api/v1/eligible-users")).StatusCode);
        Assert.Contains("Revoked 18 Nov 2026", (await visitor.Get(path)).Html, StringComparison.Ordinal);
        Assert.Equal(path, (await visitor.Submit(list, "Revoke CRM &lt;writer&gt;")).Location);   // the page of another tab
    }

    [Fact]
    public async Task What_is_wrong_with_a_key_is_said_and_what_was_typed_stays()
    {
        await using var server = await RollcallServer.Start();
        var path = $"/p/{server.Project.Id}/settings/keys";
        var visitor = new Visitor(server);
        await visitor.SignIn();
        var page = await visitor.Get(path);
        var unnamed = await visitor.Submit(page, "Create key", ("name", "  "), ("kind", "population"));
        Assert.Contains("A name is needed.", unnamed.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"population\" checked", unnamed.Html, StringComparison.Ordinal);
        var unknown = await visitor.Submit(page, "Create key", ("name", "Typed"), ("kind", "root"), ("expires", "soon"));
        Assert.Contains("Choose one of the kinds.", unknown.Html, StringComparison.Ordinal);
        Assert.Contains("Choose when the key expires.", unknown.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"Typed\"", unknown.Html, StringComparison.Ordinal);
        Assert.Equal(1, await server.InRegistry(r => r.Keys.CountAsync()));
    }

    [Fact]
    public async Task Weeks_begin_on_the_new_day_at_once()
    {
        await using var server = await RollcallServer.Start(today: new DateOnly(2026, 3, 10));
        var api = server.Client(KeyKind.Secret);
        using var sent = await api.PutAsJsonAsync("/api/v1/eligible-users", new { users = new[] { new { end_user = "ada", active_from = "2026-03-01" } } });
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        Assert.Equal("2026-03-02", await SecondWeek(api));

        var visitor = new Visitor(server);
        await visitor.SignIn();
        var general = await visitor.Get($"/p/{server.Project.Id}/settings");
        Assert.Contains("value=\"monday\" selected", general.Html, StringComparison.Ordinal);
        var saved = await visitor.Submit(general, "Save", ("name", "Acme Labs"), ("week_start", "sunday"), ("origins", " https://App.example/\r\n\r\nhttp://localhost:3000"));
        Assert.Equal($"/p/{server.Project.Id}/settings/general?saved=1", saved.Location);
        var after = await visitor.Get(saved.Location!);
        Assert.Contains("Saved", after.Html, StringComparison.Ordinal);
        Assert.Contains("</span>Acme Labs</span>", after.Html, StringComparison.Ordinal);
        Assert.Equal(["http://localhost:3000", "https://app.example"], server.Project.AllowedOrigins);
        Assert.Contains("http://localhost:3000\nhttps://app.example</textarea>", after.Html.Replace("&#xA;", "\n", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("2026-03-01", await SecondWeek(api));

        var wrong = await visitor.Submit(general, "Save", ("name", ""), ("week_start", "friday"), ("origins", "https://app.example\n*"));
        Assert.Contains("A name is needed.", wrong.Html, StringComparison.Ordinal);
        Assert.Contains("&#x27;friday&#x27; is not one of", wrong.Html, StringComparison.Ordinal);
        Assert.Contains("&#x27;*&#x27; is not an origin such as", wrong.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_project_shows_its_first_key_once_and_is_nobody_elses()
    {
        await using var server = await RollcallServer.Start();
        var visitor = new Visitor(server);
        await visitor.SignIn();
        var made = await visitor.Submit(await visitor.Get("/projects"), "Create project", ("name", "Field pilot"), ("time_zone", "America/Santiago"), ("week_start", "sunday"));
        Assert.StartsWith("rc_sec_", made.Key, StringComparison.Ordinal);
        Assert.Contains("default_key", made.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await server.Client(made.Key!).GetAsync("/api/v1/eligible-users")).StatusCode);
        var list = await visitor.Get("/projects");
        Assert.Null(list.Key);
        Assert.Contains("America/Santiago", list.Html, StringComparison.Ordinal);

        var wrong = await visitor.Submit(list, "Create project", ("name", "Mars"), ("time_zone", "Mars/Olympus"));
        Assert.Contains("is not an IANA time zone", wrong.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"Mars/Olympus\"", wrong.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_start_page_leads_to_the_project_opened_last()
    {
        await using var server = await RollcallServer.Start();
        var visitor = new Visitor(server);
        await visitor.SignIn();
        await visitor.Submit(await visitor.Get("/projects"), "Create project", ("name", "Second"));
        var second = (await server.InRegistry(r => r.Projects.SingleAsync(p => p.Name == "Second"))).Id;
        Assert.Equal("/projects", (await visitor.Get("/")).Location);
        await visitor.Get($"/p/{second}");
        Assert.Equal($"/p/{second}", (await visitor.Get("/")).Location);
        await visitor.Get($"/p/{server.Project.Id}");
        Assert.Equal($"/p/{server.Project.Id}", (await visitor.Get("/")).Location);
        await visitor.Get("/p/unknownunkno");
        Assert.Equal($"/p/{server.Project.Id}", (await visitor.Get("/")).Location);
    }

    [Fact]
    public async Task A_viewer_is_told_which_role_it_takes_and_a_stranger_that_there_is_nothing()
    {
        await using var server = await RollcallServer.Start();
        var visitor = new Visitor(server);
        await visitor.SignIn();
        await server.InRegistry(r => r.Memberships.ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, MemberRole.Viewer)));
        var refused = await visitor.Get($"/p/{server.Project.Id}/settings/keys");
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("It is for an owner of the project. You are a viewer.", refused.Html, StringComparison.Ordinal);
        Assert.Matches("Trace <span class=\"mono\">[0-9a-f]{32}</span>", refused.Html);

        await server.InRegistry(r => r.Memberships.ExecuteDeleteAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Get($"/p/{server.Project.Id}/settings/keys")).Status);
        var gone = await visitor.Get($"/p/{server.Project.Id}");
        Assert.Equal(HttpStatusCode.NotFound, gone.Status);
        Assert.Contains("There is no such page", gone.Html, StringComparison.Ordinal);
        Assert.Equal("/projects", (await visitor.Get("/")).Location);
    }

    private static async Task<string> SecondWeek(HttpClient api)
    {
        var answer = await api.GetFromJsonAsync<JsonElement>(string.Create(CultureInfo.InvariantCulture, $"/api/v1/metrics/series?from=2026-02-28&to=2026-03-11&interval=week"));
        return answer.GetProperty("buckets")[1].GetProperty("from").GetString()!;
    }
}
