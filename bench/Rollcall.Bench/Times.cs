using System.Diagnostics;
using System.Globalization;

namespace Rollcall.Bench;

/// <summary>Milliseconds of several runs.</summary>
internal sealed class Times(IEnumerable<double> milliseconds)
{
    private readonly double[] _sorted = [.. milliseconds.Order()];

    public double Median => _sorted.Length % 2 == 1 ? _sorted[_sorted.Length / 2] : (_sorted[(_sorted.Length / 2) - 1] + _sorted[_sorted.Length / 2]) / 2;

    /// <summary>Runs and takes the time; the last result is returned too.</summary>
    public static (Times Times, T Result) Of<T>(int warmUp, int runs, Func<T> run)
    {
        var result = default(T)!;
        var times = new List<double>();
        for (var i = 0; i < warmUp + runs; i++)
        {
            var started = Stopwatch.GetTimestamp();
            result = run();
            if (i >= warmUp)
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return (new Times(times), result);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Short(_sorted[0])} / **{Short(Median)}** / {Short(_sorted[^1])}");

    private static string Short(double ms) => ms.ToString(ms < 10 ? "0.00" : ms < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
