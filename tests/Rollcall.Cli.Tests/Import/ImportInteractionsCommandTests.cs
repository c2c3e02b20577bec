using System.Text;
using Xunit;

namespace Rollcall.Cli.Tests.Import;

public class ImportInteractionsCommandTests
{
    private static string Line(int i) => $$"""{"id":"{{i}}","end_user":"a","time_start":"2026-03-09T10:15:00Z"}""";

    private static Task<Commands.Result> Import(RecordingServer server, string text) =>
        Commands.Run(null, ["import", "interactions", "-", "--url", server.Url, "--key", Commands.Key], text);

    [Fact]
    public async Task Rejected_lines_are_named_by_their_number_in_the_file()
    {
        // Lines 1, 3 and 4 are sent; the server rejects the second and third of them.
        using var server = new RecordingServer(_ => new(200,
            """{"accepted":1,"duplicates":0,"conflicts":0,"rejected":[{"line":2,"code":"a","message":"x"},{"line":3,"code":"b","message":"y"}],"rejected_count":2}"""));
        var result = await Import(server, $"{Line(1)}\n  \n{Line(3)}\nbroken");
        Assert.Equal(ExitCode.Rejected, result.Code);
        Assert.Equal(["-:3: a: x", "-:4: b: y"], result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("""{"accepted":1,"duplicates":0,"conflicts":0,"rejected":2}""", result.Output.Trim());
    }

    [Fact]
    public async Task Line_numbers_go_on_in_the_second_chunk_and_unnamed_rejections_count()
    {
        var chunk = 0;
        using var server = new RecordingServer(_ => ++chunk == 1
            ? RecordingServer.Interactions
            : new(200, """{"accepted":0,"duplicates":0,"conflicts":0,"rejected":[{"line":2,"code":"a","message":"x"}],"rejected_count":5}"""));
        var result = await Import(server, string.Join('\n', Enumerable.Range(1, 20_005).Select(Line)));
        Assert.Equal([20_000, 5], server.Requests.Select(request => request.Lines.Length));
        Assert.Contains("-:20002: a: x", result.Error, StringComparison.Ordinal);
        Assert.Contains("\"rejected\":5", result.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Rejected, result.Code);
    }

    [Fact]
    public async Task A_chunk_stays_far_below_what_the_server_takes()
    {
        using var server = new RecordingServer();
        var text = new string('x', 900_000);
        await Import(server, string.Join('\n', Enumerable.Range(0, 60).Select(i => $$"""{"end_user":"a{{i}}","time_start":"2026-03-09T10:15:00Z","input":"{{text}}"}""")));
        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.True(request.Body.Length < 40_000_000));
    }

    [Fact]
    public async Task A_file_is_sent_byte_for_byte()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var line = """{"end_user":"Zoë","time_start":"2026-03-09T10:15:00Z","input":"日本 \u00e9"}""";
            await File.WriteAllTextAsync(path, "\uFEFF" + line + "\r\n", Encoding.UTF8);
            using var server = new RecordingServer();
            var result = await Commands.RunAt(server, "import", "interactions", path);
            Assert.Equal(ExitCode.Done, result.Code);
            Assert.Equal(line, Assert.Single(Assert.Single(server.Requests).Lines));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task An_empty_file_sends_nothing()
    {
        using var server = new RecordingServer();
        var result = await Import(server, "\n\n");
        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Empty(server.Requests);
    }
}
