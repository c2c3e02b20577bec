using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json;
using Rollcall.Server.Tests.Population;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Ingest;

/// <summary>The contract of <c>POST /api/v1/interactions</c> in all its forms.</summary>
public sealed class InteractionEndpointsTests : IAsyncLifetime
{
    private const string Path = "/api/v1/interactions";
    private const string Lines = "application/x-ndjson";
    private const string At = "\"end_user\":\"ann\",\"time_start\":\"2026-03-05T09:00:00Z\"";

    private RollcallServer _server = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RollcallServer.Start();
        _client = _server.Client(KeyKind.Secret);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task One_object_is_given_back_as_it_was_sent()
    {
        var answer = await _client.Call("POST", Path, """
            {"id":" one ","end_user":"Ann@Example.com","time_start":"2026-03-05T10:00:00.123456+01:00","time_end":"2026-03-05T09:00:09Z","conversation_id":"c","input":" in ","output":"",
             "model":"m","agent":"a","input_tokens":1,"output_tokens":2,"cost":3,"error":"e","tags":{"k":"v","none":null}}
            """);
        Assert.Equal("""{"accepted":1,"duplicates":0,"conflicts":0,"rejected":[],"rejected_count":0}""", answer.Text);
        var item = Assert.Single((await _client.Call("GET", Path))["items"].EnumerateArray());
        Assert.Equal(("one", "c", "Ann@Example.com", " in ", ""), (Text(item, "id"), Text(item, "conversation_id"), Text(item, "end_user"), Text(item, "input"), Text(item, "output")));
        Assert.Equal(new DateTimeOffset(2026, 3, 5, 9, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456), item.GetProperty("time_start").GetDateTimeOffset());
        Assert.Equal(("m", "a", "e", 1, 2, 3), (Text(item, "model"), Text(item, "agent"), Text(item, "error"), Number(item, "input_tokens"), Number(item, "output_tokens"), Number(item, "cost")));
        Assert.Equal("""{"k":"v"}""", item.GetProperty("tags").GetRawText());
    }

    [Fact]
    public async Task Sent_again_it_is_a_duplicate_and_with_other_content_a_conflict()
    {
        string[] rows = [$"{{\"id\":\"x\",{At},\"input\":\"1\"}}", $"{{{At},\"input\":\"2\"}}", $"{{{At},\"input\":\"3\"}}"];
        Assert.Equal((3, 0, 0), Counts(await _client.Call("POST", Path, $"[{string.Join(',', rows)}]")));
        Assert.Equal((0, 3, 0), Counts(await _client.Call("POST", Path, $"[{string.Join(',', rows)}]")));
        // Within one list too; in another order of fields, another zone, the address in another case.
        Assert.Equal((1, 2, 1), Counts(await _client.Call("POST", Path, $"[{{{At},\"input\":\"4\"}},{{\"input\":\"4\",{At}}},{{\"input\":\"2\",\"end_user\":\"ann\",\"time_start\":\"2026-03-05T10:00:00+01:00\"}},{{\"id\":\"x\",{At},\"input\":\"other\"}}]")));
        Assert.Equal(4, await Total());
        Assert.Equal("1", Text(Assert.Single((await _client.Call("GET", $"{Path}?id=x"))["items"].EnumerateArray()), "input"));
    }

    [Fact]
    public async Task An_array_is_all_or_nothing_and_every_fault_is_told()
    {
        var answer = await _client.Call("POST", Path, $"[{{{At}}},{{{At},\"cost\":-1}},{{\"end_user\":\"\",\"time_start\":\"soon\"}}]");
        Assert.Equal(422, answer.Status);
        Assert.Equal(["[1].cost", "[2].end_user", "[2].time_start"], answer["errors"].EnumerateArray().Select(error => Text(error, "path")));
        Assert.Equal(0, await Total());
    }

