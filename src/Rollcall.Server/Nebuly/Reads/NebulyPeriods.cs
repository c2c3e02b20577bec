using System.Text.Json;
using Rollcall.Kernel.Time;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Nebuly.Reads;

/// <summary>The ranges of time of Nebuly's older pages: <c>{"kind", "start", "end"}</c>, where start and end count for <c>custom</c> only. Days are local; today belongs to each.</summary>
internal static class NebulyPeriods
{
    private static readonly string[] Kinds = ["custom", "today", "this_month", "7_days", "30_days", "this_quarter", "6_months", "12_months", "ytd"];

    /// <summary>A question of the older pages; null with every fault added.</summary>
    public static NebulyQuestion? ReadQuestion(JsonElement root, ProjectCalendar calendar, Day today, Faults faults)
    {
        var (limit, offset) = NebulyFields.Page(root, faults);
        var conditions = NebulyFilters.ReadColumns(root, faults);
        var range = root.Needed("time_range", Place.Root, faults) is { } config ? Read(config, calendar, today, faults) : default;
        return faults.Count > 0 ? null : new(range, conditions, limit, offset);
    }

    private static TimeRange Read(JsonElement config, ProjectCalendar calendar, Day today, Faults faults)
    {
        var at = Place.Root["time_range"];
        if (config.ValueKind != JsonValueKind.Object)
        {
            faults.WrongType(at, "an object {\"kind\", \"start\", \"end\"}", config);
            return default;
        }

        var kind = config.Field("kind") is { } value ? NebulyFields.Word(value, at["kind"], Kinds, faults) : "custom";
        Day? from = kind switch
        {
            "today" => today,
            "7_days" => today - 6,
            "30_days" => today - 29,
            "this_month" => calendar.PeriodStart(today, Grain.Month),
            "this_quarter" => calendar.PeriodStart(today, Grain.Quarter),
            "6_months" => Day.Of(today.Date.AddMonths(-6)) + 1,
            "12_months" => Day.Of(today.Date.AddMonths(-12)) + 1,
            "ytd" => Day.Of(today.Date.Year, 1, 1),
            _ => null,
        };
        if (from is not { } day)
            return kind is null ? default : NebulyFields.Range(config, at, calendar, faults);
        return new(Timestamp.ToMicroseconds(calendar.StartOf(day)), Timestamp.ToMicroseconds(calendar.StartOf(today + 1)));
    }
}
