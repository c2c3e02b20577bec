namespace Rollcall.Kernel.Metrics;

/// <summary>What adoption adds up over the days of a window.</summary>
/// <param name="Eligible">Person-days with access.</param>
/// <param name="Both">Person-days of both access and use.</param>
/// <param name="Interactions">Of all who are admitted, with access or without.</param>
internal readonly record struct DaySums(long Eligible, long Both, long Interactions)
{
    public static DaySums operator +(DaySums a, DaySums b) => new(a.Eligible + b.Eligible, a.Both + b.Both, a.Interactions + b.Interactions);

    public static DaySums operator -(DaySums a, DaySums b) => new(a.Eligible - b.Eligible, a.Both - b.Both, a.Interactions - b.Interactions);
}
