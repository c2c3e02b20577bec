namespace Rollcall.Server.Dashboard.Charts;

public enum ChartUnit
{
    Count,
    PerCent,
}