    [Fact]
    public async Task Bad_lines_between_good_ones_are_named_by_their_number()
    {
        var body = string.Join('\n', $"{{{At},\"input\":\"1\"}}", "{", "", $"{{{At},\"input\":\"4\"}}\r", "  ", $"{{{At},\"typo\":1}}", "[]", $"{{{At},\"input\":\"1\"}}", $"{{{At},\"input\":\"9\"}}");
        var answer = await _client.Call("POST", Path, body, type: Lines);
        Assert.Equal((200, 3, 1, 0, 3), (answer.Status, answer["accepted"].GetInt32(), answer["duplicates"].GetInt32(), answer["conflicts"].GetInt32(), answer["rejected_count"].GetInt32()));
        Assert.Equal(["2 invalid_json", "6 unknown_field", "7 wrong_type"], answer["rejected"].EnumerateArray().Select(line => $"{line.GetProperty("line").GetInt64()} {Text(line, "code")}"));
        Assert.Equal(3, await Total());
    }

    [Fact]
    public async Task Of_many_bad_lines_a_thousand_are_named_and_all_are_counted()
    {
        var answer = await _client.Call("POST", Path, string.Join('\n', Enumerable.Range(0, 5_000).Select(i => i % 2 == 0 ? "bad" : $"{{{At},\"input\":\"{i}\"}}")), type: Lines);
        Assert.Equal((2_500, 2_500, 1_000), (answer["accepted"].GetInt32(), answer["rejected_count"].GetInt32(), answer["rejected"].GetArrayLength()));
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => (long)(i * 2) + 1), answer["rejected"].EnumerateArray().Select(line => line.GetProperty("line").GetInt64()));
    }

    [Fact]
    public async Task Gzip_is_taken_in_every_form()
    {
        Assert.Equal((1, 0, 0), Counts(await _client.Call("POST", Path, Gzip($"{{{At},\"input\":\"1\"}}"), null, "application/json", "gzip")));
        Assert.Equal((2, 0, 0), Counts(await _client.Call("POST", Path, Gzip($"{{{At},\"input\":\"2\"}}\n{{{At},\"input\":\"3\"}}\n"), null, Lines, "gzip")));
    }

    [Fact]
    public async Task Lines_cut_inside_gzip_keep_whole_chunks_and_tell_how_many()
    {
        var packed = Gzip(string.Join('\n', Enumerable.Range(0, 9_000).Select(i => $"{{\"id\":\"{i}\",{At},\"input\":\"{Guid.NewGuid()}\"}}")));
        var answer = await _client.Call("POST", Path, packed[..(packed.Length * 2 / 3)], null, Lines, "gzip");
        Assert.Equal((422, "invalid_gzip"), (answer.Status, answer["code"].GetString()));
        var taken = await Total();
        Assert.InRange(taken, 2_000, 8_999);
        Assert.Contains($"The first {taken} lines were taken.", answer["detail"].GetString(), StringComparison.Ordinal);
        Assert.Equal(0, taken % 2_000);
    }

    [Fact]
    public async Task A_body_of_lines_over_the_limit_keeps_whole_chunks_and_tells_how_many()
    {
        var line = Encoding.UTF8.GetBytes($"{{{At},\"input\":\"{new string('x', 900_000)}\",\"id\":\"same\"}}\n");
        await using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            for (var i = 0; i < 115; i++)
                await gzip.WriteAsync(line);
        }

        var answer = await _client.Call("POST", Path, packed.ToArray(), null, Lines, "gzip");
        Assert.Equal((413, "too_large"), (answer.Status, answer["code"].GetString()));
        Assert.Matches("The first [0-9]+ lines were taken", answer["detail"].GetString());
        Assert.Equal(1, await Total());
    }

    [Fact]
    public async Task A_key_on_lines_gives_the_same_answer_again_and_refuses_another_body()
    {
        var body = $"{{{At},\"input\":\"1\"}}\nbad\n{{{At},\"input\":\"2\"}}";
        var first = await _client.Call("POST", Path, body, "k", Lines);
        Assert.Equal((2, 0, 0), Counts(first));
        Assert.Equal(first, await _client.Call("POST", Path, body, "k", Lines));
        var other = await _client.Call("POST", Path, $"{body}\n{{{At},\"input\":\"3\"}}", "k", Lines);
        Assert.Equal((422, "idempotency_key_reused"), (other.Status, other["code"].GetString()));
        Assert.Equal(2, await Total());
        // Packed it is the same body.
        Assert.Equal(first, await _client.Call("POST", Path, Gzip(body), "k", Lines, "gzip"));
    }

    [Fact]
    public async Task A_key_that_is_at_work_is_refused_until_it_is_done()
    {
        var pipe = new Pipe();
        var first = _client.Call("POST", Path, new StreamContent(pipe.Reader.AsStream()), "k", Lines);
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 2_000).Select(i => $"{{{At},\"input\":\"{i}\"}}\n"))));
        while (await Total() == 0)
            await Task.Delay(10);

        // The first chunk is stored and the answer is not made: neither the same body nor another one may get in between.
        foreach (var body in new[] { $"{{{At},\"input\":\"0\"}}", $"{{{At},\"input\":\"another\"}}" })
        {
            foreach (var type in new[] { Lines, "application/json" })
            {
                var second = await _client.Call("POST", Path, body, "k", type);
                Assert.Equal((409, "idempotency_key_in_progress"), (second.Status, second["code"].GetString()));
            }
        }

        await pipe.Writer.CompleteAsync();
        Assert.Equal((2_000, 0, 0), Counts(await first));
        Assert.Equal(2_000, await Total());
        Assert.Equal(422, (await _client.Call("POST", Path, $"{{{At},\"input\":\"another\"}}", "k", Lines)).Status);
    }

    [Fact]
    public async Task A_key_on_json_gives_the_same_answer_again_and_refuses_another_body()
    {
        var first = await _client.Call("POST", Path, $"[{{{At}}},{{\"id\":\"x\",{At}}}]", "k");
        Assert.Equal((2, 0, 0), Counts(first));
        Assert.Equal(first, await _client.Call("POST", Path, $"[{{{At}}},{{\"id\":\"x\",{At}}}]", "k"));
        Assert.Equal(422, (await _client.Call("POST", Path, $"{{{At},\"input\":\"new\"}}", "k")).Status);
        Assert.Equal(2, await Total());
    }

    [Fact]
    public async Task Pages_of_interactions_are_stable_under_writes()
    {
        await _client.Call("POST", Path, $"[{string.Join(',', Enumerable.Range(0, 120).Select(i => $"{{\"id\":\"i{i}\",\"end_user\":\"ann\",\"time_start\":\"2026-03-05T09:{i / 60:00}:{i % 60:00}Z\"}}"))}]");
        List<string> seen = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await _client.Call("GET", $"{Path}?limit=25{(cursor is "" ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page["items"].EnumerateArray().Select(item => Text(item, "id")!));
            cursor = page["next_cursor"].GetString();
            await _client.Call("POST", Path, $"{{\"id\":\"late-{seen.Count}\",\"end_user\":\"ann\",\"time_start\":\"2026-03-06T09:00:00Z\"}}");   // newer than all
        }

        Assert.Equal(Enumerable.Range(0, 120).Reverse().Select(i => $"i{i}"), seen);
    }

    [Theory]
    [InlineData(KeyKind.Read, HttpStatusCode.Forbidden)]
    [InlineData(KeyKind.Population, HttpStatusCode.Forbidden)]
    [InlineData(KeyKind.Ingest, HttpStatusCode.OK)]
    public async Task Only_keys_that_may_send_can(KeyKind kind, HttpStatusCode status)
    {
        using var client = _server.Client(kind);
        Assert.Equal((int)status, (await client.Call("POST", Path, $"{{{At}}}")).Status);
        Assert.Equal(403, (await client.Call("GET", Path)).Status);   // texts are for secret keys
    }

    private static (int Accepted, int Duplicates, int Conflicts) Counts(Answer answer)
    {
        Assert.True(answer.Status == 200, answer.Text);
        return (answer["accepted"].GetInt32(), answer["duplicates"].GetInt32(), answer["conflicts"].GetInt32());
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static string? Text(JsonElement item, string field) => item.GetProperty(field).GetString();

    private static int Number(JsonElement item, string field) => item.GetProperty(field).GetInt32();

    private async Task<int> Total() => (await _client.Call("GET", $"{Path}?limit=1"))["total"].GetInt32();
}
