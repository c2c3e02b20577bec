using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests;

/// <summary>What the README tells a newcomer to type works, in that order.</summary>
public sealed partial class ReadMeTests
{
    [Fact]
    public async Task A_first_person_and_a_first_interaction()
    {
        await using var server = await RollcallServer.Start("Europe/Rome", new DateOnly(2026, 11, 20));
        using var client = server.Client(KeyKind.Secret);
        var commands = Curl().Matches(await File.ReadAllTextAsync(ReadMe()));
        Assert.Equal(["PUT", "POST", "GET", "GET"], commands.Select(Method));

        var answers = new List<JsonElement>();
        foreach (var command in commands.ToList())
        {
            using var request = new HttpRequestMessage(new HttpMethod(Method(command)), command.Groups["path"].Value);
            if (command.Groups["body"] is { Success: true } body)
                request.Content = new StringContent(body.Value, Encoding.UTF8, "application/json");
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            answers.Add(await response.Content.ReadFromJsonAsync<JsonElement>());
        }

        Assert.Equal(1, answers[0].GetProperty("inserted").GetInt32());
        Assert.Equal(1, answers[1].GetProperty("accepted").GetInt32());
        // One person with access, one of them used it: 1 / 1.
        Assert.Equal(1.0, answers[2].GetProperty("total").GetProperty("activation_rate").GetDouble());
        Assert.Equal("Sales", answers[2].GetProperty("groups")[0].GetProperty("value").GetString());
        Assert.Equal(0, answers[3].GetProperty("total").GetInt32());
    }

    private static string Method(Match command)
        => command.Groups["method"].Success ? command.Groups["method"].Value : command.Groups["body"].Success ? "POST" : "GET";

    private static string ReadMe([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "README.md");

    [GeneratedRegex("""^curl (-X (?<method>\w+) )?"?http://127\.0\.0\.1:8080(?<path>/[^"\s]*)"?[^']*?Bearer \$ROLLCALL_KEY"( --json '(?<body>[^']*)')?""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Curl();
}
