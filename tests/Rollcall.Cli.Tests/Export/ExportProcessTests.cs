using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit;

namespace Rollcall.Cli.Tests.Export;

/// <summary><c>rollcall export</c> as a process of its own: how it is interrupted, and how much memory it takes.</summary>
public sealed class ExportProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData("INT", "ndjson")]
    [InlineData("INT", "parquet")]
    [InlineData("TERM", "csv")]
    public async Task Interrupted_it_says_so_and_leaves_no_file(string signal, string format)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals");
        using var scratch = new Scratch();
        using var isOver = new ManualResetEventSlim();
        using var server = new CutServer(Endless(), isWhole: false);
        using var process = Start(server, scratch["file"], format);
        var said = process.StandardError.ReadToEndAsync();
        await Until(() => File.Exists(scratch["file.part"]), "the file is begun");
        using (var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await Ended(process);
        isOver.Set();
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("Interrupted", await said, StringComparison.Ordinal);
        Assert.Empty(scratch.Files);

        // Some rows, and then nothing for as long as the process runs.
        IEnumerable<byte[]> Endless()
        {
            yield return Row(1, "first");
            isOver.Wait(Patience);
        }
    }

    [Fact]
    public async Task Parquet_takes_far_less_memory_than_the_texts_written_to_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "peak memory of a process");
        const int Rows = 20_000, TextBytes = 32_000;   // 640 MB
        var text = Convert.ToHexString(RandomBytes(TextBytes / 2));
        using var scratch = new Scratch();
        using var server = new CutServer(Enumerable.Range(0, Rows).Select(i => Row(i, $"{i}{text}")), isWhole: true);
        using var process = Start(server, scratch["file.parquet"], "parquet");
        var said = process.StandardError.ReadToEndAsync();
        var peak = 0L;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(20)))
        {
            process.Refresh();
            peak = Math.Max(peak, process.HasExited ? 0 : process.PeakWorkingSet64);
        }

        Assert.Contains("20,000 rows, all there are", await said, StringComparison.Ordinal);
        Assert.InRange(peak, 1, 450_000_000);
        var file = $"'{scratch["file.parquet"]}'";
        Assert.Equal($"{Rows} {(long)Rows * (Rows - 1) / 2}", Scratch.Query<string>($"SELECT count(*) || ' ' || sum(id::BIGINT) FROM {file} WHERE input LIKE id || '%'"));
        Assert.InRange(Scratch.Query<long>($"SELECT max(row_group_bytes) FROM parquet_metadata({file})"), 1, 64_000_000);
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Row(int id, string input) =>
        Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","end_user":"a","time_start":"2026-03-01T10:00:00Z","input":"{{input}}"}""" + "\n");

    // Interrupts are ignored by what was started in the background of a shell; a terminal does not start it so.
    private static Process Start(CutServer server, string file, string format)
    {
        var start = new ProcessStartInfo("env", ["--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "rollcall"), "export", "interactions", "--out", file, "--format", format, "--url", server.Url, "--key", Commands.Key])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return Process.Start(start)!;
    }

    private static async Task Until(Func<bool> done, string what)
    {
        for (var since = Stopwatch.StartNew(); !done(); await Task.Delay(20))
            Assert.True(since.Elapsed < Patience, $"It did not come that {what}.");
    }

    private static async Task Ended(Process process)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
