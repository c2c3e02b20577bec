namespace Rollcall.Kernel.Time;

/// <summary>The length of a calendar period.</summary>
public enum Grain
{
    Day,
    Week,
    Month,
    Quarter,
}
