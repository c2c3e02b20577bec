using Rollcall.Kernel.Metrics;
using Rollcall.Server.Dashboard.Shared;
using Rollcall.Server.Metrics;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>The activation rate of each value of one tag, highest first, hidden groups last.</summary>
public sealed record GroupTable(string Key, IReadOnlyList<GroupRow> Rows, int Values)
{
    private const int Most = 20;

    /// <summary>Null where people carry no tags.</summary>
    public static GroupTable? Of(OverviewModel overview)
    {
        if (overview.GroupKey is not { } key)
            return null;
        var rows = All(overview);
        var shown = rows.Count <= Most ? rows : [.. rows.Where(r => r.Measures is not null).OrderByDescending(r => r.Measures!.Eligible).Take(Most)];
        return new(key, [.. shown.OrderByDescending(r => r.Measures is not null).ThenByDescending(r => r.Measures?.ActivationRate ?? -1)], rows.Count);
    }

    /// <summary>Every group by value, but those that nobody with access belongs to: they have no rate.</summary>
    public static IReadOnlyList<GroupRow> All(OverviewModel overview)
    {
        var (over, before) = (Shown(overview.GroupsOver), Shown(overview.GroupsCompared));
        return
        [
            .. overview.Groups.Where(group => group.Answer.Value is not { Eligible: 0 }).Select(group =>
            {
                var value = group.Values[0] ?? "";
                return group.Answer.Value is { } measures ? new GroupRow(value, measures, over.GetValueOrDefault(value), before.GetValueOrDefault(value)) : new GroupRow(value, null, null, null);
            }),
        ];

        static Dictionary<string, AdoptionMeasures> Shown(IReadOnlyList<Group<Shown<AdoptionMeasures>>> groups)
            => groups.Where(group => group.Answer.Value is { Eligible: > 0 }).ToDictionary(group => group.Values[0] ?? "", group => group.Answer.Value!);
    }
}

/// <summary>One value (empty: without the tag). <c>Measures</c> null: too few people to show. <c>Over</c> and <c>Before</c> are what compares.</summary>
public sealed record GroupRow(string Value, AdoptionMeasures? Measures, AdoptionMeasures? Over, AdoptionMeasures? Before)
{
    public Delta? Delta(string label) => Shared.Delta.OfRates(Over?.ActivationRate, Before?.ActivationRate, 1, label);

    /// <summary>The change as a share; null where either side has nobody with access.</summary>
    public double? Change => Over?.ActivationRate - Before?.ActivationRate;
}
