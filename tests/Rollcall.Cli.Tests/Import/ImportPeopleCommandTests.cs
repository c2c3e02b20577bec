using System.Text.Json;
using Xunit;

namespace Rollcall.Cli.Tests.Import;

public class ImportPeopleCommandTests
{
    private static Task<Commands.Result> Import(RecordingServer server, string text) =>
        Commands.Run(null, ["import", "people", "-", "--url", server.Url, "--key", Commands.Key], text);

    private static List<string> Users(RecordingServer.Request request) =>
        [.. JsonDocument.Parse(request.Body).RootElement.GetProperty("users").EnumerateArray().Select(user => user.GetRawText())];

    [Fact]
    public async Task Lines_are_passed_on_as_they_stand()
    {
        using var server = new RecordingServer(_ => new(200, """{"inserted":1,"updated":1,"unchanged":0}"""));
        var result = await Import(server, """
            {"end_user": "a", "active_from": "2026-01-12", "active_to": null, "tags": {"department": "Söhne"}}

            {"end_user": "b"}
            """);
        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Equal(
            ["""{"end_user": "a", "active_from": "2026-01-12", "active_to": null, "tags": {"department": "Söhne"}}""", """{"end_user": "b"}"""],
            Users(Assert.Single(server.Requests)));
        Assert.Equal("""{"inserted":1,"updated":1,"unchanged":0,"rejected":0}""", result.Output.Trim());
    }

    [Fact]
    public async Task Lines_that_are_no_people_are_named_and_the_others_sent()
    {
        using var server = new RecordingServer();
        var result = await Import(server, "{\"end_user\":\"a\"}\r\n\r\nnonsense\r\n[1]\r\n{\"user\":\"x\"}\r\n{\"end_user\":\"\\ud800\"}\r\n{\"end_user\":\"b\"}");
        Assert.Equal(ExitCode.Rejected, result.Code);
        Assert.Equal(["""{"end_user":"a"}""", """{"end_user":"b"}"""], Users(Assert.Single(server.Requests)));
        Assert.Equal(["-:3", "-:4", "-:5", "-:6"], result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..3]));
        Assert.Contains("\"rejected\":4", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("users[1].active_from")]
    [InlineData("/users/1/active_from")]
    [InlineData("$.users[1]")]
    public async Task People_that_the_server_refuses_are_left_out(string path)
    {
        using var server = new RecordingServer(request => request.Body.Contains("bad", StringComparison.Ordinal)
            ? new(422, $$"""{"code":"invalid","errors":[{"path":"{{path}}","code":"invalid_date","message":"'bad' is no date."}]}""")
            : RecordingServer.People);
        var result = await Import(server, """
            {"end_user":"a"}
            {"end_user":"b","active_from":"bad"}
            {"end_user":"c"}
            """);
        Assert.Equal(ExitCode.Rejected, result.Code);
        Assert.Equal("-:2: invalid_date: 'bad' is no date.", result.Error.Trim());
        Assert.Equal(["""{"end_user":"a"}""", """{"end_user":"c"}"""], Users(server.Requests[^1]));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Several_lines_about_a_person_go_into_requests_one_after_the_other()
    {
        using var server = new RecordingServer();
        await Import(server, """
            {"end_user":"A@acme.example","tags_from":"2026-01-01"}
            {"end_user":"a@acme.example","tags_from":"2026-02-01"}
            {"end_user":"b"}
            {"end_user":"B"}
            {"end_user":" a@acme.example","tags_from":"2026-03-01"}
            """);
        Assert.Equal([3, 1, 1], server.Requests.Select(request => Users(request).Count));
        Assert.Equal(["2026-01-01", "2026-02-01", "2026-03-01"],
            server.Requests.Select(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("users")[0].GetProperty("tags_from").GetString()));
    }

    [Fact]
    public async Task A_request_holds_at_most_5000_people_and_8_MB()
    {
        using var server = new RecordingServer();
        await Import(server, string.Join('\n', Enumerable.Range(0, 5_001).Select(i => $$"""{"end_user":"u{{i}}"}""")));
        Assert.Equal([5_000, 1], server.Requests.Select(request => Users(request).Count));

        using var wide = new RecordingServer();
        var tag = new string('x', 100_000);
        await Import(wide, string.Join('\n', Enumerable.Range(0, 100).Select(i => $$$"""{"end_user":"u{{{i}}}","tags":{"t":"{{{tag}}}"}}""")));
        Assert.Equal(2, wide.Requests.Count);
        Assert.All(wide.Requests, request => Assert.True(request.WireBytes < 10_000_000));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var result = await Commands.Run("import", "people", "/nowhere/people.ndjson", "--url", "http://127.0.0.1:1", "--key", Commands.Key);
        Assert.Equal(ExitCode.Usage, result.Code);
        Assert.Contains("/nowhere/people.ndjson", result.Error, StringComparison.Ordinal);
    }
}
