using Xunit;

namespace Rollcall.Cli.Tests.Export;

public sealed class ExportCommandTests
{
    [Fact]
    public async Task What_the_server_says_goes_to_standard_output_or_a_file_as_it_is()
    {
        const string Lines = "{\"end_user\":\"ü\"}\n{\"end_user\":\"b\"}\n";
        using var server = new RecordingServer(_ => new(200, Lines));
        var result = await Commands.RunAt(server, "export", "interactions", "--from", "2026-01-02");
        Assert.Equal((0, Lines, "2 rows, all there are\n"), (result.Code, result.Output, result.Error));
        Assert.Equal(("GET", "/api/v1/interactions/export", $"Bearer {Commands.Key}"), (server.Requests[0].Method, server.Requests[0].Path, server.Requests[0].Authorization));

        var folder = Directory.CreateTempSubdirectory("rollcall-export-");
        var file = Path.Combine(folder.FullName, "people.ndjson");
        Assert.Equal((0, ""), ((await Commands.RunAt(server, "export", "people", "--out", file)) is var written ? (written.Code, written.Output) : default));
        Assert.Equal(Lines, await File.ReadAllTextAsync(file));
        Assert.Equal("/api/v1/eligible-users/export", server.Requests[1].Path);
        Assert.Equal(2, (await Commands.RunAt(server, "export", "people", "--out", file)).Code);
        Assert.Equal([file], Directory.GetFiles(folder.FullName));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_refusal_leaves_no_file()
    {
        using var server = new RecordingServer(_ => new(403, """{"title":"no","code":"wrong_key_kind"}"""));
        var folder = Directory.CreateTempSubdirectory("rollcall-export-");
        var result = await Commands.RunAt(server, "export", "interactions", "--out", Path.Combine(folder.FullName, "file"));
        Assert.Equal(3, result.Code);
        Assert.Contains("wrong_key_kind", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.FullName));
        folder.Delete();
    }
}
