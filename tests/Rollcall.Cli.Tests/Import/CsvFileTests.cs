using Xunit;

namespace Rollcall.Cli.Tests.Import;

public sealed class CsvFileTests
{
    private static async Task<(Commands.Result Result, string[] Sent)> Import(string text, string table = "interactions")
    {
        using var server = new RecordingServer();
        using var scratch = new Scratch();
        var result = await Commands.RunAt(server, "import", table, scratch.Text("file.csv", text));
        return (result with { Error = result.Error.Replace(scratch["file.csv"], "file.csv", StringComparison.Ordinal) }, [.. server.Requests.SelectMany(request => request.Lines)]);
    }

    [Fact]
    public async Task Cells_become_fields_and_empty_ones_are_left_out()
    {
        var (result, sent) = await Import("\uFEFFend_user,time_start,input,output,model,input_tokens,tags\r\nb,2026-03-01T10:00:00Z,\"a \"\"b\"\"\r\nc, d\",\"\",\"\",12,\"{\"\"k\"\": \n\"\"v\"\"}\"\n");
        Assert.Equal(0, result.Code);
        Assert.Equal(["""{"end_user":"b","time_start":"2026-03-01T10:00:00Z","input":"a \"b\"\r\nc, d","output":"","input_tokens":12,"tags":{"k":  "v"}}"""], sent);
    }

    [Theory]
    [InlineData("'=1", "=1")]
    [InlineData("''=1", "'=1")]
    [InlineData("'tis", "'tis")]
    [InlineData("'", "'")]
    [InlineData("''", "''")]
    [InlineData("=1", "=1")]
    [InlineData("'-", "-")]
    public async Task One_apostrophe_before_a_formula_is_taken_away(string cell, string input)
        => Assert.Equal([$$"""{"end_user":"b","time_start":"t","input":"{{input}}"}"""], (await Import($"end_user,time_start,input\nb,t,{cell}")).Sent);

    [Fact]
    public async Task Columns_that_are_unknown_doubled_or_missing_are_all_named_and_nothing_is_sent()
    {
        var (result, sent) = await Import("end_user,user,end_user\nb,c,d\n");
        Assert.Equal(2, result.Code);
        Assert.Contains("there is no column 'user'; the column 'end_user' is there twice; the column 'time_start' is missing. Taken are id, end_user, time_start,", result.Error, StringComparison.Ordinal);
        Assert.Empty(sent);
        Assert.Equal(2, (await Import("")).Result.Code);
        Assert.Equal(2, (await Import("\"end_user,time_start\nb,t\n")).Result.Code);
        Assert.Equal(0, (await Import("end_user,time_start\n")).Result.Code);
    }

    [Fact]
    public async Task Rows_at_fault_are_named_with_their_columns_and_the_others_sent()
    {
        var (result, sent) = await Import("end_user,time_start,cost,tags\na,t,1.5,{\nb,t,2,\n\nc,t\nd,t,,\n");
        Assert.Equal(1, result.Code);
        Assert.Equal(
            ["file.csv:2: invalid_number: cost: '1.5' is no whole number of 64 bits.; tags: '{' is no JSON.", "file.csv:5: cell_count: The row has 2 cells for 4 columns."],
            result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["""{"end_user":"b","time_start":"t","cost":2}""", """{"end_user":"d","time_start":"t"}"""], sent);
    }

    [Theory]
    [InlineData("b,t,\"never closed\nc,t,x\n", "file.csv:3: unclosed_quote: Here cell 3 begins with a quote that is never closed.")]
    [InlineData("b,t,\"x\" y\nc,t,x\n", "file.csv:3: invalid_quote: Here cell 3 goes on after its closing quote.")]
    [InlineData("b,t,x\"\nc,t,x\n", "file.csv:3: invalid_quote: Here cell 3 has a quote within it, but none before it.")]
    [InlineData("b,t,x\rc,t,x\n", "file.csv:3: invalid_line_end: Here cell 3 is followed by a carriage return alone.")]
    public async Task A_broken_row_is_the_last_that_is_read(string broken, string fault)
    {
        var (result, sent) = await Import($"end_user,time_start,input\na,t,x\n{broken}");
        Assert.Equal((1, $"{fault} Nothing after it was read.\n"), (result.Code, result.Error));
        Assert.Equal(["""{"end_user":"a","time_start":"t","input":"x"}"""], sent);
    }

    [Fact]
    public async Task What_is_not_utf8_is_named()
    {
        using var server = new RecordingServer();
        using var scratch = new Scratch();
        await File.WriteAllBytesAsync(scratch["latin.csv"], [.. "end_user,active_from\nZo"u8, 0xEB, .. ",2026-01-01\nb,2026-01-01\n"u8]);
        var result = await Commands.RunAt(server, "import", "people", scratch["latin.csv"]);
        Assert.Equal((1, $"{scratch["latin.csv"]}:2: not_utf8: cell 1 is not UTF-8.\n"), (result.Code, result.Error));
        Assert.Equal("""{"users":[{"end_user":"b","active_from":"2026-01-01"}]}""", Assert.Single(server.Requests).Body);
    }
}
