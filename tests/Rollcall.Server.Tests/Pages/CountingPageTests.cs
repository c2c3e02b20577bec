using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rollcall.Server.Tests.Dashboard;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Pages;

public sealed class CountingPageTests
{
    [Fact]
    public async Task What_is_saved_counts_at_once_for_the_API_and_the_pages()
    {
        await using var server = await RollcallServer.Start(today: new DateOnly(2026, 3, 10));
        using var api = server.Client(KeyKind.Secret);
        using var put = await api.PutAsJsonAsync("/api/v1/eligible-users", new { users = new[] { new { end_user = "ada", active_from = "2026-02-01" }, new { end_user = "robot", active_from = "2026-02-01" } } });
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        await server.SendLines("""
            {"id":"1","end_user":"ada","time_start":"2026-03-02T08:00:00Z","agent":"hr-bot"}
            {"id":"2","end_user":"robot","time_start":"2026-03-02T08:00:00Z","agent":"test"}
            """);
        Assert.Equal((2, 2), await Counted(api));

        var path = $"/p/{server.Project.Id}/settings/counting";
        var visitor = new Visitor(server);
        await visitor.SignIn();
        Assert.DoesNotContain("Goal", (await visitor.Get($"/p/{server.Project.Id}")).Html, StringComparison.Ordinal);
        var saved = await visitor.Submit(
            await visitor.Get(path), "Save",
            ("min_interactions", "2"), ("events", "agent = hr-bot\r\n\r\nagent=sales-bot\r\nfeature ="), ("excluded", " robot \r\n"), ("smallest_group", "5"), ("goal", "62.5 %"), ("lateness_days", "0"));
        Assert.Equal($"{path}?saved=1", saved.Location);
        var after = await visitor.Get(saved.Location!);
        Assert.Contains("Saved.", after.Html, StringComparison.Ordinal);
        Assert.Contains(">agent = hr-bot\nagent = sales-bot\nfeature =</textarea>", WebUtility.HtmlDecode(after.Html), StringComparison.Ordinal);
        Assert.Contains(">robot</textarea>", after.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"62.5\"", after.Html, StringComparison.Ordinal);
        Assert.Equal(
            """{"name":"Acme","time_zone":"UTC","week_start":"monday","min_interactions":2,"events":[{"key":"agent","is":["hr-bot","sales-bot"]},{"key":"feature","is":[""]}],"excluded":["robot"],"lateness_days":0,"smallest_group":5,"goal":0.625,"allowed_origins":[],"feature_flags":[],"text_days":null,"interaction_months":null}""",
            await api.GetStringAsync("/api/v1/settings"));
        Assert.True((await Total(api)).GetProperty("suppressed").GetBoolean());   // of one person

        await visitor.Submit(after, "Save", ("smallest_group", "1"));
        Assert.Equal((1, 0), await Counted(api));
        await visitor.Submit(await visitor.Get(path), "Save", ("min_interactions", "1"), ("events", ""));
        Assert.Equal((1, 1), await Counted(api));
        var overview = await visitor.Get($"/p/{server.Project.Id}?range=30d");
        Assert.Contains("Goal 62.5\u202f%", WebUtility.HtmlDecode(overview.Html), StringComparison.Ordinal);
        var audit = await server.InRegistry(r => r.Audit.Where(e => e.Action == AuditAction.ProjectChanged).Select(e => e.Actor).ToListAsync());
        Assert.Equal([RollcallServer.AdminEmail, RollcallServer.AdminEmail, RollcallServer.AdminEmail], audit);
    }

