using Rollcall.Storage.Usage;

namespace Rollcall.Server.Nebuly.Reads;

/// <summary>The numbers of a group or of a bucket, with those of the period of equal length before.</summary>
/// <param name="Cell">The bucket, by number; 0 where there is one only.</param>
/// <param name="Names">Of the group, one for each grouping; null: without a value.</param>
/// <param name="Kept">People of both periods.</param>
/// <param name="PersonDays">Pairs of a person and a local day.</param>
/// <param name="Days">Local days of the period.</param>
internal sealed record NebulyRow(int Cell, IReadOnlyList<string?> Names, UsageCounts Now, UsageCounts Before, long Kept, long PersonDays, int Days)
{
    /// <summary>Of a stretch without interactions.</summary>
    public static NebulyRow Empty => new(0, [], UsageCounts.None, UsageCounts.None, 0, 0, 0);

    /// <summary>What it is grouped by, in the order of the names.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Privacy hides it: fewer people than the project shows.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The same of the period before.</summary>
    public bool IsBeforeHidden { get; init; }

    /// <summary>The share of the people of the period before who are here again; null when there were none.</summary>
    public double? Retention => Before.People == 0 || IsBeforeHidden ? null : (double)Kept / Before.People;

    /// <summary>The mean share of its people who are active on a day; null without people.</summary>
    public double? Stickiness => Now.People == 0 || Days == 0 ? null : (double)PersonDays / (Now.People * (double)Days);

    /// <summary>Mean, seconds.</summary>
    public double? Latency => Now.WithLatency == 0 ? null : Now.Latencies / 1_000_000 / Now.WithLatency;

    /// <summary>Mean number of interactions of a conversation.</summary>
    public double? SessionLength => Now.Conversations == 0 ? null : (double)Now.Interactions / Now.Conversations;

    /// <summary>Mean, seconds from the first start to the last end of a conversation.</summary>
    public double? SessionTime => Now.Conversations == 0 ? null : Now.Durations / 1_000_000 / Now.Conversations;
}
