using System.Text.Json;
using Xunit;

namespace Rollcall.Server.Tests.Hostile;

/// <summary>
/// The table of hostile requests, over raw sockets to the real server: each is answered with its status in time, the answer names the fault and its
/// place in the form of the path, and what was refused has stored nothing.
/// </summary>
public sealed class HostileTests(HostileServer server) : IClassFixture<HostileServer>
{
    private static readonly Dictionary<string, HostileRequest> Table =
        HostileInteractions.All.Concat(HostilePeople.All).Concat(HostileNebuly.All).Concat(HostileTransport.All).ToDictionary(entry => entry.Name, entry => entry.Request, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_answered_by_name_and_stores_nothing(string name)
    {
        var request = Table[name];
        var before = await server.Contents();
        var answer = await RawHttp.Send(server.Process.Address, request.Bytes, request.EndsThere);
        Assert.True(request.Status == answer.Status, $"{request.Status} expected; {answer.Head}{answer.Body}");
        Assert.DoesNotContain("   at ", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("SQLite", answer.Body, StringComparison.OrdinalIgnoreCase);
        if (request.Code is { } code)
            Names_the_fault(request, code, answer);
        if (answer.Status != 200)
            Assert.Equal(before, await server.Contents());
        else
            Assert.NotEmpty(await server.Contents());   // what was taken can be given back
    }

    private static void Names_the_fault(HostileRequest request, string code, RawAnswer answer)
    {
        using var document = JsonDocument.Parse(answer.Body);
        var body = document.RootElement;
        if (request.IsNebuly && answer.Status == 422)
        {
            var entries = body.GetProperty("detail").EnumerateArray().ToList();
            Assert.All(entries, entry => Assert.NotEmpty(entry.GetProperty("msg").GetString()!));
            Assert.Contains((request.Place ?? "body", code), entries.Select(entry => (string.Join('.', entry.GetProperty("loc").EnumerateArray()), entry.GetProperty("type").GetString())));
        }
        else if (request.IsNebuly)
        {
            Assert.NotEmpty(body.GetProperty("detail").GetString()!);
        }
        else
        {
            Assert.Contains("application/problem+json", answer.Head, StringComparison.Ordinal);
            Assert.Equal(answer.Status, body.GetProperty("status").GetInt32());
            Assert.NotEmpty(body.GetProperty("detail").GetString()!);
            if (request.Place is null)
                Assert.Equal(code, body.GetProperty("code").GetString());
            else
                Assert.Contains((request.Place, code), body.GetProperty("errors").EnumerateArray().Select(error => (error.GetProperty("path").GetString()!, error.GetProperty("code").GetString()!)));
        }
    }
}
