using System.Text;
using Xunit;

namespace Rollcall.Cli.Tests.Export;

public sealed class ParquetExportTests
{
    private const string Line = """{"id":"1","end_user":"Zoë","time_start":"2026-03-01T10:00:00.123456+01:00","input_tokens":9007199254740993,"tags":{"a":"1"},"input":"x\u0000\u0001\u00010\ny","output":""}""";

    [Fact]
    public async Task Other_programs_find_numbers_times_and_texts_in_it()
    {
        using var server = new RecordingServer(_ => new(200, Line + "\n"));
        using var scratch = new Scratch();
        var result = await Commands.RunAt(server, "export", "interactions", "--out", scratch["it's.parquet"]);
        Assert.Equal((0, "", "1 rows, all there are\n"), (result.Code, result.Output, result.Error));
        Assert.Equal(["it's.parquet"], scratch.Files);
        var file = $"read_parquet('{scratch["it''s.parquet"]}')";
        Assert.Equal("BIGINT,TIMESTAMP WITH TIME ZONE,VARCHAR,VARCHAR", Scratch.Query<string>($"SELECT concat_ws(',', typeof(input_tokens), typeof(time_start), typeof(tags), typeof(input)) FROM {file}"));
        Assert.Equal(9007199254740993, Scratch.Query<long>($"SELECT input_tokens FROM {file}"));
        Assert.Equal(1772355600123456, Scratch.Query<long>($"SELECT epoch_us(time_start) FROM {file}"));
        Assert.Equal("x\0\u0001\u00010\ny", Scratch.Query<string>($"SELECT input FROM {file}"));
        Assert.Equal("|none|1", Scratch.Query<string>($"SELECT output || '|' || coalesce(model, 'none') || '|' || (tags ->> 'a') FROM {file}"));
    }

    [Fact]
    public async Task An_export_without_rows_can_be_imported()
    {
        using var server = new RecordingServer(_ => new(200, ""));
        using var scratch = new Scratch();
        Assert.Equal(0, (await Commands.RunAt(server, "export", "people", "--out", scratch["people.parquet"])).Code);
        Assert.Equal(0, (await Commands.RunAt(server, "import", "people", scratch["people.parquet"])).Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task What_cannot_be_written_whole_leaves_no_file()
    {
        using var scratch = new Scratch();
        foreach (var (answer, code) in ((string, int)[])[($"{Line}\n{Line}\n{{\"id\":\"2\",\"mood\":\"good\"}}\n", 3), ($"{Line}\n{{\"id\":\"2\"", 3)])
        {
            using var server = new RecordingServer(_ => new(200, answer));
            var result = await Commands.RunAt(server, "export", "interactions", "--out", scratch["file.parquet"]);
            Assert.Equal(code, result.Code);
            Assert.Empty(scratch.Files);
        }

        var refused = await Commands.Run("export", "interactions", "--format", "parquet", "--url", "http://127.0.0.1:1", "--key", Commands.Key);
        Assert.Equal(2, refused.Code);
        Assert.Contains("name it with --out", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ndjson")]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task An_answer_that_is_cut_leaves_no_file(string format)
    {
        using var server = new CutServer(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Line + "\n", 1_000))));
        using var scratch = new Scratch();
        var result = await Commands.Run("export", "interactions", "--out", scratch["file"], "--format", format, "--url", server.Url, "--key", Commands.Key);
        Assert.Equal(3, result.Code);
        Assert.Contains("ended before it was whole", result.Error, StringComparison.Ordinal);
        Assert.Empty(scratch.Files);
    }
}
