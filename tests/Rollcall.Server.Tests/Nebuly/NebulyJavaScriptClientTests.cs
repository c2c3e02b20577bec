using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Rollcall.Server.Tests.Pages;
using Rollcall.Server.Tests.Population;
using Xunit;

namespace Rollcall.Server.Tests.Nebuly;

/// <summary>Nebuly's public JavaScript client, unchanged, against the server as people run it. Needs node and <c>npm ci</c> in its folder, which <c>./test</c> sees to.</summary>
public sealed class NebulyJavaScriptClientTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/rollcall")]
    public async Task What_it_sends_is_stored(string prefix)
    {
        await using var server = await LiveServer.Start(prefix: prefix);
        var begun = new DateTimeOffset(TimeProvider.System.GetUtcNow().AddHours(-1).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        var sent = await Send(begun, $"{server.Address.ToString().TrimEnd('/')}{prefix}/event-ingestion");
        Assert.Equal(6, sent.RootElement.GetArrayLength());
        Assert.All(sent.RootElement.EnumerateArray(), answer => Assert.Matches("^[0-9a-f]{32}$", answer.GetProperty("id").GetString()));

        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", LiveServer.Key);
        var items = (await client.Call("GET", $"{prefix}/api/v1/interactions"))["items"].EnumerateArray().OrderBy(item => Text(item, "end_user"), StringComparer.Ordinal).ToList();
        Assert.Equal(["u1", "u2", "u3"], items.Select(item => Text(item, "end_user")));

        Assert.Equal(("Which plan?", "Team.", "model-x", 0), (Text(items[0], "input"), Text(items[0], "output"), Text(items[0], "model"), Second(items[0], "time_start")));
        Assert.Equal((12, 3), (items[0].GetProperty("input_tokens").GetInt32(), items[0].GetProperty("output_tokens").GetInt32()));
        Assert.Equal("""{"tier":"gold"}""", items[0].GetProperty("tags").GetRawText());
        Assert.Equal("""[["Hi","Hello"]]""", items[0].GetProperty("context").GetProperty("history").GetRawText());
        var thanks = Assert.Single(items[0].GetProperty("feedback").EnumerateArray());
        Assert.Equal(("thumbs_up", "Thanks, [email]", 20), (Text(thanks, "slug"), Text(thanks, "text"), Second(thanks, "timestamp")));

        Assert.Equal(("How many days off?", "25.", "gpt-x", 14), (Text(items[1], "input"), Text(items[1], "output"), Text(items[1], "model"), Second(items[1], "time_end")));
        Assert.Equal("""["hr.docx","faq"]""", items[1].GetProperty("traces")[0].GetProperty("outputs").GetRawText());
        Assert.Equal("""[["Hi","Hello"]]""", items[1].GetProperty("context").GetProperty("history").GetRawText());
        Assert.Equal("copy_output", Text(Assert.Single(items[1].GetProperty("feedback").EnumerateArray()), "slug"));

        Assert.Equal("thumbs_down", Text(Assert.Single(items[2].GetProperty("feedback").EnumerateArray()), "slug"));

        double Second(JsonElement item, string field) => (item.GetProperty(field).GetDateTimeOffset() - begun).TotalSeconds;
    }

    private static async Task<JsonDocument> Send(DateTimeOffset begun, string endpoint)
    {
        var folder = Folder();
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            throw new InvalidOperationException($"Nebuly's client is not installed: run 'npm ci' in {folder}, or ./test, which does.");
        var start = new ProcessStartInfo("node", ["send.cjs"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["NEBULY_ENDPOINT_URL"] = endpoint;
        start.Environment["NEBULY_API_KEY"] = LiveServer.Key;
        start.Environment["START"] = begun.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        using var node = Process.Start(start) ?? throw new InvalidOperationException("node could not be started.");
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(node.ExitCode == 0 && (await errors).Length == 0, await errors);
        return JsonDocument.Parse(await output);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "nebuly-js-client"));

    private static string? Text(JsonElement item, string field) => item.GetProperty(field).GetString();
}
