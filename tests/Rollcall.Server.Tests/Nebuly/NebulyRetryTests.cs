using System.Net;
using System.Text;
using Rollcall.Server.Tests.Population;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Nebuly;

/// <summary>Requests in the form and with the patience of Nebuly's clients, over a network that loses answers.</summary>
public sealed class NebulyRetryTests
{
    // Python: three tries, whatever the error. Sync programs: ten retries of 429, 5xx and errors of the transport.
    [Theory]
    [InlineData("/v1/events", 3)]
    [InlineData("/v3/events/trace_interaction", 11)]
    [InlineData("/v2/events/trace_conversation", 11)]
    [InlineData("/v1/events/feedback", 3)]
    [InlineData("/v2/events/tags", 11)]
    public async Task What_is_sent_until_an_answer_arrives_is_there_once(string path, int tries)
    {
        await using var server = await RollcallServer.Start();
        using var reader = server.Client(KeyKind.Secret);
        using var client = server.Client(KeyKind.Ingest);
        var writes = NebulyWrites.All.Concat(NebulyWrites.Later).Where(write => write.Path == path).ToList();
        Assert.NotEmpty(writes);
        await Post(client, NebulyWrites.Interaction);
        foreach (var write in writes)
            await Post(client, write);
        var once = await Stored(reader);

        foreach (var write in writes)
        {
            // The answers to all but the last are lost, some while others are still on their way.
            var lost = Enumerable.Range(1, tries - 1).Select(_ => Lost(client, write)).ToList();
            await Post(client, write);
            await Task.WhenAll(lost);
        }

        Assert.Equal(once, await Stored(reader));
    }

    [Fact]
    public async Task All_at_once_in_any_order_and_each_three_times_is_everything_once()
    {
        await using var server = await RollcallServer.Start();
        using var reader = server.Client(KeyKind.Secret);
        using var client = server.Client(KeyKind.Ingest);
        var others = NebulyWrites.All.Where(write => !write.Body.Contains("user_01", StringComparison.Ordinal)).DistinctBy(write => write.Path).ToList();
        var feedback = NebulyWrites.Later.Where(write => write.Path.EndsWith("feedback", StringComparison.Ordinal)).ToList();
        var shuffled = others.Concat(feedback).Append(NebulyWrites.Interaction).SelectMany(write => new[] { write, write, write }).ToArray();
        new Random(7).Shuffle(shuffled);
        await Task.WhenAll(shuffled.Select(write => Post(client, write)));
        var items = (await reader.Call("GET", "/api/v1/interactions"))["items"].EnumerateArray().ToList();
        Assert.Equal(others.Count + 2, items.Count);   // a conversation has two
        var spokenOf = Assert.Single(items, item => item.GetProperty("end_user").GetString() == "user_01");
        Assert.Equal(1 + feedback.Count, spokenOf.GetProperty("feedback").GetArrayLength());   // one came with it
    }

    private static async Task Post(HttpClient client, NebulyWrites.Write write)
        => Assert.Equal(200, (await client.Call("POST", "/event-ingestion/api" + write.Path, write.Body)).Status);

    // As a client that gives up waiting: the request is sent, and nobody reads what comes back.
    private static async Task Lost(HttpClient client, NebulyWrites.Write write)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(5));
        try
        {
            using var content = new StringContent(write.Body, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync("/event-ingestion/api" + write.Path, content, patience.Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static async Task<string> Stored(HttpClient reader) => (await reader.Call("GET", "/api/v1/interactions"))["items"].GetRawText();
}
