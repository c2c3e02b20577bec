using System.Text.Json;
using Rollcall.Demo;
using Xunit;

namespace Rollcall.Cli.Tests.Demo;

public class DemoCommandTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 18, 13, 5, 0, TimeSpan.Zero);

    private static DemoCompany Company(int people, int days) => new(new DemoOptions { People = people, Days = days, Today = new DateOnly(2026, 11, 18) });

    [Fact]
    public async Task Sends_everybody_on_the_list_with_access_and_dated_tags()
    {
        using var server = new RecordingServer();
        var result = await Commands.RunAt(server, "demo", "--people", "300", "--days", "200");
        Assert.Equal(ExitCode.Done, result.Code);

        var requests = server.Requests.Where(request => request.Path == "/api/v1/eligible-users").ToList();
        Assert.All(requests, request => Assert.Equal(("PUT", "application/json", $"Bearer {Commands.Key}"), (request.Method, request.ContentType, request.Authorization)));
        var rounds = requests.Select(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("users").EnumerateArray().ToList()).ToList();
        Assert.All(rounds, users => Assert.Equal(users.Count, users.Select(user => user.GetProperty("end_user").GetString()).Distinct().Count()));

        var people = Company(300, 200).People.Where(person => person.Access.Count > 0).ToList();
        Assert.Equal(people.Count, rounds[0].Count);
        Assert.Equal(people.Sum(person => person.Tags.Count), rounds.Sum(users => users.Count));
        foreach (var (person, user) in people.Zip(rounds[0]))
        {
            Assert.Equal(person.EndUser, user.GetProperty("end_user").GetString());
            Assert.Equal(person.Access.Select(access => $"{access.From:yyyy-MM-dd}/{access.To:yyyy-MM-dd}"), user.GetProperty("access").EnumerateArray()
                .Select(access => access.GetProperty("from").GetString() + "/" + (access.TryGetProperty("to", out var to) ? to.GetString() : "")));
            Assert.Equal($"{person.Access[0].From:yyyy-MM-dd}", user.GetProperty("tags_from").GetString());
            Assert.Equal(person.Tags[0].Tags["department"], user.GetProperty("tags").GetProperty("department").GetString());
        }

        var mover = people.First(person => person.Tags.Count > 1);
        var second = rounds[1].Single(user => user.GetProperty("end_user").GetString() == mover.EndUser);
        Assert.False(second.TryGetProperty("access", out _));
        Assert.Equal($"{mover.Tags[1].From:yyyy-MM-dd}", second.GetProperty("tags_from").GetString());
    }

    [Fact]
    public async Task Sends_what_has_happened_as_gzipped_lines_in_chunks()
    {
        using var server = new RecordingServer();
        var result = await Commands.RunAt(server, "demo", "--people", "500", "--days", "365");
        Assert.Equal(ExitCode.Done, result.Code);

        var chunks = server.Requests.Where(request => request.Path == "/api/v1/interactions").ToList();
        Assert.All(chunks, chunk => Assert.Equal(("POST", "application/x-ndjson", "gzip"), (chunk.Method, chunk.ContentType, chunk.ContentEncoding)));
        Assert.True(chunks.Count > 1);
        Assert.All(chunks.SkipLast(1), chunk => Assert.Equal(20_000, chunk.Lines.Length));
        Assert.All(chunks, chunk => Assert.True(chunk.WireBytes * 4 < chunk.Body.Length));

        var sent = chunks.SelectMany(chunk => chunk.Lines).ToList();
        var expected = Company(500, 365).Interactions(before: Now).ToList();
        Assert.Equal(expected.Count, sent.Count);
        Assert.Contains("2026-11-18", expected[^1].TimeStart.ToString("O"), StringComparison.Ordinal);
        var (first, line) = (expected[0], JsonDocument.Parse(sent[0]).RootElement);
        Assert.Equal(first.Id, line.GetProperty("id").GetString());
        Assert.Equal(first.EndUser, line.GetProperty("end_user").GetString());
        Assert.Equal(first.TimeStart, line.GetProperty("time_start").GetDateTimeOffset());
        Assert.Equal(first.TimeEnd, line.GetProperty("time_end").GetDateTimeOffset());
        Assert.Equal(first.Cost, line.GetProperty("cost").GetInt64());
        Assert.Equal(first.Tags["feature"], line.GetProperty("tags").GetProperty("feature").GetString());
        Assert.Equal(first.Input, line.GetProperty("input").GetString());
        Assert.Equal(expected.Select(use => use.Error), sent.Select(text => JsonDocument.Parse(text).RootElement.TryGetProperty("error", out var error) ? error.GetString() : null));
    }

    [Fact]
    public async Task A_second_run_sends_the_same_bytes()
    {
        using RecordingServer first = new(), second = new();
        await Commands.RunAt(first, "demo", "--people", "120", "--days", "90", "--seed", "7");
        await Commands.RunAt(second, "demo", "--people", "120", "--days", "90", "--seed", "7");
        Assert.Equal(first.Requests.Select(request => request.Body), second.Requests.Select(request => request.Body));
    }

    [Fact]
    public async Task A_request_holds_at_most_5000_people_in_their_order()
    {
        using var server = new RecordingServer();
        var result = await Commands.RunAt(server, "demo", "--people", "11000", "--days", "60", "--today", "2025-11-18");
        Assert.Equal(ExitCode.Done, result.Code);
        var requests = server.Requests.Where(request => request.Path == "/api/v1/eligible-users")
            .Select(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("users").GetArrayLength()).ToList();
        Assert.Equal(5_000, requests.Max());
        Assert.True(requests.Sum() >= 11_000);
    }

    [Fact]
    public async Task Prints_counts_as_json()
    {
        using var server = new RecordingServer(request => request.Path.EndsWith("/eligible-users", StringComparison.Ordinal)
            ? new(200, """{"inserted":3,"updated":2,"unchanged":1}""")
            : new(200, """{"accepted":5,"duplicates":4,"conflicts":6,"rejected":[],"rejected_count":0}"""));
        var result = await Commands.RunAt(server, "demo", "--people", "1", "--days", "300");
        Assert.Equal(
            """{"people":{"inserted":3,"updated":2,"unchanged":1},"interactions":{"accepted":5,"duplicates":4,"conflicts":6},"rejected":0}""",
            result.Output.Trim());
        Assert.Contains("other content", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--people", "0")]
    [InlineData("--people", "many")]
    [InlineData("--days", "4000")]
    [InlineData("--time-zone", "Mars/Olympus")]
    [InlineData("--today", "yesterday")]
    public async Task Refuses_what_makes_no_company(string option, string value)
    {
        using var server = new RecordingServer();
        var result = await Commands.RunAt(server, "demo", option, value);
        Assert.Equal(ExitCode.Usage, result.Code);
        Assert.Empty(server.Requests);
    }
}
