using System.Globalization;

namespace Rollcall.Bench.Soak;

/// <summary>A time in which acknowledgements took long: stalls that lie within a second of each other.</summary>
/// <param name="From">When the first of these requests was sent.</param>
/// <param name="Until">When the last one was acknowledged.</param>
/// <param name="Requests">How many.</param>
/// <param name="Longest">Milliseconds.</param>
internal sealed record Episode(DateTimeOffset From, DateTimeOffset Until, int Requests, double Longest)
{
    public static IReadOnlyList<Episode> Of(IEnumerable<(DateTimeOffset At, double Milliseconds)> stalls)
    {
        List<Episode> episodes = [];
        foreach (var (at, milliseconds) in stalls.OrderBy(stall => stall.At))
        {
            var from = at.AddMilliseconds(-milliseconds);
            if (episodes.Count > 0 && from <= episodes[^1].Until.AddSeconds(1))
                episodes[^1] = episodes[^1] with { Until = at, Requests = episodes[^1].Requests + 1, Longest = Math.Max(episodes[^1].Longest, milliseconds) };
            else
                episodes.Add(new(from, at, 1, milliseconds));
        }

        return episodes;
    }

    /// <summary>A row of a table.</summary>
    public string Row(DateTimeOffset begun, Watch watch, IEnumerable<(DateTimeOffset At, string Line)> log)
    {
        var (from, until) = (From.AddMilliseconds(-200), Until.AddMilliseconds(200));
        string[] seen = [.. watch.Between(from, until), .. log.Where(line => line.At >= from && line.At <= until).Select(line => $"`{line.Line}`")];
        return string.Create(CultureInfo.InvariantCulture, $"| {From - begun:mm\\:ss\\.f} | {Requests:N0} | {Longest:0} | {(seen.Length == 0 ? "nothing" : string.Join("; ", seen))} |");
    }
}
