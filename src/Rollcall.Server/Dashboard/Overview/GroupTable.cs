using Rollcall.Kernel.Metrics;
using Rollcall.Server.Dashboard.Shared;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>The activation rate of each value of one tag, highest first, small groups last and hidden.</summary>
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

    // A value that nobody with access holds has no rate to show and none to hide: as a small group it would only take a sibling with it.
    private static Group<AdoptionMeasures>[] WithAccess(IReadOnlyList<Group<AdoptionMeasures>> groups) => [.. groups.Where(g => g.Answer.Eligible > 0)];

    /// <summary>Every group with people who have access, by value.</summary>
    public static IReadOnlyList<GroupRow> All(OverviewModel overview)
    {
        var groups = WithAccess(overview.Groups);
        var over = overview.GroupsOver.ToDictionary(g => g.Values[0] ?? "", g => g.Answer);
        var before = WithAccess(overview.GroupsCompared);
        var hidden = SmallGroups.Hidden([.. groups.Select(g => g.Answer.Eligible)], overview.Project.SmallestGroup);
        var hiddenBefore = SmallGroups.Hidden([.. before.Select(g => g.Answer.Eligible)], overview.Project.SmallestGroup);
        var compared = before.Where((_, i) => !hiddenBefore[i]).ToDictionary(g => g.Values[0] ?? "", g => g.Answer);
        return
        [
            .. groups.Select((group, i) =>
            {
                var value = group.Values[0] ?? "";
                return hidden[i] ? new GroupRow(value, null, null, null) : new GroupRow(value, group.Answer, over.GetValueOrDefault(value), compared.GetValueOrDefault(value));
            }),
        ];
    }
}

/// <summary>One value (empty: without the tag). <c>Measures</c> null: too few people to show. <c>Over</c> and <c>Before</c> are what compares.</summary>
public sealed record GroupRow(string Value, AdoptionMeasures? Measures, AdoptionMeasures? Over, AdoptionMeasures? Before)
{
    public Delta? Delta(string label) => Shared.Delta.OfRates(Over?.ActivationRate, Before?.ActivationRate, 1, label);

    /// <summary>The change as a share; null where either side has nobody with access.</summary>
    public double? Change => Over?.ActivationRate - Before?.ActivationRate;
}
