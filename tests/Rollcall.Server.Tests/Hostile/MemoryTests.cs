using System.Text;
using Rollcall.Server.Tests.Reliability;
using Xunit;

namespace Rollcall.Server.Tests.Hostile;

/// <summary>Bodies of any size take little memory: the most that the real process ever held, against what it held before.</summary>
[Collection(Alone.Name)]
public sealed class MemoryTests(HostileServer server, ITestOutputHelper output) : IClassFixture<HostileServer>
{
    private const long MostGrowth = 100_000_000;

    // Members of a gzip file may follow each other: 128 of 16 MiB are 2 GiB, and take no time to make.
    private static readonly byte[] Zeros = Bomb((byte)0);
    private static readonly byte[] Spaces = Bomb((byte)' ');
    private static readonly byte[] Brackets = [.. RawHttp.Gzip("{\"users\":["u8), .. Spaces];

    public static TheoryData<string, string, string> Bombs => new()
    {
        { "POST", HostileInteractions.Native, "application/json" },
        { "POST", HostileInteractions.Native, "application/x-ndjson" },
        { "POST", HostileInteractions.Trace, "application/json" },
        { "PUT", HostilePeople.Native, "application/json" },
        { "POST", HostilePeople.Nebuly, "application/json" },
        { "POST", "/event-ingestion/api/v1/events", "application/json" },
        { "POST", "/event-ingestion/api/v2/events/trace_conversation", "application/json" },
        { "POST", "/event-ingestion/api/v1/events/feedback", "application/json" },
        { "POST", "/api/external/get-interactions", "application/json" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task Two_gigabytes_in_two_megabytes_are_refused_for_little_memory(string method, string path, string type)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc tells the memory of a process");
        foreach (var bomb in new[] { Zeros, Spaces, Brackets })
        {
            var growth = await Growth(async () =>
            {
                var answer = await RawHttp.Send(server.Process.Address, RawHttp.Request(method, path, bomb, ("Content-Type", type), ("Content-Encoding", "gzip")));
                Assert.Equal(413, answer.Status);
                Assert.Contains("decompression", answer.Body, StringComparison.Ordinal);
            });
            Assert.True(growth < MostGrowth, $"{method} {path}: it grew by {growth} bytes.");
        }
    }

    [Fact]
    public async Task Forty_megabytes_of_lines_are_taken_for_little_memory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc tells the memory of a process");
        var text = new string('x', 20_000);
        var body = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 2_000).Select(i => $"{{\"id\":\"forty-{i}\",\"end_user\":\"u\",\"time_start\":\"2026-03-01T09:00:00Z\",\"input\":\"{text}\"}}")));
        var growth = await Growth(async () =>
        {
            var answer = await RawHttp.Send(server.Process.Address, RawHttp.Request("POST", HostileInteractions.Native, body, ("Content-Type", "application/x-ndjson")));
            Assert.Contains("\"accepted\":2000", answer.Body, StringComparison.Ordinal);
        });
        Assert.True(growth < MostGrowth, $"It grew by {growth} bytes.");
    }

    [Fact]
    public async Task Forty_megabytes_of_one_document_are_refused_for_little_memory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc tells the memory of a process");
        var body = Encoding.UTF8.GetBytes($"{{\"users\":[{HostileRequest.Many(50_000, i => $"{{\"end_user\":\"{i}\",\"tags\":{{\"k\":\"{new string('x', 770)}\"}}}}")}]}}");
        foreach (var (method, path) in new[] { ("POST", HostileInteractions.Native), ("POST", HostileInteractions.Trace), ("PUT", HostilePeople.Native), ("POST", HostilePeople.Nebuly) })
        {
            var growth = await Growth(async () => Assert.Equal(413, (await RawHttp.Send(server.Process.Address, RawHttp.Request(method, path, body))).Status));
            Assert.True(growth < MostGrowth, $"{method} {path}: it grew by {growth} bytes.");
        }
    }

    private async Task<long> Growth(Func<Task> act)
    {
        await server.Contents();   // so that what is made on first use is there
        server.Process.ForgetPeak();
        var before = server.Process.ResidentBytes;
        await act();
        var growth = server.Process.PeakBytes - before;
        output.WriteLine($"grew by {growth / 1_000_000} MB over {before / 1_000_000} MB");
        return growth;
    }

    private static byte[] Bomb(byte of)
    {
        var member = RawHttp.Gzip(Enumerable.Repeat(of, 16 << 20).ToArray());
        return [.. Enumerable.Repeat(member, 128).SelectMany(bytes => bytes)];
    }
}
