namespace Rollcall.Server.Dashboard.Charts;

/// <summary>A line without axes beside a number: its aligned buckets that are over, on a scale of its own.</summary>
internal static class Sparkline
{
    private const double Width = 300, Height = 40, Margin = 3;

    public static string Svg(IReadOnlyList<double?> values, string label)
    {
        var svg = new SvgWriter().Open("svg", ("class", "spark"), ("role", "img"), ("aria-label", label));
        var points = Coordinates(values);
        if (points.Any(p => p is not null))
        {
            svg.Open("svg", ("width", "100%"), ("height", "40"), ("viewBox", "0 0 300 40"), ("preserveAspectRatio", "none"), ("overflow", "visible"));
            if (Path.Area(points, Height) is { Length: > 0 } area)
                svg.Empty("path", ("class", "ar now"), ("d", area));
            svg.Empty("path", ("class", "ln sp"), ("d", Path.Line(points))).Close("svg");
            var (x, y) = points.Last(p => p is not null)!.Value;
            svg.Empty("circle", ("class", "pt"), ("cx", SvgWriter.PerCent(x / Width * 100)), ("cy", SvgWriter.Number(y)), ("r", "4"));
        }

        return svg.Close("svg").ToString();
    }

    private static (double X, double Y)?[] Coordinates(IReadOnlyList<double?> values)
    {
        var known = values.OfType<double>().Where(double.IsFinite).ToArray();
        if (known.Length == 0)
            return [];
        var (low, high) = (known.Min(), known.Max());
        double Y(double value) => high > low
            ? Height - Margin - ((value - low) / (high - low) * (Height - (2 * Margin)))
            : low == 0 ? Height - Margin : Height / 2;
        return
        [
            .. values.Select((v, i) => v is { } value && double.IsFinite(value)
                ? (values.Count == 1 ? Width : (double)i / (values.Count - 1) * Width, Y(value))
                : ((double, double)?)null),
        ];
    }
}
