using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Web;
using Rollcall.Cli.Import.Nebuly;
using Rollcall.Cli.Server;
using Xunit;

namespace Rollcall.Server.Tests.Nebuly.Import;

/// <summary>What other sources show, and how they fail.</summary>
public sealed class ImportSourceTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 8, 12, 0, 0, TimeSpan.Zero);

    private readonly List<string> _people = [], _interactions = [];

    [Fact]
    public async Task Documented_forms_are_read_and_what_has_no_place_is_said()
    {
        const string Rows = """
            [{"id":"1","project_id":"p","sentiment":"positive","emotions":["joy"],"cost":120.5,"topic":"leave","intent":null,"input":"How many days off?","output":"25.","latency":9.5,"pii_removed":false,
              "timestamp":"2026-05-04T09:00:00","user":"user_01","feedback_actions":["thumbs_up"],"feedback_action_text":"Good","feedback_action_rating":null,"tags":{"model":"model-x","n":3,"none":null},
              "rags":["hr.docx"],"rags_details":{},"shoe_size":46,"conversation":[{"id":"0"},{"id":"1"}]},
             {"interaction_id":"2","user_id":"user_02","input":"","output":"","timestamp":"2026-05-05T09:00:00+02:00","end_timestamp":"2026-05-05T09:00:01+02:00"},
             {"id":"3","user":"user_03"},
             {"id":"4","user":"\ud800","timestamp":"2026-05-05T09:00:00Z"},
             7]
            """;
        using var imports = new Imports(
            Served("""{"users":[{"end_user":"user_01","tags":{"Product Tier":"Pro"},"active_from":"2026-01-01"},{"end_user":"user_02","tags":{},"active_from":"2026-01-01","active_to":"2026-04-01","seat":"A"},{"tags":{}}]}""", Rows), Now);
        var result = await imports.Run("source-key", "target-key", "--since", "2026-05-04");
        Assert.Equal(1, result.Code);
        Assert.Equal(
            [
                """{"end_user":"user_01","active_from":"2026-01-01","active_to":null,"tags":{"Product Tier":"Pro"}}""",
                """{"end_user":"user_02","active_from":"2026-01-01","active_to":"2026-04-01","tags":{}}""",
            ], _people);
        Assert.Equal(
            [
                """{"id":"1","end_user":"user_01","time_start":"2026-05-04T09:00:00+00:00","time_end":"2026-05-04T09:00:09.5+00:00","conversation_id":"0","input":"How many days off?","output":"25.","cost":120,"tags":{"model":"model-x","n":"3","none":null},"feedback":[{"slug":"thumbs_up","text":"Good"}],"traces":[{"source":"hr.docx"}]}""",
                """{"id":"2","end_user":"user_02","time_start":"2026-05-05T09:00:00+02:00","time_end":"2026-05-05T09:00:01+02:00"}""",
            ], _interactions);
        foreach (var said in new[] { "emotions (1), sentiment (1), topic (1)", "eligible user: seat (1), shoe_size (1)", "1 interactions came without text", "1 interactions came without a conversation", "3 has no time", "half a character", "This is no object", "names nobody" })
            Assert.Contains(said, result.Error, StringComparison.Ordinal);
        var report = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((3, 5, 4), (report.GetProperty("people").GetProperty("read").GetInt32(), report.GetProperty("interactions").GetProperty("read").GetInt32(), report.GetProperty("rejected").GetInt32()));
        Assert.Equal(1, report.GetProperty("not_taken").GetProperty("labels").GetProperty("topic").GetInt32());
    }

    [Theory]
    [InlineData(200, "<html>Sign in</html>")]
    [InlineData(200, "{\"users\":7}")]
    [InlineData(200, "{\"users\":[")]
    [InlineData(200, "")]
    [InlineData(500, "{\"detail\":\"down\"}")]
    [InlineData(401, "{\"detail\":\"no\"}")]
    [InlineData(404, "not here")]
    public async Task A_source_that_only_answers_nonsense_ends_the_import_and_changes_nothing(int status, string body)
    {
        using var imports = new Imports((_, _) => Task.FromResult(Imports.Json(body, status)), Now);
        var result = await imports.Run("source-key", "target-key", "--since", "2026-05-04");
        Assert.Equal(3, result.Code);
        Assert.Contains(Imports.Source, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("-key", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(imports.Progress));
    }

    [Fact]
    public async Task A_source_that_gives_fewer_than_it_says_is_told_from_a_whole_one()
    {
        using var imports = new Imports(Served("""{"users":[]}""", "[]", total: 3), Now);
        var result = await imports.Run("source-key", "target-key", "--since", "2026-05-04");
        Assert.Equal(1, result.Code);
        Assert.Contains("says that it has 3 interactions, but gave 0", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_that_are_too_long_are_asked_for_in_shorter_spans()
    {
        var start = new DateTimeOffset(2026, 5, 4, 0, 0, 0, TimeSpan.Zero);
        var spans = new List<(DateTimeOffset From, DateTimeOffset Until)>();
        using var imports = new Imports((request, ct) =>
        {
            if (request.RequestUri!.AbsolutePath != "/api/external/export/interactions")
                return Served("""{"users":[]}""", "[]")(request, ct);
            var query = HttpUtility.ParseQueryString(request.RequestUri.Query);
            var (from, until) = (Time(query["date_gte"]!), Time(query["date_lt"]!));
            spans.Add((from, until));
            // One an hour.
            var hours = Enumerable.Range(0, 200).Select(hour => start.AddHours(hour)).Where(hour => hour >= from && hour < until);
            return Task.FromResult(Imports.Json($"[{string.Join(',', hours.Select(hour => $$"""{"id":"{{hour:O}}","user":"u","timestamp":"{{hour:O}}"}"""))}]"));
        }, Now);
        using var client = new PatientClient(new(Imports.Source + "/"), "source-key", imports.Around, TextWriter.Null, NebulySource.IsBusy);
        using var source = new NebulySource(client, mostBytes: 2_000);
        using var target = new Rollcall.Cli.Server.RollcallServer(new(new(Imports.Target + "/"), "target-key", imports.Around, TextWriter.Null, Rollcall.Cli.Server.RollcallServer.IsBusy));
        var progress = new ImportProgress { Between = "", Since = start, Next = start, Until = start.AddDays(7) };
        await new NebulyImport(source, target, progress, imports.Progress, TextWriter.Null).Run(default);
        Assert.Equal(168, progress.Interactions.Read);
        Assert.Equal(168, _interactions.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(168, _interactions.Count);
        Assert.Contains(spans, span => span.Until - span.From < TimeSpan.FromDays(1));

        // A list of people that is too long cannot be asked for in parts.
        using var small = new NebulySource(client, mostBytes: 5);
        Assert.Contains("more than 5 bytes", (await Assert.ThrowsAsync<ServerException>(() => small.People(default))).Message, StringComparison.Ordinal);

        static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
    }

    // A source with these, and a target that keeps what it is sent.
    private Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Served(string people, string rows, int? total = null) => async (request, ct) =>
    {
        switch (request.RequestUri!.AbsolutePath)
        {
            case "/api/external/eligible-users": return Imports.Json("", 404);
            case "/api/external/platform-users": return Imports.Json(people);
            case "/api/external/get-interactions": return Imports.Json(total is null ? "{}" : $$"""{"total":{{total}}}""");
            case "/api/external/export/interactions": return Imports.Json(rows);
            case "/api/v1/eligible-users":
                var users = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(ct)).RootElement.GetProperty("users").EnumerateArray().Select(user => user.GetRawText()).ToList();
                _people.AddRange(users);
                return Imports.Json($$"""{"inserted":{{users.Count}},"updated":0,"unchanged":0}""");
            default:
                using (var reader = new StreamReader(new GZipStream(await request.Content!.ReadAsStreamAsync(ct), CompressionMode.Decompress)))
                {
                    var lines = (await reader.ReadToEndAsync(ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                    _interactions.AddRange(lines);
                    return Imports.Json($$"""{"accepted":{{lines.Length}},"duplicates":0,"conflicts":0,"rejected":[],"rejected_count":0}""");
                }
        }
    };
}
