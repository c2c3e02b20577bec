using System.Net;
using System.Text.Json;
using Rollcall.Server.Hosting;
using Xunit;

namespace Rollcall.Server.Tests.Hosting;

public sealed class ProblemsTests
{
    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404, "not_found")]
    [InlineData("GET", "/api", 404, "not_found")]
    [InlineData("DELETE", "/api/v1/fails", 405, "method_not_allowed")]
    [InlineData("GET", "/api/v1/fails", 500, "internal_error")]
    [InlineData("GET", "/api/v1/invalid", 422, "invalid_request")]
    [InlineData("GET", "/api/v1/busy", 503, "busy")]
    public async Task Native_paths_answer_problem_details(string method, string path, int status, string code)
    {
        await using var server = await Start();
        var answer = await server.Anonymous().SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var body = await Body(answer);
        Assert.Equal(code, body.GetProperty("code").GetString());
        Assert.Equal(status, body.GetProperty("status").GetInt32());
        Assert.NotEmpty(body.GetProperty("title").GetString()!);
        Assert.NotEmpty(body.GetProperty("detail").GetString()!);
        Assert.NotEmpty(body.GetProperty("traceId").GetString()!);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("/api/external/nothing", 404)]
    [InlineData("/event-ingestion/api/v1/fails", 500)]
    public async Task Nebulys_paths_answer_a_detail(string path, int status)
    {
        await using var server = await Start();
        var answer = await server.Anonymous().GetAsync(path);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["detail"], (await Body(answer)).EnumerateObject().Select(p => p.Name));
    }

    [Theory]
    [InlineData("/api/v1/fails")]
    [InlineData("/event-ingestion/api/v1/fails")]
    [InlineData("/fails")]
    public async Task A_failure_shows_a_trace_and_nothing_of_the_inside(string path)
    {
        await using var server = await Start();
        var answer = await (await server.Anonymous().GetAsync(path)).Content.ReadAsStringAsync();
        Assert.DoesNotContain("SQLite", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Exception", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", answer, StringComparison.Ordinal);
        Assert.Contains(server.Log, line => line.Contains("SQLite fell over", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_fault_has_its_place()
    {
        await using var server = await Start();
        var body = await Body(await server.Anonymous().GetAsync("/api/v1/invalid"));
        Assert.Equal(
            ["users[0].end_user empty", "users[3].active_from not_a_date"],
            body.GetProperty("errors").EnumerateArray().Select(e => $"{e.GetProperty("path").GetString()} {e.GetProperty("code").GetString()}"));
    }

    [Fact]
    public async Task Being_busy_says_when_to_come_back()
    {
        await using var server = await Start();
        var answer = await server.Anonymous().GetAsync("/api/v1/busy");
        Assert.Equal(2, answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds);   // 1.2 s, rounded up
    }

    [Fact]
    public async Task A_prefix_of_a_proxy_changes_no_form()
    {
        await using var server = await RollcallServer.Start(settings: new Dictionary<string, string?> { ["ROLLCALL_PATH_BASE"] = "/rollcall" });
        var answer = await server.Anonymous().GetAsync("/rollcall/api/v1/nothing");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("not_found", (await Body(answer)).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, (await server.Anonymous().GetAsync("/rollcall/health/ready")).StatusCode);
    }

    private static async Task<JsonElement> Body(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    private static Task<RollcallServer> Start() => RollcallServer.Start(services: added => added.AddSingleton<IStartupFilter>(new TestEndpoints(routes =>
    {
        routes.MapGet("/api/v1/fails", Fails);
        routes.MapGet("/event-ingestion/api/v1/fails", Fails);
        routes.MapGet("/fails", Fails);
        routes.MapGet("/api/v1/busy", () => Problem.Of(503, "busy", "The store is busy.", retryAfter: TimeSpan.FromSeconds(1.2)));
        routes.MapGet("/api/v1/invalid", () => Problem.Invalid(
        [
            new ProblemError("users[0].end_user", "empty", "An end_user is needed."),
            new ProblemError("users[3].active_from", "not_a_date", "'soon' is not a date."),
        ]));
    })));

    private static string Fails() => throw new InvalidOperationException("SQLite fell over");
}
