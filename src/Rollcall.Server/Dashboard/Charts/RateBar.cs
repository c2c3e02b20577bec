namespace Rollcall.Server.Dashboard.Charts;

/// <summary>A share as a bar in a table row, with a tick at its previous value. The number stands beside it, so it is decoration.</summary>
internal static class RateBar
{
    public static string Svg(double? share, double? previous)
    {
        var svg = new SvgWriter().Open("svg", ("class", "bar"), ("aria-hidden", "true"));
        svg.Empty("rect", ("class", "track"), ("width", "100%"), ("height", "8"), ("y", "4"), ("rx", "2"));
        if (Place(share) is { } width)
            svg.Empty("rect", ("class", "fill"), ("width", width), ("height", "8"), ("y", "4"), ("rx", "2"));
        if (Place(previous) is { } at)
        {
            svg.Empty("line", ("class", "tick-h"), ("x1", at), ("x2", at), ("y1", "3"), ("y2", "13"));
            svg.Empty("line", ("class", "tick"), ("x1", at), ("x2", at), ("y1", "1"), ("y2", "15"));
        }

        return svg.Close("svg").ToString();
    }

    private static string? Place(double? share) => share is { } s && double.IsFinite(s) ? SvgWriter.PerCent(Math.Clamp(s, 0, 1) * 100) : null;
}
