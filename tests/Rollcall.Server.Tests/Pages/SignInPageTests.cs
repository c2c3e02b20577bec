using System.Net;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Pages;

public sealed class SignInPageTests
{
    [Fact]
    public async Task Signing_in_leads_to_the_project_and_signing_out_back()
    {
        await using var server = await RollcallServer.Start();
        var visitor = new Visitor(server);
        Assert.Equal("/sign-in", (await visitor.Get("/")).Location);
        Assert.Equal($"/sign-in?return=%2Fp%2F{server.Project.Id}%3Frange%3D30d", (await visitor.Get($"/p/{server.Project.Id}?range=30d")).Location);

        Assert.Equal("/", (await visitor.SignIn()).Location);
        Assert.Equal($"/p/{server.Project.Id}", (await visitor.Get("/")).Location);
        var overview = await visitor.Get($"/p/{server.Project.Id}");
        Assert.Equal(HttpStatusCode.OK, overview.Status);
        Assert.Contains("AD, your account", overview.Html, StringComparison.Ordinal);

        Assert.Equal("/sign-in", (await visitor.Submit(overview, "Sign out")).Location);
        Assert.Equal("/sign-in", (await visitor.Get("/")).Location);
    }

    [Theory]
    [InlineData("/p/x?range=90d", "/p/x?range=90d")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example", "/")]
    public async Task It_returns_only_to_own_paths(string asked, string given)
    {
        await using var server = await RollcallServer.Start();
        var path = $"/sign-in?return={Uri.EscapeDataString(asked)}";
        var visitor = new Visitor(server);
        Assert.Equal(given, (await visitor.SignIn(path: path)).Location);
        Assert.Equal(given, (await visitor.Get(path)).Location);   // who is signed in goes on at once
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_told_the_same()
    {
        await using var server = await RollcallServer.Start();
        var wrong = await new Visitor(server).SignIn(password: "not this one, no");
        var unknown = await new Visitor(server).SignIn(email: "nobody@example.com");
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (wrong.Status, unknown.Status));
        const string Said = "E-mail or password is wrong.";
        Assert.Contains(Said, wrong.Html, StringComparison.Ordinal);
        Assert.Contains(Said, unknown.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"nobody@example.com\"", unknown.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("not this one", wrong.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guessing_is_429_with_a_time_to_wait()
    {
        await using var server = await RollcallServer.Start();
        var visitor = new Visitor(server, "192.0.2.77");
        var page = await visitor.Get("/sign-in");
        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.Submit(page, "Sign in", ("email", $"{i}@example.com"), ("password", "guess"))).Status);
        var refused = await visitor.Submit(page, "Sign in", ("email", RollcallServer.AdminEmail), ("password", RollcallServer.AdminPassword));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.True(refused.Answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal("/", (await new Visitor(server, "192.0.2.78").SignIn()).Location);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        await using var server = await RollcallServer.Start();
        var visitor = new Visitor(server);
        var form = new Dictionary<string, string> { ["_handler"] = "sign-in", ["email"] = RollcallServer.AdminEmail, ["password"] = RollcallServer.AdminPassword };
        var refused = await visitor.Post("/sign-in", form);
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("The form was not accepted", refused.Html, StringComparison.Ordinal);

        await visitor.SignIn();
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Post("/sign-out", new Dictionary<string, string>())).Status);
        Assert.NotEqual("/sign-in", (await visitor.Get("/")).Location);
        var keys = $"/p/{server.Project.Id}/settings/keys";
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Post(keys, new Dictionary<string, string> { ["_handler"] = "new-key", ["name"] = "x", ["kind"] = "secret", ["expires"] = "never" })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Post($"{keys}/{Guid.NewGuid()}/revoke", new Dictionary<string, string>())).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Post("/projects", new Dictionary<string, string> { ["_handler"] = "new-project", ["name"] = "x" })).Status);
    }

    [Fact]
    public async Task A_session_opens_no_API_and_a_key_no_page()
    {
        await using var server = await RollcallServer.Start();
        var visitor = new Visitor(server);
        await visitor.SignIn();
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.Get("/api/v1/eligible-users")).Status);
        var answer = await server.Client(KeyKind.Secret).GetAsync($"/p/{server.Project.Id}/settings/keys");
        Assert.StartsWith("/sign-in", answer.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_TLS_every_cookie_belongs_to_this_host_alone()
    {
        await using var server = await RollcallServer.Start();
        var visitor = new Visitor(server, https: true);
        Assert.Equal("/", (await visitor.SignIn()).Location);
        await visitor.Get($"/p/{server.Project.Id}");
        Assert.Equal(["__Host-rollcall-form", "__Host-rollcall-project", "__Host-rollcall-session"], visitor.SetCookies.Select(c => c.Split('=')[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(visitor.SetCookies, cookie =>
        {
            Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("path=/;", cookie, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task Behind_a_prefix_every_link_has_it()
    {
        await using var server = await RollcallServer.Start(settings: new Dictionary<string, string?> { ["ROLLCALL_PATH_BASE"] = "/rollcall" });
        var visitor = new Visitor(server);
        Assert.Equal("/rollcall/sign-in", (await visitor.Get("/rollcall/")).Location);
        var signIn = await visitor.Get("/rollcall/sign-in");
        Assert.Contains("href=\"/rollcall/app.", signIn.Html, StringComparison.Ordinal);
        Assert.Equal("/rollcall/", (await visitor.Submit(signIn, "Sign in", ("email", RollcallServer.AdminEmail), ("password", RollcallServer.AdminPassword))).Location);
        var overview = await visitor.Get($"/rollcall/p/{server.Project.Id}");
        Assert.Contains($"href=\"/rollcall/p/{server.Project.Id}/settings\"", overview.Html, StringComparison.Ordinal);
        Assert.Contains("action=\"/rollcall/sign-out\"", overview.Html, StringComparison.Ordinal);
        var general = await visitor.Get($"/rollcall/p/{server.Project.Id}/settings/general");
        Assert.DoesNotMatch("(href|action|src)=\"(?!/rollcall/|#)", general.Html);
    }
}
