namespace Rollcall.Server.Dashboard.Charts;

/// <summary>A level to reach, in the unit of the chart; <c>Until</c> is a date in words, null where there is none.</summary>
public sealed record ChartGoal(double Value, string? Until = null);