    [Fact]
    public async Task Every_fault_stands_at_its_field_and_what_was_typed_stays()
    {
        await using var server = await RollcallServer.Start();
        var path = $"/p/{server.Project.Id}/settings/counting";
        var visitor = new Visitor(server);
        await visitor.SignIn();
        var wrong = await visitor.Submit(
            await visitor.Get(path), "Save",
            ("min_interactions", "0"), ("events", "agent = a\nno condition\n = b"), ("excluded", $"ok\n{new string('x', 513)}"), ("smallest_group", "many"), ("goal", "101"), ("lateness_days", "61"));
        foreach (var (field, message) in ((string, string)[])
        [
            ("min_interactions", "0 is not a whole number from 1 to 1000."),
            ("events", "Line 2: &#x27;no condition&#x27; is not a condition like agent = hr-bot."),
            ("events", "Line 3: This must not be empty."),
            ("excluded", "Line 2: This has 513 characters; 512 are accepted."),
            ("smallest_group", "&#x27;many&#x27; is not a whole number that is accepted here."),
            ("goal", "&#x27;101&#x27; is not a number above 0 and at most 100."),
            ("lateness_days", "61 is not a whole number from 0 to 60."),
        ])
            Assert.Contains($"id=\"{field}-fault\" role=\"alert\">{message}</p>", wrong.Html, StringComparison.Ordinal);
        Assert.Contains("agent = a\nno condition\n = b</textarea>", WebUtility.HtmlDecode(wrong.Html), StringComparison.Ordinal);
        Assert.Contains("value=\"many\"", wrong.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Saved.", wrong.Html, StringComparison.Ordinal);
        Assert.Equal(CountingRules.Default, server.Project.Counting);
    }

    [Fact]
    public async Task What_cannot_be_typed_stays_while_something_else_is_saved()
    {
        await using var server = await RollcallServer.Start();
        using var api = server.Client(KeyKind.Secret);
        var rules = new { events = new[] { new { key = "a = b", @is = new[] { "c" } } }, excluded = new[] { "<robot>" } };
        using var set = await api.PatchAsJsonAsync("/api/v1/settings", rules);
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        var path = $"/p/{server.Project.Id}/settings/counting";
        var visitor = new Visitor(server);
        await visitor.SignIn();
        var saved = await visitor.Submit(await visitor.Get(path), "Save", ("goal", "70"));
        Assert.Equal($"{path}?saved=1", saved.Location);
        Assert.Contains("""[{"key":"a = b","is":["c"]}],"excluded":["\u003Crobot\u003E"]""", await api.GetStringAsync("/api/v1/settings"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_an_owner_changes_how_a_project_counts_and_only_from_its_form()
    {
        await using var server = await RollcallServer.Start();
        var path = $"/p/{server.Project.Id}/settings/counting";
        var visitor = new Visitor(server);
        await visitor.SignIn();
        var page = await visitor.Get(path);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Post(path, new Dictionary<string, string> { ["_handler"] = "counting", ["min_interactions"] = "2" })).Status);
        Assert.True((int)(await visitor.Submit(page, "Save", ("excluded", new string('x', 5_000_000)))).Status < 500);
        await server.InRegistry(r => r.Memberships.ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, MemberRole.Analyst)));
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.Get(path)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.Submit(page, "Save", ("min_interactions", "2"))).Status);
        Assert.Equal(CountingRules.Default, server.Project.Counting);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task In_a_browser_it_is_filled_in_and_saved_with_script_and_without(bool script)
    {
        await using var server = await LiveServer.Start();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await TestBrowser.Launch(playwright);
        await using var view = DashboardBrowser.View.Of(await browser.NewPageAsync(new() { BaseURL = server.Address.ToString(), JavaScriptEnabled = script }));
        var page = view.Page;
        await page.GotoAsync("/");
        await LiveDemo.SignIn(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "General" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "What counts as active" }).ClickAsync();
        await page.GetByLabel("Ids, one a line").FillAsync("robot\ntest@acme.example");
        await page.GetByLabel("Activation rate in %").FillAsync("a lot");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByText("'a lot' is not a number above 0 and at most 100.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("Ids, one a line")).ToHaveValueAsync("robot\ntest@acme.example");
        if (script)
            await view.Accessible();

        await page.GetByLabel("Activation rate in %").FillAsync("70");
        await page.GetByLabel("Minimum group size").FillAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice")).ToContainTextAsync("Saved");
        await Assertions.Expect(page.GetByLabel("Minimum group size")).ToHaveValueAsync("5");
        await Assertions.Expect(page.GetByLabel("Activation rate in %")).ToHaveValueAsync("70");
        if (script)
            await view.Accessible();
        Assert.Empty(view.Complaints);
    }

    private static async Task<JsonElement> Total(HttpClient api)
        => (await api.GetFromJsonAsync<JsonElement>("/api/v1/metrics/adoption?from=2026-03-01&to=2026-03-11")).GetProperty("total");

    private static async Task<(int Eligible, int Active)> Counted(HttpClient api)
    {
        var total = await Total(api);
        return (total.GetProperty("eligible").GetInt32(), total.GetProperty("active").GetInt32());
    }
}
