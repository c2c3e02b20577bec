using System.Text.Json;
using Rollcall.Server.Tests.Population;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Nebuly;

/// <summary>What follows from feedback and tags that arrive after their interaction.</summary>
public sealed class NebulyLaterTests : IAsyncLifetime
{
    private const string Events = "/event-ingestion/api";

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
    public async Task Numbers_with_a_filter_follow_a_tag_that_arrives_later()
    {
        await Interaction("ann", "2026-03-05T09:00:00Z", "search");
        await Interaction("bob", "2026-03-05T09:00:00Z", "chat");
        Assert.Equal((1, 1), await Active("search"));
        Assert.Equal((1, 1), await Active("chat"));
        await Tag("bob", "2026-03-05T09:00:00Z", "\"search\"");
        Assert.Equal((2, 2), await Active("search"));
        Assert.Equal((0, 0), await Active("chat"));
        await Tag("ann", "2026-03-05T09:00:00Z", "null");
        Assert.Equal((1, 1), await Active("search"));
        await Interaction("ann", "2026-03-06T09:00:00Z", "search");
        Assert.Equal((2, 2), await Active("search"));
        await Tag("carl", "2026-03-07T09:00:00Z", "\"search\"");
        Assert.Equal((2, 2), await Active("search"));
        await Interaction("carl", "2026-03-07T09:00:00Z", "chat");
        Assert.Equal((3, 3), await Active("search"));
    }

    [Fact]
    public async Task The_same_feedback_has_the_same_id_and_a_key_gives_the_same_answer()
    {
        const string Body = """{"action":{"slug":"thumbs_up"},"metadata":{"end_user":"ann","timestamp":"2026-03-05T09:01:00Z"}}""";
        var first = await _client.Call("POST", $"{Events}/v1/events/feedback", Body);
        await Interaction("ann", "2026-03-05T09:00:00Z", "x");
        Assert.Equal(first, await _client.Call("POST", $"{Events}/v1/events/feedback", Body));
        Assert.Equal(first, await _client.Call("POST", $"{Events}/v3/events/feedback", Body.Replace("action", "feedback", StringComparison.Ordinal), "key"));
        Assert.Equal(422, (await _client.Call("POST", $"{Events}/v3/events/feedback", Body, "key")).Status);
        Assert.Single((await Only()).GetProperty("feedback").EnumerateArray());
    }

    [Theory]
    [InlineData("/v1/events/feedback", """{"action":{"slug":"comment","text":"t {0}"},"metadata":{"end_user":"ann","timestamp":"2026-03-05T09:0{0}:00Z","input":"a","output":"b"}}""")]
    [InlineData("/v2/events/tags", """{"tags":{"k{0}":"v"},"metadata":{"end_user":"ann","time_start":"2026-03-05T09:00:00Z"}}""")]
    public async Task Everything_survives_a_restart(string path, string body)
    {
        var folder = Directory.CreateTempSubdirectory("rollcall-server-").FullName;
        try
        {
            for (var i = 1; i <= 3; i++)
            {
                // The first waits for its interaction; the second comes to it; the third after another restart.
                await using var server = await RollcallServer.Start(folder: folder);
                using var client = server.Client(KeyKind.Secret);
                var said = body.Replace("{0}", $"{i}", StringComparison.Ordinal);
                Assert.Equal(200, (await client.Call("POST", Events + path, said)).Status);
                if (i == 2)
                    Assert.Equal(200, (await client.Call("POST", $"{Events}/v2/events/trace_interaction", """{"interaction":{"input":"a","output":"b","time_start":"2026-03-05T09:00:00Z","end_user":"ann"},"traces":[]}""")).Status);
                Assert.Equal(200, (await client.Call("POST", Events + path, said)).Status);
            }

            await using var again = await RollcallServer.Start(folder: folder);
            var item = Assert.Single((await again.Client(KeyKind.Secret).Call("GET", "/api/v1/interactions"))["items"].EnumerateArray());
            Assert.Equal(3, path.EndsWith("tags", StringComparison.Ordinal) ? item.GetProperty("tags").EnumerateObject().Count() : item.GetProperty("feedback").GetArrayLength());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Who_may_only_read_says_nothing()
    {
        foreach (var kind in new[] { KeyKind.Read, KeyKind.Population })
            Assert.Equal(403, (await _server.Client(kind).Call("POST", $"{Events}/v1/events/feedback", "{}")).Status);
    }

    private async Task Interaction(string user, string start, string feature)
        => Assert.Equal(200, (await _client.Call(
            "POST", $"{Events}/v2/events/trace_interaction",
            $$$"""{"interaction":{"input":"i","output":"o","time_start":"{{{start}}}","end_user":"{{{user}}}","tags":{"feature":"{{{feature}}}"}},"traces":[]}""")).Status);

    private async Task Tag(string user, string start, string feature)
        => Assert.Equal(200, (await _client.Call(
            "POST", $"{Events}/v2/events/tags", $$$"""{"tags":{"feature":{{{feature}}}},"metadata":{"end_user":"{{{user}}}","time_start":"{{{start}}}"}}""")).Status);

    private async Task<(int Active, int Interactions)> Active(string feature)
    {
        var total = (await _client.Call("GET", $"/api/v1/metrics/adoption?from=2026-03-01&to=2026-03-10&events.feature={feature}"))["total"];
        return (total.GetProperty("active").GetInt32(), total.GetProperty("interactions").GetInt32());
    }

    private async Task<JsonElement> Only() => Assert.Single((await _client.Call("GET", "/api/v1/interactions"))["items"].EnumerateArray());
}
