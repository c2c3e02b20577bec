using Rollcall.Kernel.Metrics;
using Rollcall.Server.Dashboard.Charts;
using Rollcall.Server.Dashboard.Shared;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>One number at the top of the overview, with its change, its base in words and its course over the buckets that are over.</summary>
public sealed record Tile
{
    public required string Label { get; init; }

    /// <summary>What the number counts.</summary>
    public required string Definition { get; init; }

    public required string Value { get; init; }

    /// <summary>Whether the value is a rate, with its unit set smaller.</summary>
    public bool IsRate { get; init; }

    /// <summary>The exact value where <see cref="Value"/> is shortened.</summary>
    public string? Exact { get; init; }

    public Delta? Delta { get; init; }

    public string Caption { get; init; } = "";

    /// <summary>The two parts of idle: never used, used before. Stands in place of the caption.</summary>
    public (string Never, string Before)? Split { get; init; }

    /// <summary>The last complete bucket, so that nobody takes the rate of 26 weeks for that of a week; null where a bucket is the window.</summary>
    public string? Latest { get; init; }

    public required string Spark { get; init; }

    public static IReadOnlyList<Tile> Of(OverviewModel overview)
    {
        var (total, over) = (overview.Total, overview.TotalOver);
        // Before anybody had access there is nothing to compare with.
        var before = overview.TotalCompared is { Eligible: > 0 } known ? known : null;
        var label = overview.Compared is { } compared ? $"{overview.ComparedLabel}, {Format.Dates(compared)}" : "";
        return
        [
            new()
            {
                Label = "Activation rate",
                Definition = "People who used it while they had access, of all with access",
                Value = Rate(total.ActivationRate),
                IsRate = total.ActivationRate is not null,
                Delta = Delta.OfRates(over?.ActivationRate, before?.ActivationRate, 1, label),
                Caption = $"{Format.Full(total.ActiveEligible)} of {Format.Full(total.Eligible)} with access",
                Latest = LastFull(overview, m => Format.Rate(m.ActivationRate)),
                Spark = Line(overview, m => m.ActivationRate, v => Format.Rate(v)),
            },
            new()
            {
                Label = "Active people",
                Definition = "Distinct people who used it while they had access",
                Value = Format.Count(total.ActiveEligible),
                Exact = Format.Full(total.ActiveEligible),
                Delta = Delta.OfCounts(over?.ActiveEligible, before?.ActiveEligible, 1, label),
                Caption = before is null ? overview.Compared is null ? "" : "Nobody had access before" : $"{Format.Full(before.ActiveEligible)} in as many days {(overview.Query.Compare == Comparison.Year ? "a year " : "")}before",
                Latest = LastFull(overview, m => Format.Count(m.ActiveEligible)),
                Spark = Line(overview, m => m.ActiveEligible, Whole),
            },
            new()
            {
                Label = "Idle people",
                Definition = "People with access who did not use it",
                Value = Format.Count(total.Idle),
                Exact = Format.Full(total.Idle),
                Delta = Delta.OfCounts(over?.Idle, before?.Idle, -1, label),
                Split = ($"{Format.Full(total.NeverUsed)} never used", $"{Format.Full(total.UsedBefore)} used before"),
                Latest = LastFull(overview, m => Format.Count(m.Idle)),
                Spark = IdleAreas(overview),
            },
            new()
            {
                Label = "Shadow use",
                Definition = "Active people with no use on a day with access",
                Value = Format.Count(total.Shadow),
                Exact = Format.Full(total.Shadow),
                Delta = Delta.OfCounts(over?.Shadow, before?.Shadow, -1, label),
                Caption = Causes(total),
                Latest = LastFull(overview, m => Format.Count(m.Shadow)),
                Spark = Line(overview, m => m.Shadow, Whole),
            },
            new()
            {
                Label = "Utilisation",
                Definition = "Active days with access, of all days with access",
                Value = Rate(total.Utilisation),
                IsRate = total.Utilisation is not null,
                Delta = Delta.OfRates(over?.Utilisation, before?.Utilisation, 1, label),
                Caption = $"{Format.Count(total.ActiveEligibleDays)} of {Format.Count(total.EligibleDays)} days",
                Latest = LastFull(overview, m => Format.Rate(m.Utilisation)),
                Spark = Line(overview, m => m.Utilisation, v => Format.Rate(v)),
            },
        ];
    }

    /// <summary>The two largest causes of shadow use: <c>41 never had access, 12 after it ended, 11 other</c>.</summary>
    private static string Causes(AdoptionMeasures total)
    {
        if (total.Shadow == 0)
            return "Nobody without access";
        (long People, string Words)[] causes =
        [
            (total.ShadowNeverEligible, "never had access"), (total.ShadowEnded, "after it ended"), (total.ShadowNotYet, "before it began"), (total.ShadowGap, "in between"),
        ];
        var largest = causes.Where(c => c.People > 0).OrderByDescending(c => c.People).ToArray();
        if (largest.Length <= 2)
            return string.Join(", ", largest.Select(c => $"{Format.Full(c.People)} {c.Words}"));
        return $"{Format.Full(largest[0].People)} {largest[0].Words}, {Format.Full(total.Shadow - largest[0].People)} other";
    }

    private static string Rate(double? share) => share is { } s ? Format.RateNumber(s) : Format.Missing;

    private static string Whole(double value) => Format.Full((long)value);

    private static string Lower(string label) => char.ToLowerInvariant(label[0]) + label[1..];

    private static IEnumerable<AdoptionMeasures?> Complete(OverviewModel overview) => overview.Series.Where(b => !b.Partial).Select(b => b.Shown.Value);

    private static string? LastFull(OverviewModel overview, Func<AdoptionMeasures, string> value) =>
        overview.Series.Count > 1 && Complete(overview).LastOrDefault() is { } last ? $"Last full {DashboardQuery.Name(overview.Grain)} {value(last)}" : null;

    private static string Line(OverviewModel overview, Func<AdoptionMeasures, double?> value, Func<double, string> format)
    {
        var values = Complete(overview).Select(m => m is null ? null : value(m)).ToArray();
        return Sparkline.Svg(values, ChartText.SparkSentence(values, DashboardQuery.Name(overview.Grain), format));
    }

    private static string IdleAreas(OverviewModel overview)
    {
        var values = Complete(overview).OfType<AdoptionMeasures>().Select(m => ((double)m.NeverUsed, (double)m.UsedBefore)).ToArray();
        var idle = Complete(overview).Select(m => (double?)m?.Idle).ToArray();
        return StackedArea.Svg(values, "Idle people " + Lower(ChartText.SparkSentence(idle, DashboardQuery.Name(overview.Grain), Whole)));
    }
}
