using System.Diagnostics;
using System.Globalization;

namespace Rollcall.Bench;

/// <summary>Milliseconds of several runs: on the clock, and of the processor, which other work on the machine disturbs less.</summary>
internal sealed class Times(IEnumerable<double> milliseconds, IEnumerable<double> processor)
{
    private readonly double[] _sorted = [.. milliseconds.Order()];
    private readonly double[] _processor = [.. processor.Order()];

    public double Median => Middle(_sorted);

    public double Processor => Middle(_processor);

    /// <summary>Runs and takes the time; the last result is returned too.</summary>
    public static (Times Times, T Result) Of<T>(int warmUp, int runs, Func<T> run)
    {
        var result = default(T)!;
        List<double> times = [], processor = [];
        for (var i = 0; i < warmUp + runs; i++)
        {
            var (started, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            result = run();
            if (i < warmUp)
                continue;
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            processor.Add((Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
        }

        return (new Times(times, processor), result);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Short(_sorted[0])} / **{Short(Median)}** / {Short(_sorted[^1])} ({Short(Processor)})");

    private static double Middle(double[] sorted) => sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;

    private static string Short(double ms) => ms.ToString(ms < 10 ? "0.00" : ms < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
