using System.Text;

namespace Rollcall.Cli.Tests;

/// <summary>Runs a command as the process would.</summary>
internal static class Commands
{
    public const string Key = "test-key-of-twenty-characters";

    public sealed record Result(int Code, string Output, string Error);

    public static Task<Result> Run(params string[] args) => Run(null, args);

    public static async Task<Result> Run(Dictionary<string, string>? environment, string[] args, string input = "")
    {
        var around = new Surroundings(
            name => environment?.GetValueOrDefault(name),
            new StoppedClock(),
            () => new MemoryStream(Encoding.UTF8.GetBytes(input)));
        using StringWriter output = new(), error = new();
        var code = await RollcallCommand.Run(args, around, output, error);
        return new Result(code, output.ToString(), error.ToString());
    }

    public static Task<Result> RunAt(RecordingServer server, params string[] args) => Run([.. args, "--url", server.Url, "--key", Key]);

    /// <summary>18 November 2026, 14:05 in Berlin. Timers run as they do.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 18, 13, 5, 0, TimeSpan.Zero);
    }
}
