using System.Text.Json;
using Rollcall.Kernel.Time;
using Rollcall.Server.Wire;
using Rollcall.Storage.Usage;

namespace Rollcall.Server.Nebuly.Reads;

/// <summary>What all of Nebuly's questions about interactions say: when, and which.</summary>
internal sealed record NebulyQuestion(TimeRange Range, IReadOnlyList<UsageCondition> Conditions, int Limit, int Offset)
{
    /// <summary>The question, to be used only without faults.</summary>
    public static NebulyQuestion Read(JsonElement root, ProjectCalendar calendar, Faults faults)
    {
        var (limit, offset) = NebulyFields.Page(root, faults);
        return new(NebulyFields.Range(root.Needed("time_range", Place.Root, faults), Place.Root["time_range"], calendar, faults), NebulyFilters.Read(root, faults), limit, offset);
    }
}

/// <summary>Groups of interactions, each list of groupings for itself.</summary>
internal sealed record AggregateQuestion(NebulyQuestion Which, IReadOnlyList<IReadOnlyList<NebulyGrouping>> Groupings, NebulyVariables Variables, NebulyOrder Order)
{
    private const int MostLists = 10;
    private const int MostKeys = 4;

    /// <summary><c>group_by</c> and <c>additional_group_bys</c>.</summary>
    public static AggregateQuestion? Read(JsonElement root, ProjectCalendar calendar, Faults faults)
    {
        List<NebulyGrouping> groupings = [];
        if (root.Field("group_by") is { } first && NebulyGrouping.Read(first, Place.Root["group_by"], faults) is { } grouping)
            groupings.Add(grouping);
        var more = root.Items("additional_group_bys", Place.Root, faults);
        groupings.AddRange(more.Select(item => NebulyGrouping.Read(item.Item, item.At, faults)).OfType<NebulyGrouping>());
        if (more.Count > 0 && root.Field("group_by") is null)
            faults.Add(Place.Root["group_by"], "missing", "'additional_group_bys' stand beside a 'group_by'.");
        Limit(groupings, Place.Root["additional_group_bys"], faults);
        return Of(root, [groupings], calendar, faults);
    }

    /// <summary><c>group_by_groups</c>: several lists.</summary>
    public static AggregateQuestion? ReadSeveral(JsonElement root, ProjectCalendar calendar, Faults faults)
    {
        var at = Place.Root["group_by_groups"];
        root.Needed("group_by_groups", Place.Root, faults);
        var lists = new List<IReadOnlyList<NebulyGrouping>>();
        foreach (var (list, place) in root.Items("group_by_groups", Place.Root, faults))
        {
            if (list.ValueKind != JsonValueKind.Array)
            {
                faults.WrongType(place, "an array of groupings", list);
                continue;
            }

            List<NebulyGrouping> groupings = [.. list.EnumerateArray().Take(Faults.Most).Select((item, i) => NebulyGrouping.Read(item, place[i], faults)).OfType<NebulyGrouping>()];
            Limit(groupings, place, faults);
            lists.Add(groupings);
        }

        if (lists.Count > MostLists)
            faults.Add(at, "too_long", $"There are {lists.Count} lists; {MostLists} are accepted.");
        return Of(root, lists, calendar, faults);
    }

    private static void Limit(List<NebulyGrouping> groupings, Place at, Faults faults)
    {
        if (groupings.Count > MostKeys)
            faults.Add(at, "too_long", $"There are {groupings.Count} groupings; {MostKeys} are accepted.");
    }

    private static AggregateQuestion? Of(JsonElement root, IReadOnlyList<IReadOnlyList<NebulyGrouping>> groupings, ProjectCalendar calendar, Faults faults)
    {
        var (which, variables, order) = (NebulyQuestion.Read(root, calendar, faults), NebulyVariables.Read(root, faults), NebulyOrder.Read(root, faults));
        if (groupings.Any(list => list.Any(grouping => grouping.IsDay)) && which.Range.Length / 86_400_000_000 > NebulyBuckets.Most)
            faults.Add(Place.Root["time_range"], "too_many_buckets", $"An answer has at most {NebulyBuckets.Most} days.");
        return faults.Count > 0 ? null : new(which, groupings, variables, order);
    }
}

/// <summary>Buckets of interactions, in total or by groups.</summary>
internal sealed record TimeSeriesQuestion(NebulyQuestion Which, Granularity Granularity, NebulyGrouping? Grouping, NebulyVariables Variables)
{
    public static TimeSeriesQuestion? Read(JsonElement root, ProjectCalendar calendar, Faults faults)
    {
        var (which, variables) = (NebulyQuestion.Read(root, calendar, faults), NebulyVariables.Read(root, faults));
        var word = root.Field("granularity") is { } value ? NebulyFields.Word(value, Place.Root["granularity"], Enum.GetNames<Granularity>().Select(name => name.ToLowerInvariant()), faults) : null;
        var granularity = Enum.Parse<Granularity>(word ?? nameof(Granularity.Day), ignoreCase: true);
        var grouping = root.Field("group_by") is { } group ? NebulyGrouping.Read(group, Place.Root["group_by"], faults) : null;
        if (grouping is { IsDay: true })
            faults.Add(Place.Root["group_by"], "enum", "A time series has its days by granularity.");
        if (NebulyBuckets.IsTooMany(which.Range, granularity))
            faults.Add(Place.Root["granularity"], "too_many_buckets", $"An answer has at most {NebulyBuckets.Most} buckets; take a longer granularity or a shorter range.");
        return faults.Count > 0 ? null : new(which, granularity, grouping, variables);
    }
}
