namespace Rollcall.Server.Dashboard.Charts;

/// <summary>
/// One bucket of a line chart. <c>Axis</c> stands under it, <c>Dates</c> over the crosshair's box, <c>Detail</c> is the numerator of the
/// denominator. <c>Partial</c>: the bucket is cut by the window, or not over. The previous value is that of the bucket it is compared with.
/// </summary>
public sealed record ChartPoint(string Axis, string Dates, double? Value, string Detail, bool Partial)
{
    /// <summary>Partial because it is not over: the last one of a window that reaches today.</summary>
    public bool Open { get; init; }

    public double? Previous { get; init; }

    public string PreviousDates { get; init; } = "";

    /// <summary>Null and whatever cannot be drawn are both no value.</summary>
    public double? Drawn => Value is { } v && double.IsFinite(v) ? v : null;

    public double? DrawnPrevious => Previous is { } v && double.IsFinite(v) ? v : null;
}
