namespace Rollcall.Server.Dashboard.Charts;

/// <summary>One measure over time, this period and the one before it. Values are in the unit of the axis: 58.2 for 58.2 %.</summary>
public sealed record LineChart
{
    /// <summary>A plain noun: "Activation rate".</summary>
    public required string Measure { get; init; }

    public required ChartUnit Unit { get; init; }

    /// <summary>What a bucket is called: "week".</summary>
    public required string Bucket { get; init; }

    public required IReadOnlyList<ChartPoint> Points { get; init; }

    /// <summary>"Previous 26 weeks"; null where nothing is compared.</summary>
    public string? PreviousLabel { get; init; }

    public ChartGoal? Goal { get; init; }

    public IReadOnlyList<ChartNote> Notes { get; init; } = [];

    /// <summary>Whether the axis may start elsewhere than at 0; the legend then says so.</summary>
    public bool Cropped { get; init; } = true;

    public bool HasValues => Points.Any(p => p.Drawn is not null);

    public bool HasPartial => Points.Any(p => p.Partial);

    /// <summary>The last bucket that is whole and has a value, or -1.</summary>
    public int LastComplete
    {
        get
        {
            for (var i = Points.Count - 1; i >= 0; i--)
            {
                if (!Points[i].Partial && Points[i].Drawn is not null)
                    return i;
            }

            return -1;
        }
    }

    public Scale Scale => Scale.Of(
        [.. Points.Select(p => p.Drawn), .. PreviousLabel is null ? [] : Points.Where(p => !p.Partial).Select(p => p.DrawnPrevious), Goal?.Value],
        Unit,
        Cropped);
}
