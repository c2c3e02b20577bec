using Rollcall.Server.Projects;
using Rollcall.Server.Tests.Population;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Hosting;

/// <summary>What a browser lets the scripts of other pages do here.</summary>
public sealed class CrossOriginTests : IAsyncLifetime
{
    private const string Ours = "https://app.example", Events = "/event-ingestion/api/v1/events/trace_interaction", Native = "/api/v1/interactions";
    private const string Body = """{"end_user":"ann","time_start":"2026-03-05T09:00:00Z"}""";

    private RollcallServer _server = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RollcallServer.Start();
        _client = _server.Client(KeyKind.Secret);
        Assert.Equal(200, (await _client.Call("PATCH", "/api/v1/settings", """{"allowed_origins":["HTTPS://App.example/","http://localhost:8080"]}""")).Status);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(Events)]
    [InlineData(Native)]
    [InlineData("/event-ingestion/api/v1/events/feedback")]
    public async Task A_page_of_an_allowed_origin_may_ask_and_send(string path)
    {
        using var preflight = await Ask(path, Ours, HttpMethods.Options);
        Assert.Equal(204, (int)preflight.StatusCode);
        Assert.Equal((Ours, "POST", "600"), (Header(preflight, "Access-Control-Allow-Origin"), Header(preflight, "Access-Control-Allow-Methods"), Header(preflight, "Access-Control-Max-Age")));
        Assert.Contains("authorization", Header(preflight, "Access-Control-Allow-Headers"), StringComparison.Ordinal);
        Assert.Contains("Origin", preflight.Headers.Vary);
        foreach (var kind in new[] { KeyKind.Ingest, KeyKind.Secret })
        {
            using var answer = await Ask(path, Ours, HttpMethods.Post, _server.Key(kind));
            Assert.Equal(path == Native ? 200 : 422, (int)answer.StatusCode);   // what is wrong can be read too
            Assert.Equal(Ours, Header(answer, "Access-Control-Allow-Origin"));
            Assert.Contains("Origin", answer.Headers.Vary);
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        }
    }

    [Theory]
    [InlineData(Native, "https://other.example")]
    [InlineData(Native, "https://app.example.evil.example")]
    [InlineData(Native, "http://app.example")]
    [InlineData(Native, "null")]
    [InlineData(Events, "https://other.example")]
    [InlineData("/api/v1/settings", Ours)]
    [InlineData("/api/v1/eligible-users", Ours)]
    [InlineData("/api/external/eligible-users", Ours)]
    [InlineData("/sign-in", Ours)]
    public async Task Everything_else_is_closed(string path, string origin)
    {
        foreach (var (method, key) in new[] { (HttpMethods.Options, null), (HttpMethods.Post, _server.Key(KeyKind.Secret)) })
        {
            using var answer = await Ask(path, origin, method, key);
            Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Another_projects_origin_may_ask_but_gets_no_answer_with_this_projects_key()
    {
        var projects = _server.Services.GetRequiredService<ProjectService>();
        var other = (await projects.Create("Other", "UTC", "monday", null, Rollcall.Server.Accounts.Actor.Server)).Made!;
        Assert.Empty(await projects.Change(other.Project.Id, new ProjectChange { AllowedOrigins = ["https://other.example"] }, Rollcall.Server.Accounts.Actor.Server));
        using var preflight = await Ask(Native, "https://other.example", HttpMethods.Options);
        Assert.Equal(204, (int)preflight.StatusCode);
        using var answer = await Ask(Native, "https://other.example", HttpMethods.Post, _server.Key(KeyKind.Secret));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Contains("Origin", answer.Headers.Vary);
        using var theirs = await Ask(Native, "https://other.example", HttpMethods.Post, other.Key.Text);
        Assert.Equal("https://other.example", Header(theirs, "Access-Control-Allow-Origin"));
        using var nobody = await Ask(Native, Ours, HttpMethods.Post, "no-key");
        Assert.Equal((401, false), ((int)nobody.StatusCode, nobody.Headers.Contains("Access-Control-Allow-Origin")));
        using var reading = await Ask(Native, Ours, HttpMethods.Get, _server.Key(KeyKind.Secret));
        Assert.False(reading.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Origins_are_kept_in_the_form_in_which_browsers_send_them()
    {
        Assert.Equal("""["http://localhost:8080","https://app.example"]""", (await _client.Call("GET", "/api/v1/settings"))["allowed_origins"].GetRawText());
        var refused = await _client.Call("PATCH", "/api/v1/settings", """{"allowed_origins":["*","https://a.example/path","https://u:p@a.example","ftp://a.example","a.example","https://*.example","https://a.example?x","","https://ok.example:443"]}""");
        Assert.Equal(422, refused.Status);
        Assert.Equal(
            Enumerable.Range(0, 8).Select(i => $"allowed_origins[{i}] invalid_origin"),
            refused["errors"].EnumerateArray().Select(error => $"{error.GetProperty("path").GetString()} {error.GetProperty("code").GetString()}"));
        Assert.Equal(422, (await _client.Call("PATCH", "/api/v1/settings", """{"allowed_origins":"https://a.example"}""")).Status);
        Assert.Equal(422, (await _client.Call("PATCH", "/api/v1/settings", $$"""{"allowed_origins":[{{string.Join(',', Enumerable.Range(0, 101).Select(i => $"\"https://a{i}.example\""))}}]}""")).Status);
        Assert.Equal("""["https://ok.example"]""", (await _client.Call("PATCH", "/api/v1/settings", """{"allowed_origins":["https://ok.example:443","https://OK.example"]}"""))["allowed_origins"].GetRawText());
        Assert.Equal("[]", (await _client.Call("PATCH", "/api/v1/settings", """{"allowed_origins":null}"""))["allowed_origins"].GetRawText());
    }

    private async Task<HttpResponseMessage> Ask(string path, string origin, string method, string? key = null)
    {
        using var client = _server.Anonymous();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Origin", origin);
        if (method == HttpMethods.Options)
            request.Headers.Add("Access-Control-Request-Method", "POST");
        if (key is not null)
            request.Headers.Authorization = new("Bearer", key);
        if (method == HttpMethods.Post)
            request.Content = new StringContent(Body, System.Text.Encoding.UTF8, "application/json");
        return await client.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}
