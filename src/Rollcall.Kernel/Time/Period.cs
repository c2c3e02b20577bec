namespace Rollcall.Kernel.Time;

/// <summary>The days of <c>[From, Until)</c>. Empty when <see cref="From"/> is not before <see cref="Until"/>.</summary>
public readonly record struct Period(Day From, Day Until)
{
    /// <summary>Number of days, 0 when empty.</summary>
    public int Days => From < Until ? Until - From : 0;

    public bool Contains(Day day) => From <= day && day < Until;

    public bool Overlaps(Period other) => From < other.Until && other.From < Until && From < Until && other.From < other.Until;

    /// <summary>The days in both.</summary>
    public Period Clip(Period other) => new(Day.Max(From, other.From), Day.Min(Until, other.Until));

    public override string ToString() => $"[{From}, {Until})";
}
