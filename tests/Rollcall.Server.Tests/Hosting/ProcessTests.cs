using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Rollcall.Server.Hosting;
using Xunit;

namespace Rollcall.Server.Tests.Hosting;

/// <summary>The server as a process of its own: what it says when it does not start, and how it stops.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rollcall-process-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Wrong_settings_stop_the_start_all_named()
    {
        using var process = Start(("ROLLCALL_MEMORY", "lots"), ("ROLLCALL_POSTGRES", "Host=db"));
        var said = await process.StandardError.ReadToEndAsync();
        await Ended(process);
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains("ROLLCALL_MEMORY", said, StringComparison.Ordinal);
        Assert.Contains("ROLLCALL_POSTGRES", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_on_the_folder_exits_with_a_clear_message()
    {
        using var held = DataFolder.Open(_folder);
        using var process = Start();
        var said = await process.StandardError.ReadToEndAsync();
        await Ended(process);
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains("Another Rollcall server uses the data folder", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_to_stop_it_first_says_not_ready_then_exits_cleanly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGTERM");
        using var process = Start();
        var address = await Listening(process);
        using var client = new HttpClient { BaseAddress = address };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready")).StatusCode);

        Assert.Equal(0, Kill(process.Id, 15));
        var refused = await client.GetAsync("/health/ready");
        while (refused.StatusCode == HttpStatusCode.OK)
            refused = await client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
        await Ended(process);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task It_gives_no_name_and_answers_nothing_it_was_not_asked_for()
    {
        using var process = Start();
        var address = await Listening(process);
        using var client = new HttpClient { BaseAddress = address };
        var answer = await client.GetAsync("/health/live");
        Assert.False(answer.Headers.Contains("Server"));

        // A request that is no HTTP gets a 400 and leaves the server alone.
        using var raw = new TcpClient(address.Host, address.Port);
        await raw.GetStream().WriteAsync("NONSENSE\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(raw.GetStream());
        Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
        process.Kill();
    }

    private Process Start(params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Rollcall.Server.dll")])
        {
            UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _folder,
        };
        start.Environment["ROLLCALL_DATA"] = _folder;
        start.Environment["ROLLCALL_URLS"] = "http://127.0.0.1:0";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task<Uri> Listening(Process process)
    {
        const string Said = "Now listening on: ";
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(90)) is { } line)
        {
            if (line.IndexOf(Said, StringComparison.Ordinal) is > 0 and var at)
                return new Uri(line[(at + Said.Length)..]);
        }

        throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
    }

    private static Task Ended(Process process) => process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(90));

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
