using System.Text.Json;
using Rollcall.Server.Tests.Population;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Nebuly;

/// <summary>Sends everything in <see cref="NebulyWrites"/>, twice, and looks at what is stored.</summary>
public sealed class NebulyWritesTests
{
    public static TheoryData<string> Writes => [.. NebulyWrites.All.Select(write => write.What)];

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Is_stored_once_with_all_that_was_sent(string what)
    {
        var write = NebulyWrites.All.Single(write => write.What == what);
        await using var server = await RollcallServer.Start();
        using var client = server.Client(KeyKind.Secret);
        var answer = await client.Call("POST", "/event-ingestion/api" + write.Path, write.Body);
        Assert.Equal(200, answer.Status);
        Assert.Equal(answer, await client.Call("POST", "/event-ingestion/api" + write.Path, write.Body));   // a retry

        using var wanted = JsonDocument.Parse(write.Stored);
        JsonElement[] stored = wanted.RootElement.ValueKind == JsonValueKind.Array ? [.. wanted.RootElement.EnumerateArray()] : [wanted.RootElement];
        var items = (await client.Call("GET", "/api/v1/interactions"))["items"].EnumerateArray().OrderBy(item => item.GetProperty("time_start").GetString(), StringComparer.Ordinal).ToList();
        Assert.Equal(stored.Length, items.Count);
        Assert.Contains(answer["id"].GetString(), items.Select(item => item.GetProperty("id").GetString()));
        Assert.Single(items.Select(item => item.GetProperty("conversation_id").GetString()).Distinct());
        foreach (var (fields, item) in stored.Zip(items))
            Holds(item, fields);
    }

    public static TheoryData<string, bool> Later => [.. NebulyWrites.Later.SelectMany(write => new (string, bool)[] { (write.What, false), (write.What, true) })];

    [Theory]
    [MemberData(nameof(Later))]
    public async Task What_is_said_of_an_interaction_is_stored_with_it_before_or_after(string what, bool isBefore)
    {
        var fact = NebulyWrites.Later.Single(write => write.What == what);
        NebulyWrites.Write[] order = isBefore ? [fact, NebulyWrites.Interaction] : [NebulyWrites.Interaction, fact];
        await using var server = await RollcallServer.Start();
        using var client = server.Client(KeyKind.Ingest);
        // Each twice, as a retry after a time-out sends them, and the first once more at the end.
        foreach (var write in order.SelectMany(write => new[] { write, write }).Append(order[0]))
        {
            var answer = await client.Call("POST", "/event-ingestion/api" + write.Path, write.Body);
            Assert.Equal(200, answer.Status);
            Assert.Matches("^[0-9a-f]{32}$", answer["id"].GetString());
        }

        using var wanted = JsonDocument.Parse(fact.Stored);
        using var reader = server.Client(KeyKind.Secret);
        Holds(Assert.Single((await reader.Call("GET", "/api/v1/interactions"))["items"].EnumerateArray()), wanted.RootElement);
    }

