using System.Globalization;
using Xunit;

namespace Rollcall.Cli.Tests.Server;

public class RollcallServerTests
{
    private const string Line = """{"end_user":"a@acme.example","time_start":"2026-03-09T10:15:00Z"}""";

    private static Task<Commands.Result> ImportOne(string url) =>
        Commands.Run(null, ["import", "interactions", "-", "--url", url, "--key", Commands.Key], Line);

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_busy_server_is_asked_again_with_the_same_body(int status)
    {
        var left = 2;
        using var server = new RecordingServer(request => left-- > 0 ? new(status, "{}", RetryAfter: "0") : RecordingServer.Default(request));
        var result = await ImportOne(server.Url);
        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Equal([Line, Line, Line], server.Requests.Select(request => request.Body.Trim()));
    }

    [Fact]
    public async Task Waits_as_long_as_the_server_says()
    {
        var left = 1;
        using var server = new RecordingServer(request => left-- > 0 ? new(503, "{}", RetryAfter: "1") : RecordingServer.Default(request));
        var started = TimeProvider.System.GetTimestamp();
        var result = await ImportOne(server.Url);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0.99, 15);
        Assert.Contains("trying again in 1 s", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Understands_a_date_to_wait_for()
    {
        // The clock stands at 13:05.
        var left = 1;
        using var server = new RecordingServer(request => left-- > 0
            ? new(503, "{}", RetryAfter: new DateTimeOffset(2026, 11, 18, 13, 5, 1, TimeSpan.Zero).ToString("R", CultureInfo.InvariantCulture))
            : RecordingServer.Default(request));
        var result = await ImportOne(server.Url);
        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Contains("trying again in 1 s", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", 8)]
    [InlineData("3600", 1)]
    public async Task Gives_up_on_a_server_that_stays_busy(string retryAfter, int requests)
    {
        using var server = new RecordingServer(_ => new(503, """{"title":"Full."}""", retryAfter));
        var result = await ImportOne(server.Url);
        Assert.Equal(ExitCode.Server, result.Code);
        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task Says_when_the_key_is_wrong_and_does_not_print_it()
    {
        using var server = new RecordingServer(_ => new(401, "{}"));
        var result = await ImportOne(server.Url);
        Assert.Equal(ExitCode.Server, result.Code);
        Assert.Contains("does not know this key", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Commands.Key, result.Error + result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passes_on_why_the_server_refuses()
    {
        using var server = new RecordingServer(_ => new(403, """{"code":"wrong_kind","detail":"A read key may not send interactions."}"""));
        var result = await ImportOne(server.Url);
        Assert.Equal(ExitCode.Server, result.Code);
        Assert.Contains("A read key may not send interactions.", result.Error, StringComparison.Ordinal);
        Assert.Contains("wrong_kind", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_instead_of_json_is_an_error_not_a_crash()
    {
        using var server = new RecordingServer(_ => new(502, "<html>Bad gateway</html>"));
        Assert.Equal(ExitCode.Server, (await ImportOne(server.Url)).Code);
        using var proxy = new RecordingServer(_ => new(200, "<html>Sign in</html>"));
        Assert.Equal(ExitCode.Server, (await ImportOne(proxy.Url)).Code);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_at_once()
    {
        var url = $"http://127.0.0.1:{RecordingServer.FreePort()}";
        var result = await ImportOne(url);
        Assert.Equal(ExitCode.Server, result.Code);
        Assert.Contains(url, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_below_which_the_server_lives_is_kept()
    {
        using var server = new RecordingServer();
        await ImportOne(server.Url + "/rollcall");
        Assert.Equal("/rollcall/api/v1/interactions", Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task Address_and_key_come_from_the_environment_when_not_named()
    {
        using var server = new RecordingServer();
        var result = await Commands.Run(new() { ["ROLLCALL_URL"] = server.Url, ["ROLLCALL_KEY"] = Commands.Key }, ["import", "interactions", "-"], Line);
        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Equal($"Bearer {Commands.Key}", Assert.Single(server.Requests).Authorization);
    }

    [Fact]
    public async Task Without_address_and_key_both_are_asked_for()
    {
        var result = await Commands.Run("demo");
        Assert.Equal(ExitCode.Usage, result.Code);
        Assert.Contains("ROLLCALL_URL", result.Error, StringComparison.Ordinal);
        Assert.Contains("ROLLCALL_KEY", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://somewhere")]
    [InlineData("somewhere:8080")]
    public async Task An_address_must_be_one(string url)
    {
        var result = await Commands.Run("demo", "--url", url, "--key", Commands.Key);
        Assert.Equal(ExitCode.Usage, result.Code);
        Assert.Contains(url, result.Error, StringComparison.Ordinal);
    }
}
