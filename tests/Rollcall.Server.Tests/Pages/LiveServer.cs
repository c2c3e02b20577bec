using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Rollcall.Server.Tests.Pages;

/// <summary>The server as people run it, a process of its own on a free port of the loopback, with a folder that goes with it.</summary>
internal sealed partial class LiveServer : IAsyncDisposable
{
    public const string Email = "olga.perez@acme.example", Password = "correct horse battery", Key = "bootstrap-key-of-the-tests";

    private const string Listening = "Now listening on: ";

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log;

    private LiveServer(Process process, string folder, ConcurrentQueue<string> log, string address)
        => (_process, Folder, _log, Address) = (process, folder, log, new Uri(address + "/"));

    public Uri Address { get; }

    public string Folder { get; }

    /// <summary>The one-time address that sets up a bare server, as its log says it.</summary>
    public string SetupPath => _log.Select(line => Setup.Match(line)).First(match => match.Success).Value;

    /// <param name="bare">Without a project and an administrator.</param>
    /// <param name="prefix">The path that a reverse proxy puts before every address.</param>
    public static async Task<LiveServer> Start(bool bare = false, string prefix = "")
    {
        var folder = Directory.CreateTempSubdirectory("rollcall-live-").FullName;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Rollcall.Server.dll")]) { RedirectStandardOutput = true, UseShellExecute = false };
        (string Name, string Value)[] settings = [("ROLLCALL_DATA", folder), ("ROLLCALL_URLS", "http://127.0.0.1:0"), ("ROLLCALL_PATH_BASE", prefix)];
        if (!bare)
        {
            settings =
            [
                .. settings, ("ROLLCALL_BOOTSTRAP_PROJECT", "Acme"), ("ROLLCALL_BOOTSTRAP_TIME_ZONE", "Europe/Berlin"), ("ROLLCALL_BOOTSTRAP_KEY", Key),
                ("ROLLCALL_ADMIN_EMAIL", Email), ("ROLLCALL_ADMIN_PASSWORD", Password),
            ];
        }

        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var log = new ConcurrentQueue<string>();
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, said) =>
        {
            log.Enqueue(said.Data ?? "");
            if (said.Data?.IndexOf(Listening, StringComparison.Ordinal) is > 0 and var at)
                address.TrySetResult(said.Data[(at + Listening.Length)..]);
        };
        process.BeginOutputReadLine();
        return new LiveServer(process, folder, log, await address.Task.WaitAsync(TimeSpan.FromSeconds(90)));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    [GeneratedRegex("/setup\\?token=[0-9a-f]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setup { get; }
}
