namespace Rollcall.Server.Dashboard.Charts;

/// <summary>
/// The value axis of a chart: 2 to 7 round ticks, rising, that cover the data. Starts at 0 unless the data fills less than the upper half
/// of such an axis and the chart may be cropped. Positions are in per cent from the top.
/// </summary>
public sealed class Scale
{
    private const int MostTicks = 7;

    private Scale(double[] ticks) => Ticks = ticks;

    public IReadOnlyList<double> Ticks { get; }

    public double Min => Ticks[0];

    public double Max => Ticks[^1];

    public bool StartsAtZero => Min == 0;

    /// <param name="values">Missing and infinite values are passed over; without any the axis is 0 to 1 (or 0 to 10 in per cent).</param>
    /// <param name="unit">Counts have whole ticks.</param>
    /// <param name="cropped">Whether the axis may start elsewhere than at 0.</param>
    public static Scale Of(IEnumerable<double?> values, ChartUnit unit, bool cropped)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (var value in values)
        {
            if (value is not { } v || !double.IsFinite(v))
                continue;
            low = Math.Min(low, v);
            high = Math.Max(high, v);
        }

        if (low > high)
            low = high = 0;
        if (!cropped || high - low >= 0.6 * high || high == low)
            low = Math.Min(low, 0);
        if (high <= low)
            high = low + (unit == ChartUnit.PerCent ? 9 : 0.9);
        return new Scale(RoundTicks(low, Math.Max(high, 0), unit));
    }

    /// <summary>Where a value stands, 0 at the top and 100 at the bottom; values outside are drawn at the edge.</summary>
    public double Y(double value) => 100 * (1 - Math.Clamp((value - Min) / (Max - Min), 0, 1));

    private static double[] RoundTicks(double low, double high, ChartUnit unit)
    {
        var exponent = (int)Math.Floor(Math.Log10((high - low) / (MostTicks - 1)));
        for (; ; exponent++)
        {
            foreach (var digit in (ReadOnlySpan<int>)[1, 2, 5])
            {
                if (unit == ChartUnit.Count && Multiple(digit, 1, exponent) < 1)
                    continue;
                var first = (long)Math.Floor(low / Multiple(digit, 1, exponent));
                while (Multiple(digit, first, exponent) > low)
                    first--;
                var last = (long)Math.Ceiling(high / Multiple(digit, 1, exponent));
                while (Multiple(digit, last, exponent) < high)
                    last++;
                // A value that touches the top has no room for its label: one tick more, but not over 100 %.
                var (bottom, top) = (Multiple(digit, first, exponent), Multiple(digit, last, exponent));
                if (last - first + 1 < MostTicks && top - high < 0.05 * (top - bottom) && !(unit == ChartUnit.PerCent && top >= 100))
                    last++;
                if (last - first < MostTicks)
                    return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => Multiple(digit, first + i, exponent))];
            }
        }
    }

    // Below 1 by division, which rounds once: 3 × 0.1 is not 0.3, 3 / 10 is.
    private static double Multiple(int digit, long times, int exponent) =>
        exponent >= 0 ? digit * times * Math.Pow(10, exponent) : digit * times / Math.Pow(10, -exponent);
}
