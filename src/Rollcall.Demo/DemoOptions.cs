namespace Rollcall.Demo;

/// <summary>What is made. The same options give the same company on every machine.</summary>
public sealed record DemoOptions
{
    /// <summary>People on the list, 1 to 10,000,000. Contractors who are not on it come on top.</summary>
    public int People { get; init; } = 1821;

    /// <summary>The last day with activity, in <see cref="TimeZone"/>.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Days of activity, <see cref="Today"/> included: 1 to 3,660. The roll-out takes place within them.</summary>
    public int Days { get; init; } = 365;

    /// <summary>How busy everybody is, per thousand of the usual: 1 to 1,000. Less makes fewer days of use, not fewer interactions on one.</summary>
    public int Busyness { get; init; } = 1_000;

    public int Seed { get; init; } = 1;

    /// <summary>The IANA zone in which a day of activity is that day.</summary>
    public string TimeZone { get; init; } = "Europe/Berlin";
}
