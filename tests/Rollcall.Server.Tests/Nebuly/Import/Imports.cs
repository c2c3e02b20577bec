using System.Net;
using System.Text;
using Rollcall.Cli;

namespace Rollcall.Server.Tests.Nebuly.Import;

/// <summary>Runs <c>rollcall import nebuly</c> between two addresses of a network that the test makes.</summary>
internal sealed class Imports(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> network, DateTimeOffset now) : IDisposable
{
    public const string Source = "http://source.example", Target = "http://target.example";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rollcall-import-");

    public string Progress => Path.Combine(_folder.FullName, "progress.json");

    public sealed record Result(int Code, string Output, string Error);

    public Surroundings Around => new(_ => null, new HastyClock(now), () => Stream.Null) { Network = () => new Network(network) };

    public async Task<Result> Run(string sourceKey, string targetKey, params string[] more)
    {
        using StringWriter output = new(), error = new();
        var code = await RollcallCommand.Run(
            ["import", "nebuly", "--from", Source, "--from-key", sourceKey, "--url", Target, "--key", targetKey, "--progress", Progress, .. more], Around, output, error);
        return new(code, output.ToString(), error.ToString());
    }

    public static HttpResponseMessage Json(string text, int status = 200) => new((HttpStatusCode)status) { Content = new StringContent(text, Encoding.UTF8, "application/json") };

    public void Dispose() => _folder.Delete(recursive: true);

    private sealed class Network(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => send(request, cancellationToken);
    }

    /// <summary>Nobody waits on it: what is due later is due now.</summary>
    private sealed class HastyClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
            => base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }
}
