using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Rollcall.Server.Dashboard.Charts;

/// <summary>
/// A line chart as three SVG elements: value axis, plot, time axis. None has a viewBox, so text keeps its size; marks stand in per cent, and
/// only paths are in a nested stretched viewBox. Colours are classes. The plot carries its points for the crosshair, which the script draws.
/// </summary>
internal static class LineChartSvg
{
    private const double Width = 1000, Height = 100;
    private const int MostLabels = 7;

    // The height of a label over or under its point, in per cent of the plot.
    private const double Room = 9;

    // The plot is 264 pixels high, 220 on a phone. A label goes at most so far aside from its point.
    private const double PixelsPerCent = 2.2, MostAside = 28;

    // Buckets of a chart in which a label over the end is shorter than a bucket on a phone too.
    private const int Sparse = 8;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static string ValueAxis(LineChart chart)
    {
        var scale = chart.Scale;
        var x = chart.Unit == ChartUnit.PerCent ? "16" : "34";
        var svg = new SvgWriter().Open("svg", ("class", "y"), ("aria-hidden", "true"));
        foreach (var tick in scale.Ticks)
            svg.Text(ChartText.Tick(tick, chart.Unit), ("x", x), ("y", SvgWriter.PerCent(scale.Y(tick))), ("dy", "4"), ("text-anchor", "end"));
        return svg.Close("svg").ToString();
    }

    public static string TimeAxis(LineChart chart)
    {
        var svg = new SvgWriter().Open("svg", ("class", "x-axis"), ("aria-hidden", "true"));
        var step = Math.Max(1, (chart.Points.Count + MostLabels - 1) / MostLabels);
        for (int i = 0, shown = 0; i < chart.Points.Count; i += step, shown++)
        {
            // A label near the right edge ends there; every second one is left out on a phone.
            var edge = X(chart, i) > 97;
            svg.Text(
                chart.Points[i].Axis,
                ("x", edge ? "100%" : SvgWriter.PerCent(X(chart, i))),
                ("y", "16"),
                ("text-anchor", edge ? "end" : "middle"),
                ("class", shown % 2 == 1 && chart.Points.Count > 3 ? "wide" : null));
        }

        return svg.Close("svg").ToString();
    }

    public static string Plot(LineChart chart)
    {
        var scale = chart.Scale;
        var svg = new SvgWriter().Open(
            "svg",
            ("class", "p"),
            ("role", "img"),
            ("tabindex", "0"),
            ("aria-label", ChartText.Sentence(chart)),
            ("data-points", JsonSerializer.Serialize(Points(chart, scale), Json)));
        Grid(svg, scale);
        Partials(svg, chart);
        foreach (var note in chart.Notes.Where(n => n.Bucket >= 0 && n.Bucket < chart.Points.Count))
            Note(svg, note, X(chart, note.Bucket));
        if (chart.Goal is { } goal)
            Goal(svg, chart, goal, scale.Y(goal.Value));
        Lines(svg, chart, scale);
        Marks(svg, chart, scale);
        Tip(svg, chart);
        return svg.Close("svg").ToString();
    }

    // A value between two gaps, which has no line to be seen by.
    private static bool IsLonely(LineChart chart, int i) =>
        chart.Points[i].Drawn is not null && (i == 0 || chart.Points[i - 1].Drawn is null) && (i == chart.Points.Count - 1 || chart.Points[i + 1].Drawn is null);

    private static double X(LineChart chart, int bucket) => 100 * (bucket + 0.5) / chart.Points.Count;

    private static void Grid(SvgWriter svg, Scale scale)
    {
        foreach (var tick in scale.Ticks)
        {
            var y = SvgWriter.PerCent(scale.Y(tick));
            svg.Empty("line", ("class", tick == scale.Min ? "gl base" : "gl"), ("x1", "0"), ("x2", "100%"), ("y1", y), ("y2", y));
        }
    }

    private static void Partials(SvgWriter svg, LineChart chart)
    {
        var width = 100.0 / Math.Max(1, chart.Points.Count);
        for (var i = 0; i < chart.Points.Count; i++)
        {
            if (chart.Points[i].Partial)
                svg.Empty("rect", ("x", SvgWriter.PerCent(i * width)), ("y", "0"), ("width", SvgWriter.PerCent(width)), ("height", "100%"), ("fill", "url(#h-grey)"));
        }
    }

