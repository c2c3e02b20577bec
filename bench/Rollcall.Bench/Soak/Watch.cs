using System.Diagnostics;
using System.Globalization;
using Rollcall.Bench.Ingest;
using Rollcall.Bench.Years;

namespace Rollcall.Bench.Soak;

/// <summary>
/// Looks at a server and its machine ten times a second, from outside: which files it writes, how busy the processors are, and how long a sync of a small file of somebody else takes.
/// What stood out can be laid beside a stall.
/// </summary>
internal sealed class Watch(ServerProcess server, HttpClient client, string folder, string project, Func<long> acknowledged)
{
    private const double SlowSync = 50;   // milliseconds

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, (long Bytes, DateTime Written)> _files = new(StringComparer.Ordinal);
    private readonly List<(DateTimeOffset At, string What)> _seen = [];
    private readonly List<(DateTimeOffset At, double Milliseconds)> _slowSyncs = [];

    /// <summary>A line a minute of a table: minute, interactions, the server's memory, bytes of the journal and of the months.</summary>
    public List<(double Minutes, long Interactions, ServerMemory Memory, FolderBytes Bytes)> Minutes { get; } = [];

    public async Task Run(CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        await Note();
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Look, CancellationToken.None);
            Probe();
            Files();
            if (Stopwatch.GetElapsedTime(begun).TotalMinutes >= Minutes.Count)
                await Note();
        }

        await Note();

        async Task Note()
        {
            Minutes.Add((Stopwatch.GetElapsedTime(begun).TotalMinutes, acknowledged(), await ServerMemory.Of(server.Number, client), FolderBytes.Of(project)));
            var (minutes, interactions, memory, bytes) = Minutes[^1];
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{minutes:0.0} min: {interactions:N0} interactions, {ServerMemory.Columns}: {memory}, {bytes}"));
        }
    }

    /// <summary>What was seen between two moments, each once.</summary>
    public IEnumerable<string> Between(DateTimeOffset from, DateTimeOffset until)
    {
        lock (_seen)
        {
            List<string> seen = [.. _seen.Where(seen => seen.At >= from && seen.At <= until).Select(seen => seen.What).Distinct(StringComparer.Ordinal)];
            double[] syncs = [.. _slowSyncs.Where(sync => sync.At >= from && sync.At <= until).Select(sync => sync.Milliseconds)];
            return syncs.Length == 0 ? seen : [.. seen, string.Create(CultureInfo.InvariantCulture, $"another file's sync took up to {syncs.Max():0} ms")];
        }
    }

    private void Probe()
    {
        var begun = Stopwatch.GetTimestamp();
        using (var file = new FileStream(Path.Combine(folder, "probe"), FileMode.Create))
        {
            file.WriteByte(1);
            file.Flush(flushToDisk: true);
        }

        if (Stopwatch.GetElapsedTime(begun).TotalMilliseconds is > SlowSync and var slow)
        {
            lock (_seen)
                _slowSyncs.Add((TimeProvider.System.GetUtcNow(), slow));
        }
    }

    private void Files()
    {
        foreach (var file in new DirectoryInfo(project).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            try
            {
                var (bytes, written) = (file.Length, file.LastWriteTimeUtc);
                if (_files.TryGetValue(file.Name, out var before))
                    Compare(file.Name, before.Bytes, bytes, before.Written != written);
                _files[file.Name] = (bytes, written);
            }
            catch (FileNotFoundException)
            {
                // A log that was folded in.
            }
        }
    }

    private void Compare(string name, long before, long bytes, bool isWritten)
    {
        if (name.EndsWith(".duckdb.wal", StringComparison.Ordinal))
        {
            if (isWritten)
                See($"moved to {name[..7]}");
        }
        else if (name.EndsWith(".duckdb", StringComparison.Ordinal) && isWritten)
        {
            See($"checkpoint of {name[..7]}");
        }
        else if (name == "project.db" && isWritten)
        {
            See("checkpoint of the journal");
        }
        else if (name == "project.db-wal" && bytes < before)
        {
            See("the log of the journal began anew");
        }
    }

    private void See(string what)
    {
        lock (_seen)
            _seen.Add((TimeProvider.System.GetUtcNow(), what));
    }
}
