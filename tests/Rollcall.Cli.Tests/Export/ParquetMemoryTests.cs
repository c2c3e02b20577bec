using System.Globalization;
using System.Text;
using Rollcall.Cli.Import;
using Rollcall.Cli.Tables;
using Xunit;

namespace Rollcall.Cli.Tests.Export;

/// <summary>Looks at the memory of the process: nothing else runs beside it.</summary>
[CollectionDefinition(nameof(ParquetMemoryTests), DisableParallelization = true)]
[Collection(nameof(ParquetMemoryTests))]
public sealed class ParquetMemoryTests
{
    private const int Rows = 1_500;
    private const long Most = 450_000_000;   // half of the texts: a few row groups of 32 MB, and what the runtime has not given back yet

    [Fact]
    public async Task Memory_does_not_grow_with_the_file()
    {
        // 600 kB each, which do not compress.
        var random = new Random(1);
        var text = Convert.ToBase64String(Enumerable.Range(0, 450_000).Select(_ => (byte)random.Next(256)).ToArray());
        var lines = Enumerable.Range(0, Rows).Select(i => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"end_user":"a","time_start":"2026-03-01T10:00:00Z","input":"{{i}}{{text}}"}""") + "\n"));
        using var server = new CutServer(lines, isWhole: true);
        using var scratch = new Scratch();
        var file = scratch["big.parquet"];
        var written = await Growth(async () => Assert.Equal(0, (await Commands.Run("export", "interactions", "--out", file, "--url", server.Url, "--key", Commands.Key)).Code));
        Assert.InRange(written, 0, Most);

        var read = await Growth(() => Task.Run(() => Assert.Equal(Rows, ParquetTable.Lines(file, Columns.Interactions, utc: false, CancellationToken.None).Count(line => line.Json.Length > 600_000))));
        Assert.InRange(read, 0, Most);
    }

    private static async Task<long> Growth(Func<Task> work)
    {
        var before = Environment.WorkingSet;
        var peak = before;
        var running = work();
        while (!running.IsCompleted)
        {
            peak = Math.Max(peak, Environment.WorkingSet);
            await Task.WhenAny(running, Task.Delay(10));
        }

        await running;
        return peak - before;
    }
}
