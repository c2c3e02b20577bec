using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Rollcall.Bench.Soak;

/// <summary>Somebody who looks at numbers all the time: each question again, a moment after its answer.</summary>
internal sealed class Askers(HttpClient client, SentInteraction interactions, DateOnly today)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, ConcurrentBag<double>> _times = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _refused = new(StringComparer.Ordinal);

    public Task Run(CancellationToken stop) => Task.WhenAll(
        Ask("adoption of 30 days by department", _ => $"/api/v1/metrics/adoption?{Window(30)}&group_by=department", stop),
        Ask("usage by model over 7 days", _ => $"/api/v1/metrics/usage?{Window(7)}&group_by=model", stop),
        Ask("a person's newest 20 interactions", number => $"/api/v1/interactions?end_user={Uri.EscapeDataString(interactions.EndUser(number))}&limit=20", stop));

    /// <summary>Rows of a table: number of answers, p50, p99 and the longest in milliseconds, and how many were refused.</summary>
    public override string ToString() => string.Join('\n', _times.OrderBy(times => times.Key, StringComparer.Ordinal).Select(times =>
    {
        double[] sorted = [.. times.Value.Order()];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {times.Key} | {sorted.Length:N0} | {At(sorted, 0.5):0} | {At(sorted, 0.99):0} | {At(sorted, 1):0} | {_refused.GetValueOrDefault(times.Key)} |");
    }));

    private async Task Ask(string name, Func<long, string> path, CancellationToken stop)
    {
        var times = _times.GetOrAdd(name, _ => []);
        for (var number = 0L; !stop.IsCancellationRequested; number++)
        {
            var begun = Stopwatch.GetTimestamp();
            using var response = await client.GetAsync(new Uri(path(number), UriKind.Relative), CancellationToken.None);
            _ = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
            if (response.IsSuccessStatusCode)
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            else
                _refused.AddOrUpdate(name, 1, (_, count) => count + 1);
            await Task.Delay(Between, CancellationToken.None);
        }
    }

    private string Window(int days) => string.Create(CultureInfo.InvariantCulture, $"from={today.AddDays(1 - days):yyyy-MM-dd}&to={today.AddDays(2):yyyy-MM-dd}");

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[(int)((sorted.Length - 1) * share)];
}
