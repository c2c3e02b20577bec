using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Rollcall.Bench.Ingest;

/// <summary>A server in a process and a data folder of its own, on a free loopback port.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const string Key = "benchmark-key-0123456789abcdef";

    private readonly string _assembly;
    private readonly string _data;
    private readonly string _url;
    private readonly IReadOnlyDictionary<string, string>? _switches;
    private Process _process;

    /// <param name="assembly">The server's.</param>
    /// <param name="data">A folder for its data and its log.</param>
    /// <param name="switches">Switches of the runtime: thresholds that are no settings.</param>
    public ServerProcess(string assembly, string data, IReadOnlyDictionary<string, string>? switches = null)
    {
        using (var socket = new TcpListener(IPAddress.Loopback, 0))
        {
            socket.Start();
            _url = $"http://127.0.0.1:{((IPEndPoint)socket.LocalEndpoint).Port}";
        }

        (_assembly, _data, _switches) = (assembly, data, switches);
        _process = Start();
    }

    public HttpClient Client(int connections)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { BaseAddress = new Uri(_url), Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return client;
    }

    /// <summary>Of the process.</summary>
    public int Number => _process.Id;

    /// <summary>Memory of the process that is in the machine's.</summary>
    public long ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1_000_000;
        }
    }

    /// <summary>What the server has logged, with the times of it.</summary>
    public IReadOnlyList<(DateTimeOffset At, string Line)> Log()
    {
        List<(DateTimeOffset, string)> lines = [];
        foreach (var line in File.ReadLines(LogFile))
        {
            if (line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end && DateTimeOffset.TryParse(line[..end], CultureInfo.InvariantCulture, out var at))
                lines.Add((at, line[(end + 1)..]));
        }

        return lines;
    }

    /// <summary>Returns once the server says that it is ready.</summary>
    public async Task Ready()
    {
        using var client = Client(1);
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var response = await client.GetAsync("/health/ready");
                if (response.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(1))
                throw new InvalidOperationException($"The server did not get ready; its output is in {_data}/server.log.");
            await Task.Delay(50);
        }
    }

    /// <summary>Kill -9, as a crash would.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>The same, and a new start on the same data.</summary>
    public async Task KillAndRestart()
    {
        await Kill();
        _process.Dispose();
        _process = Start();
        await Ready();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string LogFile => Path.Combine(_data, "server.log");

    private string RuntimeConfiguration()
    {
        var own = Path.ChangeExtension(_assembly, ".runtimeconfig.json");
        if (_switches is null)
            return own;
        var configuration = JsonNode.Parse(File.ReadAllText(own))!;
        foreach (var (name, value) in _switches)
            configuration["runtimeOptions"]!["configProperties"]![name] = value;
        var path = Path.Combine(_data, "server.runtimeconfig.json");
        File.WriteAllText(path, configuration.ToJsonString());
        return path;
    }

    private Process Start()
    {
        Directory.CreateDirectory(_data);
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec dotnet exec --runtimeconfig \"$2\" \"$0\" >> \"$1\" 2>&1");
        start.ArgumentList.Add(_assembly);
        start.ArgumentList.Add(LogFile);
        start.ArgumentList.Add(RuntimeConfiguration());
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Benchmark";   // adds the empty endpoint
        start.Environment["ROLLCALL_URLS"] = _url;
        start.Environment["ROLLCALL_DATA"] = Path.Combine(_data, "data");
        start.Environment["ROLLCALL_BOOTSTRAP_PROJECT"] = "Benchmark";
        start.Environment["ROLLCALL_BOOTSTRAP_KEY"] = Key;
        return Process.Start(start)!;
    }
}