    private static void Note(SvgWriter svg, ChartNote note, double x)
    {
        var at = SvgWriter.PerCent(x);
        var left = x > 70;
        svg.Empty("line", ("class", "note-l"), ("x1", at), ("x2", at), ("y1", "12"), ("y2", "100%"), ("opacity", ".45"));
        svg.Empty("circle", ("class", "note-d"), ("cx", at), ("cy", "8"), ("r", "3.5"));
        svg.Text($"{note.Date} · {note.Text}", ("class", "halo wide"), ("x", at), ("dx", left ? "-9" : "9"), ("y", "12"), ("text-anchor", left ? "end" : null));
        svg.Text(note.Text, ("class", "halo narrow"), ("x", at), ("dx", left ? "-9" : "9"), ("y", "12"), ("text-anchor", left ? "end" : null));
    }

    private static void Goal(SvgWriter svg, LineChart chart, ChartGoal goal, double y)
    {
        var at = SvgWriter.PerCent(y);
        svg.Empty("line", ("class", "goal"), ("x1", "0"), ("x2", "100%"), ("y1", at), ("y2", at));
        svg.Text($"Goal {ChartText.Goal(goal, chart.Unit)}", ("class", "goal-t halo"), ("x", "4"), ("y", at), ("dy", y < Room ? "16" : "-6"));
    }

    private static void Lines(SvgWriter svg, LineChart chart, Scale scale)
    {
        var complete = Coordinates(chart, scale, p => p.Partial ? null : p.Drawn);
        svg.Open("svg", ("width", "100%"), ("height", "100%"), ("viewBox", "0 0 1000 100"), ("preserveAspectRatio", "none"), ("overflow", "visible"));
        if (chart.PreviousLabel is not null)
            Line(svg, "ln prev", Path.Line(Coordinates(chart, scale, p => p.Partial ? null : p.DrawnPrevious)));
        if (scale.StartsAtZero)
            Line(svg, "ar now", Path.Area(complete, Height));
        Line(svg, "ln now", Path.Line(complete));
        var every = Coordinates(chart, scale, p => p.Drawn);
        for (var i = 1; i < chart.Points.Count; i++)
        {
            if ((chart.Points[i].Partial || chart.Points[i - 1].Partial) && every[i - 1] is { } from && every[i] is { } to)
                Line(svg, "ln open", Path.Line([from, to]));
        }

        svg.Close("svg");
    }

    private static void Line(SvgWriter svg, string @class, string path)
    {
        if (path.Length > 0)
            svg.Empty("path", ("class", @class), ("d", path));
    }

    private static (double X, double Y)?[] Coordinates(LineChart chart, Scale scale, Func<ChartPoint, double?> value) =>
        [.. chart.Points.Select((p, i) => value(p) is { } v ? (X(chart, i) / 100 * Width, scale.Y(v) / 100 * Height) : ((double, double)?)null)];

    private static void Marks(SvgWriter svg, LineChart chart, Scale scale)
    {
        for (var i = 0; i < chart.Points.Count; i++)
        {
            if (chart.Points[i] is { Partial: true, Drawn: { } open })
                svg.Empty("circle", ("class", "pt hollow"), ("cx", SvgWriter.PerCent(X(chart, i))), ("cy", SvgWriter.PerCent(scale.Y(open))), ("r", "3.5"));
            else if (IsLonely(chart, i))
                svg.Empty("circle", ("class", "pt"), ("cx", SvgWriter.PerCent(X(chart, i))), ("cy", SvgWriter.PerCent(scale.Y(chart.Points[i].Drawn!.Value))), ("r", "3.5"));
        }

        if (chart.LastComplete is >= 0 and var last)
            LastValue(svg, chart, scale, last);
        if (chart.Points is [.., { Open: true }])
        {
            var wide = chart.Points.Count <= 20;
            // At the foot of the plot, unless the lines end there.
            var low = chart.Points.TakeLast(2).Any(p => p.Drawn is { } value && scale.Y(value) > 100 - (2 * Room));
            svg.Text(
                "so far",
                ("class", "halo"),
                ("x", SvgWriter.PerCent(X(chart, chart.Points.Count - 1))),
                ("y", low ? "0" : "100%"),
                ("dy", low ? "16" : "-8"),
                ("dx", wide ? null : "14"),
                ("text-anchor", wide ? "middle" : "end"));
        }
    }