    private static void Holds(JsonElement item, JsonElement fields)
    {
        foreach (var field in fields.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Null)
                Assert.False(item.TryGetProperty(field.Name, out var present) && present.ValueKind != JsonValueKind.Null, $"{field.Name} is {present}");
            else
                Assert.True(item.TryGetProperty(field.Name, out var value) && Same(field.Value, value), $"{field.Name}: {field.Value} wanted, {value} stored");
        }
    }

    // Times may differ in how they are written.
    private static bool Same(JsonElement wanted, JsonElement found)
        => JsonElement.DeepEquals(wanted, found)
            || (wanted.ValueKind == JsonValueKind.String && wanted.TryGetDateTimeOffset(out var a) && found.ValueKind == JsonValueKind.String && found.TryGetDateTimeOffset(out var b) && a == b);

    [Theory]
    [InlineData("/v1/events", "{}", "body")]
    [InlineData("/v1/events", """{"body":[]}""", "body")]
    [InlineData("/v1/events/interactions", """{"interaction":{"input":"i","output":"o","time_start":"2026-03-05T09:00:00","end_user":"u"}}""", "interaction,time_start")]
    [InlineData("/v1/events/trace_interaction", """{"interaction":{"output":"o","time_start":"2026-03-05T09:00:00Z","end_user":"u"}}""", "interaction,input")]
    [InlineData("/v2/events/trace_conversation", """{"conversation":{"interactions":[]}}""", "conversation,end_user")]
    [InlineData("/v2/events/trace_conversation", """{"conversation":{"end_user":"u"}}""", "conversation,interactions")]
    [InlineData("/v2/events/trace_conversation", """{"conversation":{"end_user":"u","interactions":[{"input":"i","output":"o","time_start":"2026-03-05T09:00:00Z"},{"input":"i","time_start":"x"}]}}""", "conversation,interactions,1,time_start")]
    [InlineData("/v2/events/trace_conversation", """{"conversation":{"end_user":"u","interactions":[{"input":"i","time_start":"2026-03-05T09:00:00Z","trace":{}}]}}""", "conversation,interactions,0,trace")]
    [InlineData("/v1/events/feedback", """{"metadata":{"end_user":"u","timestamp":"2026-03-05T09:00:00Z"}}""", "action")]
    [InlineData("/v1/events/feedback", """{"action":{"slug":"thumbs_up"}}""", "metadata")]
    [InlineData("/v1/events/feedback", """{"action":{"slug":"like"},"metadata":{"end_user":"u","timestamp":"2026-03-05T09:00:00Z"}}""", "action,slug")]
    [InlineData("/v1/events/feedback", """{"feedback":{"text":"x"},"metadata":{"end_user":"u","timestamp":"2026-03-05T09:00:00Z"}}""", "feedback,slug")]
    [InlineData("/v1/events/feedback", """{"feedback":{"slug":"copy_input"},"metadata":{"end_user":"u","timestamp":"2026-03-05T09:00:00Z"}}""", "feedback,text")]
    [InlineData("/v1/events/feedback", """{"action":{"slug":"comment","text":""},"metadata":{"end_user":"u","timestamp":"2026-03-05T09:00:00Z"}}""", "action,text")]
    [InlineData("/v1/events/feedback", """{"action":{"slug":"rating"},"metadata":{"end_user":"u","timestamp":"2026-03-05T09:00:00Z"}}""", "action,value")]
    [InlineData("/v1/events/feedback", """{"action":{"slug":"rating","value":6},"metadata":{"end_user":"u","timestamp":"2026-03-05T09:00:00Z"}}""", "action,value")]
    [InlineData("/v1/events/feedback", """{"action":{"slug":"rating","value":"5"},"metadata":{"end_user":"u","timestamp":"2026-03-05T09:00:00Z"}}""", "action,value")]
    [InlineData("/v1/events/feedback", """{"action":{"slug":"thumbs_up"},"metadata":{"timestamp":"2026-03-05T09:00:00Z"}}""", "metadata,end_user")]
    [InlineData("/v1/events/feedback", """{"action":{"slug":"thumbs_up"},"metadata":{"end_user":"u"}}""", "metadata,timestamp")]
    [InlineData("/v1/events/feedback", """{"action":{"slug":"thumbs_up"},"metadata":{"end_user":"u","timestamp":"1999-12-31T00:00:00Z"}}""", "metadata,timestamp")]
    [InlineData("/v2/events/tags", """{"metadata":{"end_user":"u","time_start":"2026-03-05T09:00:00Z"}}""", "tags")]
    [InlineData("/v2/events/tags", """{"tags":{"k":1},"metadata":{"end_user":"u","time_start":"2026-03-05T09:00:00Z"}}""", "tags,k")]
    [InlineData("/v2/events/tags", """{"tags":{"k":"v"},"metadata":{"end_user":"u","time_start":"yesterday"}}""", "metadata,time_start")]
    [InlineData("/v2/events/tags", "[]", "")]
    public async Task What_cannot_be_read_is_refused_with_its_place_and_nothing_is_stored(string path, string body, string place)
    {
        await using var server = await RollcallServer.Start();
        using var client = server.Client(KeyKind.Secret);
        var answer = await client.Call("POST", "/event-ingestion/api" + path, body);
        Assert.Equal(422, answer.Status);
        Assert.Equal(["body", .. place.Split(',', StringSplitOptions.RemoveEmptyEntries)], answer["detail"][0].GetProperty("loc").EnumerateArray().Select(part => part.ToString()));
        Assert.Equal(0, (await client.Call("GET", "/api/v1/interactions"))["total"].GetInt32());
    }
}
