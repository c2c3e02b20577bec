namespace Rollcall.Server.Dashboard.Charts;

/// <summary>Two parts of a whole over time, small, from 0: the lower part and, over it, the rest.</summary>
internal static class StackedArea
{
    private const double Width = 300, Height = 40;

    public static string Svg(IReadOnlyList<(double Lower, double Upper)> values, string label)
    {
        var svg = new SvgWriter().Open("svg", ("class", "spark"), ("role", "img"), ("aria-label", label));
        var top = values.Select(v => v.Lower + v.Upper).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        if (values.Count > 1 && top > 0)
        {
            svg.Open("svg", ("width", "100%"), ("height", "40"), ("viewBox", "0 0 300 40"), ("preserveAspectRatio", "none"));
            svg.Empty("path", ("class", "f1t"), ("d", Area(values, v => v.Lower + v.Upper, top)));
            svg.Empty("path", ("class", "f1s"), ("d", Area(values, v => v.Lower, top)));
            svg.Close("svg");
        }

        return svg.Close("svg").ToString();
    }

    private static string Area(IReadOnlyList<(double Lower, double Upper)> values, Func<(double Lower, double Upper), double> height, double top) => Path.Area(
        [.. values.Select((v, i) => double.IsFinite(height(v)) ? ((double)i / (values.Count - 1) * Width, Height * (1 - height(v) / top)) : ((double, double)?)null)],
        Height);
}