    // The two values at the ends of the lines. A line that comes from below leaves the place above its end free, one that comes from above the
    // place below; the other place is taken where the edge, the goal or the other line is in the way.
    private static void LastValue(SvgWriter svg, LineChart chart, Scale scale, int last)
    {
        var point = chart.Points[last];
        var y = scale.Y(point.Drawn!.Value);
        double? yBefore = chart.PreviousLabel is not null && point.DrawnPrevious is { } before ? scale.Y(before) : null;
        double? yGoal = chart.Goal is { } goal ? scale.Y(goal.Value) : null;
        bool Taken(double at, double? other) => at is < Room / 2 or > 100 - (Room / 2) || other is { } o && Math.Abs(at - o) < Room / 2;
        var above = Rises(chart, last, p => p.Drawn);
        if (Taken(y + (above ? -Room : Room), yBefore) || Taken(y + (above ? -Room : Room), yGoal))
            above = !above;
        if (yBefore is { } level && Math.Abs(level - y) < 2 * Room)
            above = y <= level;   // close to each other: each on its own outer side
        if (y < Room / 2)
            above = false;
        svg.Empty("circle", ("class", "pt"), ("cx", SvgWriter.PerCent(X(chart, last))), ("cy", SvgWriter.PerCent(y)), ("r", "4.5"));
        var crowded = chart.Points.Count > Sparse;
        EndLabel(svg, chart, last, p => p.Drawn, crowded ? "s1 halo wide" : "s1 halo", above, reach: 1);
        if (crowded)
            EndLabel(svg, chart, last, p => p.Drawn, "s1 halo narrow", above, reach: 4);
        if (yBefore is not { } yb)
            return;
        var aboveBefore = Math.Abs(yb - y) < 2 * Room ? yb < y : Rises(chart, last, p => p.DrawnPrevious);
        aboveBefore = yb >= Room / 2 && (aboveBefore || yb > 100 - (Room / 2));
        if (aboveBefore == above && Math.Abs(yb - y) < Room)
            return;   // no room for both; the crosshair has it
        EndLabel(svg, chart, last, p => p.DrawnPrevious, "halo wide", aboveBefore, reach: 1);
    }

    private static bool Rises(LineChart chart, int last, Func<ChartPoint, double?> value) =>
        last > 0 && value(chart.Points[last - 1]) is { } before && value(chart.Points[last]) is { } now && now > before;

    // Out of the way of its own line, on the way to the point: on a phone the label is as long as some buckets.
    private static void EndLabel(SvgWriter svg, LineChart chart, int last, Func<ChartPoint, double?> value, string @class, bool above, int reach)
    {
        var y = chart.Scale.Y(value(chart.Points[last])!.Value);
        var line = chart.Points.Take(last).TakeLast(reach).Select(value).OfType<double>().Select(v => chart.Scale.Y(v) - y).Append(0);
        var aside = (int)Math.Min(MostAside, PixelsPerCent * (above ? -line.Min() : line.Max()));

        var alone = last == 0;
        svg.Text(
            ChartText.Value(value(chart.Points[last]), chart.Unit),
            ("class", @class),
            ("x", SvgWriter.PerCent(X(chart, last))),
            ("y", SvgWriter.PerCent(y)),
            ("dx", alone ? "10" : "-4"),
            ("dy", SvgWriter.Number(above ? -11 - aside : 22 + aside)),
            ("text-anchor", alone ? "start" : "end"));
    }

    // The crosshair: hidden until the script moves it to a point.
    private static void Tip(SvgWriter svg, LineChart chart)
    {
        var compared = chart.PreviousLabel is not null;
        svg.Open("g", ("class", "tip"));
        svg.Empty("line", ("class", "cross"), ("y1", "0"), ("y2", "100%"));
        svg.Empty("circle", ("class", "pt"), ("r", "4.5"));
        svg.Open("svg", ("class", "tipbox"), ("y", "18"), ("overflow", "visible"));
        svg.Empty("rect", ("class", "tip-box"), ("width", "184"), ("height", compared ? "88" : "71"), ("rx", "8"));
        svg.Text("", ("class", "ink"), ("x", "12"), ("y", "21"));
        svg.Text(chart.Measure, ("x", "12"), ("y", "42"));
        svg.Text("", ("class", "ink"), ("x", "172"), ("y", "42"), ("text-anchor", "end"));
        svg.Text("", ("x", "12"), ("y", "59"));
        if (compared)
            svg.Text("", ("x", "12"), ("y", "76")).Text("", ("x", "172"), ("y", "76"), ("text-anchor", "end"));
        svg.Close("svg").Close("g");
    }

    // In the order of the tip's texts: x, y, dates, value, detail, the dates compared with, their value.
    private static object?[][] Points(LineChart chart, Scale scale) =>
    [
        .. chart.Points.Select((p, i) => new object?[]
        {
            Math.Round(X(chart, i), 2),
            p.Drawn is { } v ? Math.Round(scale.Y(v), 2) : null,
            p.Open ? $"{p.Dates}, so far" : p.Dates,
            ChartText.Value(p.Drawn, chart.Unit),
            p.Detail,
            p.PreviousDates,
            chart.PreviousLabel is null ? "" : ChartText.Value(p.DrawnPrevious, chart.Unit),
        }),
    ];
}
