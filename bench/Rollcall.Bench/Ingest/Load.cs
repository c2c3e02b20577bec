using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Rollcall.Bench.Ingest;

/// <summary>What a number of connections, each with one request at a time, got answered in some seconds.</summary>
internal sealed record Load(long Answered, long Refused, double Seconds, double P50, double P99)
{
    public double PerSecond => Answered / Seconds;

    /// <param name="client">With as many connections.</param>
    /// <param name="connections">Requests under way at any time.</param>
    /// <param name="seconds">How long requests are begun.</param>
    /// <param name="request">Makes a request from a number that no other has.</param>
    public static async Task<Load> Of(HttpClient client, int connections, double seconds, Func<long, HttpRequestMessage> request)
    {
        long number = 0, refused = 0;
        var latencies = new ConcurrentBag<List<double>>();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            var own = new List<double>();
            while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
            {
                using var message = request(Interlocked.Increment(ref number));
                var sent = Stopwatch.GetTimestamp();
                using var response = await client.SendAsync(message);
                if (response.IsSuccessStatusCode)
                    own.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                else
                    Interlocked.Increment(ref refused);
            }

            latencies.Add(own);
        })));
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        double[] all = [.. latencies.SelectMany(own => own).Order()];
        return new Load(all.Length, refused, elapsed, At(all, 0.50), At(all, 0.99));
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{PerSecond:N0} | {P50:0.0} | {P99:0.0} | {Refused}");

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[(int)((sorted.Length - 1) * share)];
}
