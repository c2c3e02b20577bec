using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rollcall.Server.Accounts;
using Rollcall.Server.Projects;
using Xunit;

namespace Rollcall.Server.Tests.Nebuly.Import;

/// <summary>A project read through Nebuly's API into another one is the same project.</summary>
public sealed partial class ImportRoundTripTests
{
    private const string Rich = """
        {"id":"r1","end_user":"dev-00007cd4cd","time_start":"2026-07-30T10:00:00.123456Z","time_end":"2026-07-30T10:00:04Z","conversation_id":"c 1","input":"¿Qué? 😀","output":"שלום \u0000","model":"m","agent":"a","input_tokens":12,"output_tokens":0,"cost":1234567,"error":"timeout","tags":{"feature":"search","a b":"ü"},"feedback":[{"slug":"rating","value":4,"text":"good"}],"traces":[{"source":"hr.docx","input":"q","outputs":["x"]}]}
        {"end_user":"nobody on the list","time_start":"2026-07-30T10:00:00Z","input":" "}
        {"end_user":"dev-00007cd4cd","time_start":"2000-01-01T00:00:00Z","output":"the first of all"}
        """;

    [Fact]
    public async Task A_copy_has_the_same_people_interactions_and_numbers_also_after_breaks()
    {
        await using var server = await CommitsData.Start();
        Assert.Equal(3, (await server.SendLines(Rich)).GetProperty("accepted").GetInt64());
        var (copy, _) = await server.Services.GetRequiredService<ProjectService>().Create("Copy", "Europe/Rome", "monday", owner: null, Actor.Server);
        var faults = new Faults();
        using var network = new HttpMessageInvoker(server.Network());
        using var imports = new Imports((request, ct) => faults.Next(request) is { } fault ? Task.FromResult(fault) : network.SendAsync(request, ct), server.Clock.GetUtcNow());

        // Down in the middle, for longer than anybody waits.
        faults.DownFrom = 700;
        var broken = await imports.Run(RollcallServer.SecretKey, copy!.Key.Text);
        Assert.Equal(3, broken.Code);
        Assert.Contains("Broken off at 20", broken.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(imports.Progress));
        Assert.Equal(2, (await imports.Run(RollcallServer.SecretKey, "another-key-of-the-tests")).Code);

        // Then busy, cut and confused now and then.
        (faults.DownFrom, faults.Asked, faults.Every) = (int.MaxValue, 0, 20);
        var done = await imports.Run(RollcallServer.SecretKey, copy.Key.Text);
        Assert.True(done.Code == 0, done.Error);
        Assert.Contains("Going on at 20", done.Error, StringComparison.Ordinal);
        Assert.Contains("trying again", done.Error, StringComparison.Ordinal);
        Assert.InRange(faults.Made.Count, 5, int.MaxValue);
        Assert.False(File.Exists(imports.Progress));
        var counts = JsonDocument.Parse(done.Output).RootElement;
        Assert.Equal((15_512, 15_512, 0), (counts.GetProperty("interactions").GetProperty("read").GetInt32(), counts.GetProperty("interactions").GetProperty("accepted").GetInt32(), counts.GetProperty("rejected").GetInt32()));
        await Same(server, copy.Key.Text);

        // Once more: everything is there.
        var again = JsonDocument.Parse((await imports.Run(RollcallServer.SecretKey, copy.Key.Text, "--since", "2000-01-01")).Output).RootElement;
        Assert.Equal((0, 15_512, 0), (again.GetProperty("interactions").GetProperty("accepted").GetInt32(), again.GetProperty("interactions").GetProperty("duplicates").GetInt32(), again.GetProperty("people").GetProperty("updated").GetInt32()));
        await Same(server, copy.Key.Text);
    }

    private static async Task Same(RollcallServer server, string copy)
    {
        using HttpClient one = server.Client(RollcallServer.SecretKey), other = server.Client(copy);
        Assert.Equal(15_512, (await Listed(one)).Count);
        Assert.Equal(await Listed(one), await Listed(other));
        Assert.Equal(await Lines(one, "interactions/export"), await Lines(other, "interactions/export"));
        Assert.Equal(await Lines(one, "eligible-users/export"), await Lines(other, "eligible-users/export"));
        foreach (var path in new[]
        {
            "adoption?from=2026-01-01&to=2026-08-01&group_by=region", "series?from=2024-01-01&to=2026-08-01&interval=month", "usage?from=2026-01-01&to=2026-08-01&interval=month",
            "retention?from=2025-01-01&to=2026-07-01&interval=month&anchor=first_use&kind=bounded", "usage?from=2026-07-01&to=2026-08-01&group_by=model",
        })
            Assert.Equal(await one.GetStringAsync($"/api/v1/metrics/{path}"), await other.GetStringAsync($"/api/v1/metrics/{path}"));
    }

    // Whether an id was made by the sender or by the server is not seen in Nebuly's reads, so a copy has them all from its sender.
    private static async Task<List<string>> Lines(HttpClient client, string path)
        => [.. MadeIds.Replace(await client.GetStringAsync($"/api/v1/{path}"), "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    private static async Task<List<(string Id, string Conversation)>> Listed(HttpClient client)
    {
        var found = new List<(string, string)>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/api/v1/interactions?limit=1000{(cursor.Length > 0 ? $"&cursor={Uri.EscapeDataString(cursor)}" : "")}");
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(item => (item.GetProperty("id").GetString()!, item.GetProperty("conversation_id").GetString()!)));
            cursor = page.GetProperty("next_cursor").GetString();
        }

        return [.. found.Order()];
    }

    [GeneratedRegex("(\"id\":\"[^\"]*\",|\"conversation_id\":\"[^\"]*\",?|,\"conversation_id\":\"[^\"]*\"(?=}))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex MadeIds { get; }

    /// <summary>What goes wrong between the command and its source.</summary>
    private sealed class Faults
    {
        private int _kind;

        public int DownFrom { get; set; } = int.MaxValue;

        public int Every { get; set; } = int.MaxValue;

        public int Asked { get; set; }

        public List<string> Made { get; } = [];

        public HttpResponseMessage? Next(HttpRequestMessage request)
        {
            if (request.RequestUri!.Host != "source.example")
                return null;
            Asked++;
            if (Asked >= DownFrom)
                return Imports.Json("""{"detail":"down"}""", 500);
            if (Asked % Every != 0)
                return null;
            Made.Add(request.RequestUri.AbsolutePath);
            switch (_kind++ % 5)
            {
                case 0:
                    var busy = Imports.Json("{}", 429);
                    busy.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(7));
                    return busy;
                case 1: return Imports.Json("<html>Bad gateway</html>", 502);
                case 2: return Imports.Json("<html>Sign in</html>");
                case 3: return Imports.Json("""[{"id":"half","user":"no""");
                default: throw new HttpRequestException("The connection was reset.", null, HttpStatusCode.BadGateway);
            }
        }
    }
}
