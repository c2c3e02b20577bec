using System.Globalization;
using System.Text;
using Rollcall.Server.Dashboard.Shared;

namespace Rollcall.Server.Dashboard.Charts;

/// <summary>The words of a chart: values, axis, and the sentence that says to a screen reader what the picture says.</summary>
internal static class ChartText
{
    public static string Value(double? value, ChartUnit unit) => value is not { } v ? Format.Missing
        : unit == ChartUnit.PerCent ? Format.Rate(v / 100)
        : Format.Full((long)Math.Round(v));

    public static string Tick(double tick, ChartUnit unit) => unit == ChartUnit.PerCent
        ? tick.ToString("0.######", CultureInfo.InvariantCulture)
        : Format.Count((long)tick);

    /// <summary>A goal is a round number: <c>60 %</c>.</summary>
    public static string Goal(ChartGoal goal, ChartUnit unit) =>
        unit == ChartUnit.PerCent && goal.Value == Math.Floor(goal.Value) ? $"{Tick(goal.Value, unit)}\u202f%" : Value(goal.Value, unit);

    /// <summary>The goal with its date, where it has one: <c>60 % by 31 Dec 2026</c>.</summary>
    public static string GoalUntil(ChartGoal goal, ChartUnit unit) => goal.Until is null ? Goal(goal, unit) : $"{Goal(goal, unit)} {goal.Until}";

    /// <summary>What the legend says about the axis; null where there is nothing to say.</summary>
    public static string? Axis(LineChart chart)
    {
        var start = chart.Scale.StartsAtZero ? null : $"starts at {Tick(chart.Scale.Min, chart.Unit)}";
        return chart.Unit == ChartUnit.PerCent ? start is null ? "Axis in %" : $"Axis in %, {start}" : start is null ? null : $"Axis {start}";
    }

    public static string Sentence(LineChart chart)
    {
        var title = $"{chart.Measure} by {chart.Bucket}";
        if (chart.Points.Count == 0 || !chart.HasValues)
            return $"{title}. Nothing to show yet.";
        var text = new StringBuilder($"{title} from {chart.Points[0].Axis} to {chart.Points[^1].Axis}.");
        var first = chart.Points.First(p => p.Drawn is not null && (!p.Partial || chart.LastComplete < 0));
        if (chart.LastComplete >= 0)
        {
            var last = chart.Points[chart.LastComplete];
            text.Append(' ').Append(first == last
                ? $"It was {Value(last.Drawn, chart.Unit)}."
                : $"It {Moved(first.Drawn!.Value, last.Drawn!.Value)} from {Value(first.Drawn, chart.Unit)} to {Value(last.Drawn, chart.Unit)} in the last complete {chart.Bucket}.");
            if (chart.PreviousLabel is { } previous && last.DrawnPrevious is { } before)
                text.Append($" {previous}: {Value(before, chart.Unit)} at the same point.");
        }

        if (chart.Goal is { } goal)
            text.Append($" The goal is {GoalUntil(goal, chart.Unit)}.");
        if (chart.Points[^1] is { Open: true, Drawn: { } now })
            text.Append($" The current {chart.Bucket} stands at {Value(now, chart.Unit)} so far.");
        return text.ToString();
    }

    /// <summary>What a sparkline shows: <c>By week, from 44.6 % to 58.2 %</c>.</summary>
    public static string SparkSentence(IReadOnlyList<double?> values, string bucket, Func<double, string> format)
    {
        var known = values.OfType<double>().Where(double.IsFinite).ToArray();
        return known.Length == 0 ? $"By {bucket}: nothing yet" : $"By {bucket}, from {format(known[0])} to {format(known[^1])}";
    }

    private static string Moved(double from, double to) => to > from ? "rose" : to < from ? "fell" : "went";
}
