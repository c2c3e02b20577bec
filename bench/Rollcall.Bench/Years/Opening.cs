using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;

namespace Rollcall.Bench.Years;

/// <summary>What opening the store takes in this process, and what its index holds.</summary>
/// <param name="Seconds">Until it can be asked.</param>
/// <param name="ProcessorSeconds">Of all threads.</param>
/// <param name="Rows">Interactions.</param>
/// <param name="IndexBytes">By the index's own count.</param>
/// <param name="MonthRows">Interactions by month.</param>
internal sealed record Opening(double Seconds, double ProcessorSeconds, long Rows, long IndexBytes, IReadOnlyDictionary<string, long> MonthRows)
{
    /// <summary>Opens, moves what waits to its month, and closes.</summary>
    public static async Task<Opening> Of(string project)
    {
        var (begun, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await using var store = ProjectStore.Open(
            project, new ProjectCalendar(TimeZoneInfo.Utc, DayOfWeek.Monday), TimeProvider.System, new() { EngineMemoryBytes = 1L << 30 }, NullLogger.Instance);
        var (seconds, processor) = (Stopwatch.GetElapsedTime(begun).TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
        var (rows, bytes) = (store.Statistics().Interactions, store.Index.Snapshot().Bytes);
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"opened in {seconds:0.0} s ({processor:0.0} s of processor time)"));
        await store.MoveAll();
        return new(seconds, processor, rows, bytes, MonthRowsOf(project));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"opened in {Seconds:0.0} s ({ProcessorSeconds:0.0} s of processor time), {Rows:N0} interactions, index of {IndexBytes / 1e6:N0} MB");

    private static Dictionary<string, long> MonthRowsOf(string project)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(project, "project.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return MonthLedger.Read(connection).Months.ToDictionary(entry => entry.Month.ToString(), entry => entry.Rows, StringComparer.Ordinal);
    }
}
