using System.Text;

namespace Rollcall.Server.Dashboard.Charts;

/// <summary>The path of a series, with a gap where a value is missing; a value alone between gaps is a dot.</summary>
internal static class Path
{
    /// <param name="points">Coordinates in the nested viewBox; null is a gap.</param>
    public static string Line(IReadOnlyList<(double X, double Y)?> points)
    {
        var path = new StringBuilder();
        foreach (var run in Runs(points))
            Append(path, run);
        return path.ToString();
    }

    /// <summary>The same line, closed down to <paramref name="floor"/> under each run of values.</summary>
    public static string Area(IReadOnlyList<(double X, double Y)?> points, double floor)
    {
        var path = new StringBuilder();
        foreach (var run in Runs(points).Where(r => r.Count > 1))
        {
            Append(path, run);
            path.Append($" L{SvgWriter.Number(run[^1].X)} {SvgWriter.Number(floor)} L{SvgWriter.Number(run[0].X)} {SvgWriter.Number(floor)} Z");
        }

        return path.ToString();
    }

    private static void Append(StringBuilder path, List<(double X, double Y)> run)
    {
        for (var i = 0; i < run.Count; i++)
        {
            if (path.Length > 0)
                path.Append(' ');
            path.Append(i == 0 ? 'M' : 'L').Append(SvgWriter.Number(run[i].X)).Append(' ').Append(SvgWriter.Number(run[i].Y));
        }

        if (run.Count == 1)
            path.Append(" h0");
    }

    private static IEnumerable<List<(double X, double Y)>> Runs(IReadOnlyList<(double X, double Y)?> points)
    {
        var run = new List<(double X, double Y)>();
        foreach (var point in points)
        {
            if (point is { } p)
            {
                run.Add(p);
            }
            else if (run.Count > 0)
            {
                yield return run;
                run = [];
            }
        }

        if (run.Count > 0)
            yield return run;
    }
}
