using Xunit;

namespace Rollcall.Cli.Tests.Import;

public sealed class ParquetTableTests
{
    private static async Task<(Commands.Result Result, string[] Sent)> Import(string query, string table = "interactions", params string[] more)
    {
        using var server = new RecordingServer();
        using var scratch = new Scratch();
        // A name that the engine would take for a pattern, in a folder that it would take for a column.
        Directory.CreateDirectory(scratch["agent=x"]);
        var result = await Commands.RunAt(server, ["import", table, scratch.Parquet("agent=x/file[1]*.parquet", query), .. more]);
        return (result, [.. server.Requests.SelectMany(request => request.Lines)]);
    }

    [Fact]
    public async Task Types_of_other_programs_are_taken_where_they_can_mean_one_thing()
    {
        var (result, sent) = await Import("""
            SELECT 7 AS id, 'b' AS end_user, TIMESTAMPTZ '2026-03-01 10:00:00.123456+01' AS time_start, CAST(12 AS DOUBLE) AS input_tokens, CAST('nan' AS DOUBLE) AS output_tokens,
              CAST(3 AS DECIMAL(9, 2)) AS cost, true AS error, {'team': 'red', 'site': NULL} AS tags, [{'model': 'm'}] AS traces, MAP {'a': 1} AS context, '[ 1,' || chr(10) || '2]' AS feedback
            """);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal(
            ["""{"id":"7","end_user":"b","time_start":"2026-03-01T09:00:00.123456Z","input_tokens":12,"cost":3,"error":"true","tags":{"team":"red"},"traces":[{"model":"m"}],"context":{"a":1},"feedback":[ 1, 2]}"""],
            sent);
        Assert.Equal(
            """{"users":[{"end_user":"b","active_from":"2026-01-02","tags_from":"2026-01-02T10:00:00Z","access":[{"from":"2026-01-01"}]}]}""",
            Assert.Single((await Import("SELECT 'b' AS end_user, DATE '2026-01-02' AS active_from, TIMESTAMPTZ '2026-01-02 10:00:00+00' AS tags_from, [{'from': '2026-01-01'}] AS access", "people")).Sent));
    }

    [Fact]
    public async Task A_time_without_a_zone_is_taken_when_it_is_said_to_be_UTC()
    {
        const string Query = "SELECT 'b' AS end_user, TIMESTAMP_NS '2026-03-01 10:00:00.123456789' AS time_start, TIMESTAMP '2026-03-01 10:00:01' AS time_end";
        var (refused, nothing) = await Import(Query);
        Assert.Equal(2, refused.Code);
        Assert.Contains("the column 'time_start' is TIMESTAMP_NS, where a time needs its zone (say --utc if it is UTC); the column 'time_end' is TIMESTAMP,", refused.Error, StringComparison.Ordinal);
        Assert.Empty(nothing);
        Assert.Equal(["""{"end_user":"b","time_start":"2026-03-01T10:00:00.123456789Z","time_end":"2026-03-01T10:00:01Z"}"""], (await Import(Query, "interactions", "--utc")).Sent);
    }

    [Theory]
    [InlineData("1.5 AS end_user, 't' AS time_start", "the column 'end_user' is DECIMAL(2,1), where a text is taken")]
    [InlineData("'b' AS end_user, 1772359200 AS time_start", "the column 'time_start' is INTEGER, where a TIMESTAMP WITH TIME ZONE or a text is taken")]
    [InlineData("'b' AS end_user, 't' AS time_start, true AS cost", "the column 'cost' is BOOLEAN, where a whole number is taken")]
    [InlineData("'b' AS end_user, 't' AS time_start, 'x'::BLOB AS input", "the column 'input' is BLOB, where a text is taken")]
    [InlineData("'b' AS end_user, 't' AS time_start, 1 AS prompt", "there is no column 'prompt'")]
    public async Task Other_types_and_columns_are_refused_before_anything_is_sent(string query, string fault)
    {
        var (result, sent) = await Import($"SELECT {query}");
        Assert.Equal(2, result.Code);
        Assert.Contains(fault, result.Error, StringComparison.Ordinal);
        Assert.Empty(sent);
    }

    [Fact]
    public async Task Rows_at_fault_are_named_by_row_and_column()
    {
        var (result, sent) = await Import("SELECT 'b' AS end_user, 't' AS time_start, unnest([1, 1.5, 1e300]::DOUBLE[]) AS cost");
        Assert.Equal(1, result.Code);
        Assert.Equal([":2: invalid_number: cost: '1.5' is no whole number of 64 bits.", ":3: invalid_number: cost: '1e+300' is no whole number of 64 bits."],
            result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[line.IndexOf(":2:", StringComparison.Ordinal) is var at and >= 0 ? at.. : line.IndexOf(":3:", StringComparison.Ordinal)..]));
        Assert.Single(sent);
    }

    [Fact]
    public async Task What_is_no_whole_Parquet_file_sends_nothing()
    {
        using var server = new RecordingServer();
        using var scratch = new Scratch();
        var whole = await File.ReadAllBytesAsync(scratch.Parquet("whole.parquet", "SELECT 'b' AS end_user, 't' AS time_start"));
        foreach (var length in (int[])[0, 4, whole.Length / 2, whole.Length - 1])
        {
            await File.WriteAllBytesAsync(scratch["cut.parquet"], whole[..length]);
            var result = await Commands.RunAt(server, "import", "interactions", scratch["cut.parquet"]);
            Assert.Equal(2, result.Code);
            Assert.Contains("cut.parquet is no whole Parquet file", result.Error, StringComparison.Ordinal);
        }

        Assert.Equal(2, (await Commands.RunAt(server, "import", "interactions", "-", "--format", "parquet")).Code);
        Assert.Empty(server.Requests);
    }
}
