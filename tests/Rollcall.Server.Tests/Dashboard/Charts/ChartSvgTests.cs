using System.Xml.Linq;
using CsCheck;
using Rollcall.Server.Dashboard.Charts;
using Xunit;

namespace Rollcall.Server.Tests.Dashboard.Charts;

public sealed class ChartSvgTests
{
    private static readonly Gen<double?> Value = Gen.Select(Gen.OneOf(Gen.Double[0, 100], Gen.Const(0.0), Gen.Const(double.NaN), Gen.Const(double.NegativeInfinity)), Gen.Int[0, 4]).Select((v, n) => n == 0 ? null : (double?)v);

    private static readonly Gen<LineChart> Charts =
        Gen.Select(
            Gen.Select(Value, Value, Gen.Bool, Gen.String).Select((value, previous, partial, text) => new ChartPoint(text, text, value, text, partial) { Previous = previous, PreviousDates = text, Open = partial }).Array[0, 60],
            Gen.Enum<ChartUnit>(), Gen.Bool, Gen.Bool)
        .Select((points, unit, compared, goal) => new LineChart
        {
            Measure = "Activation rate",
            Unit = unit,
            Bucket = "week",
            Points = points,
            PreviousLabel = compared ? "Previous 26 weeks" : null,
            Goal = goal ? new ChartGoal(60, "by 31 Dec 2026") : null,
            Notes = [new ChartNote(3, "Sep 7", "Roll-out <everywhere> & \"more\"")],
        });

    [Fact]
    public void Any_chart_is_well_formed_without_a_viewBox_style_or_number_that_is_none() => Charts.Sample(chart =>
    {
        foreach (var svg in new[] { LineChartSvg.ValueAxis(chart), LineChartSvg.Plot(chart), LineChartSvg.TimeAxis(chart) })
        {
            var root = Parse(svg);
            Assert.Null(root.Attribute("viewBox"));
            Assert.All(root.DescendantsAndSelf(), e => Assert.Null(e.Attribute("style")));
        }
    });

    [Fact]
    public void Any_sparkline_and_area_is_well_formed() => Value.Array[0, 60].Sample(values =>
    {
        Parse(Sparkline.Svg(values, "By week"));
        Parse(StackedArea.Svg([.. values.Select(v => (v ?? 0, (v ?? 0) / 2))], "By week"));
        foreach (var value in values)
            Parse(RateBar.Svg(value, value / 2));
    });

    [Fact]
    public void A_missing_value_leaves_a_gap_and_a_lonely_one_a_dot()
    {
        Assert.Equal("M0 1 L1 2 M3 4 h0", Rollcall.Server.Dashboard.Charts.Path.Line([(0, 1), (1, 2), null, (3, 4)]));
        Assert.Equal("M0 1 L1 2 L1 9 L0 9 Z", Rollcall.Server.Dashboard.Charts.Path.Area([(0, 1), (1, 2), null, (3, 4)], 9));
    }

    [Fact]
    public void A_week_that_is_not_over_is_hatched_has_a_hollow_point_and_is_not_on_the_line()
    {
        var svg = Parse(LineChartSvg.Plot(Weeks((44.6, 31.6), (58.2, 44.1), (41.8, 44.7))));
        Assert.Single(svg.Descendants("rect"), r => (string?)r.Attribute("fill") == "url(#h-grey)");
        Assert.Single(svg.Descendants("circle"), c => (string?)c.Attribute("class") == "pt hollow");
        Assert.Equal("M166.67 51.33 L500 6", svg.Descendants("path").Single(p => (string?)p.Attribute("class") == "ln now").Attribute("d")!.Value);
        Assert.Single(svg.Descendants("text"), t => t.Value == "so far");
    }

    [Fact]
    public void The_last_complete_value_is_written_on_the_line()
    {
        var svg = Parse(LineChartSvg.Plot(Weeks((44.6, 31.6), (58.2, 44.1), (41.8, 44.7))));
        Assert.Equal("58.2\u202f%", svg.Descendants("text").Single(t => (string?)t.Attribute("class") == "s1 halo").Value);
    }

    [Fact]
    public void The_sentence_says_what_the_picture_says() => Assert.Equal(
        "Activation rate by week from W0 to W2. It rose from 44.6\u202f% to 58.2\u202f% in the last complete week. Previous 26 weeks: 44.1\u202f% at the same point. The current week stands at 41.8\u202f% so far.",
        ChartText.Sentence(Weeks((44.6, 31.6), (58.2, 44.1), (41.8, 44.7))));

    [Fact]
    public void An_axis_that_does_not_start_at_zero_says_so_and_has_no_area()
    {
        var cropped = Weeks((44.6, 40), (58.2, 44.1), (41.8, 44.7));
        Assert.Equal("Axis in %, starts at 40", ChartText.Axis(cropped));
        Assert.DoesNotContain("ar now", LineChartSvg.Plot(cropped), StringComparison.Ordinal);
        var whole = cropped with { Cropped = false };
        Assert.Equal("Axis in %", ChartText.Axis(whole));
        Assert.Contains("ar now", LineChartSvg.Plot(whole), StringComparison.Ordinal);
    }

    private static LineChart Weeks(params (double Now, double Before)[] values) => new()
    {
        Measure = "Activation rate",
        Unit = ChartUnit.PerCent,
        Bucket = "week",
        PreviousLabel = "Previous 26 weeks",
        Points = [.. values.Select((v, i) => new ChartPoint($"W{i}", $"week {i}", v.Now, "", i == values.Length - 1) { Previous = v.Before, Open = i == values.Length - 1 })],
    };

    private static XElement Parse(string svg)
    {
        var root = XElement.Parse(svg);
        foreach (var attribute in root.DescendantsAndSelf().Attributes().Where(a => a.Name.LocalName is not ("aria-label" or "data-points")))
        {
            Assert.DoesNotContain("NaN", attribute.Value, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", attribute.Value, StringComparison.Ordinal);
        }

        return root;
    }
}
