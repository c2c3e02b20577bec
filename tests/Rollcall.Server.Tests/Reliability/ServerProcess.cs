using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Rollcall.Server.Tests.Reliability;

/// <summary>The real server as a process of its own on a free port of the loopback, with one project and its secret key. Ends by its process id.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public const string Key = "secret-key-of-the-process-tests";

    private readonly Process _process;

    private ServerProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Memory that the process holds now, in bytes.</summary>
    public long ResidentBytes => StatusKilobytes("VmRSS:") * 1_024;

    /// <summary>The most that it ever held since <see cref="ForgetPeak"/>, in bytes.</summary>
    public long PeakBytes => StatusKilobytes("VmHWM:") * 1_024;

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <param name="folder">Its data.</param>
    /// <param name="switches">Switches of the runtime: thresholds that are no settings, so that tests need not send millions of rows.</param>
    public static async Task<ServerProcess> Start(string folder, IReadOnlyDictionary<string, string>? switches = null)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Rollcall.Server.dll");
        var start = new ProcessStartInfo("dotnet", switches is null ? [program] : ["exec", "--runtimeconfig", WithSwitches(folder, switches), program])
        {
            UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["ROLLCALL_DATA"] = folder;
        start.Environment["ROLLCALL_URLS"] = "http://127.0.0.1:0";
        start.Environment["ROLLCALL_MEMORY"] = "256MB";
        start.Environment["ROLLCALL_BOOTSTRAP_PROJECT"] = "Acme";
        start.Environment["ROLLCALL_BOOTSTRAP_KEY"] = Key;
        var process = Process.Start(start)!;
        try
        {
            var server = new ServerProcess(process, await Listening(process));
            using var client = server.Client();
            while (!(await client.GetAsync("/health/ready")).IsSuccessStatusCode)
                await Task.Delay(10);
            return server;
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>A client with the secret key.</summary>
    public HttpClient Client()
    {
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return client;
    }

    /// <summary>SIGKILL: nothing is flushed, nobody is asked.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(90));
    }

    /// <summary>Lets <see cref="PeakBytes"/> begin anew. Linux only.</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{Id}/clear_refs", "5");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await Kill();
        _process.Dispose();
    }

    private static string WithSwitches(string folder, IReadOnlyDictionary<string, string> switches)
    {
        var configuration = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Rollcall.Server.runtimeconfig.json")))!;
        foreach (var (name, value) in switches)
            configuration["runtimeOptions"]!["configProperties"]![name] = value;
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "test.runtimeconfig.json");
        File.WriteAllText(path, configuration.ToJsonString());
        return path;
    }

    private static async Task<Uri> Listening(Process process)
    {
        const string Said = "Now listening on: ";
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var errors = new List<string?>();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.IndexOf(Said, StringComparison.Ordinal) is > 0 and var at)
                address.TrySetResult(new Uri(line.Data[(at + Said.Length)..]));
        };
        process.ErrorDataReceived += (_, line) => errors.Add(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => address.TrySetException(new InvalidOperationException($"The server did not start. {string.Join('\n', errors)}"));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return await address.Task.WaitAsync(TimeSpan.FromSeconds(90));
    }

    private long StatusKilobytes(string name)
        => long.Parse(
            File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim('\t'),
            CultureInfo.InvariantCulture);
}
