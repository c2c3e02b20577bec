using System.Text.Json;
using Rollcall.Kernel.Metrics;
using Rollcall.Server.Wire;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>Reads a change of settings: absent fields stay, null stands for the default, unknown fields are refused.</summary>
internal static class ProjectSettingsReader
{
    private const string Known = "name, time_zone, week_start, min_interactions, events, excluded, lateness_days, smallest_group, goal, allowed_origins, feature_flags, text_days, interaction_months";

    /// <summary>What could be read; what could not is among the faults.</summary>
    public static ProjectChange Read(JsonElement root, Faults faults)
    {
        var change = new ProjectChange();
        if (root.ValueKind != JsonValueKind.Object)
        {
            faults.WrongType(Place.Root, "an object", root);
            return change;
        }

        var standard = CountingRules.Default;
        foreach (var property in root.EnumerateObject())
        {
            var (field, value) = (property.Name, property.Value);
            var isNull = value.ValueKind == JsonValueKind.Null;
            switch (field)
            {
                case "name":
                    change = change with { Name = Fields.Content(value, Place.Root, field, faults) };
                    break;
                case "week_start":
                    change = change with { WeekStart = isNull ? "monday" : Fields.Content(value, Place.Root, field, faults) };
                    break;
                case "time_zone":
                    change = change with { TimeZone = Fields.Content(value, Place.Root, field, faults) };
                    break;
                case "text_days":
                    if (isNull)
                        change = change.Keeping(retention => retention with { TextDays = null });
                    else if (Whole(value, field, faults) is { } textDays)
                        change = change.Keeping(retention => retention with { TextDays = textDays });
                    break;
                case "interaction_months":
                    if (isNull)
                        change = change.Keeping(retention => retention with { InteractionMonths = null });
                    else if (Whole(value, field, faults) is { } months)
                        change = change.Keeping(retention => retention with { InteractionMonths = months });
                    break;
                case "min_interactions":
                    if ((isNull ? standard.MinInteractions : Whole(value, field, faults)) is { } interactions)
                        change = change.And(rules => rules with { MinInteractions = interactions });
                    break;
                case "lateness_days":
                    if ((isNull ? standard.LatenessDays : Whole(value, field, faults)) is { } days)
                        change = change.And(rules => rules with { LatenessDays = days });
                    break;
                case "smallest_group":
                    if ((isNull ? standard.SmallestGroup : Whole(value, field, faults)) is { } people)
                        change = change.And(rules => rules with { SmallestGroup = people });
                    break;
                case "goal":
                    if (isNull)
                        change = change.And(rules => rules with { Goal = null });
                    else if (value.ValueKind == JsonValueKind.Number)
                        change = change.And(rules => rules with { Goal = value.GetDouble() });
                    else
                        faults.WrongType(Place.Root[field], "a number", value);
                    break;
                case "events":
                    if ((isNull ? standard.Events : Terms(value, Place.Root[field], faults)) is { } events)
                        change = change.And(rules => rules with { Events = events });
                    break;
                case "excluded":
                    if ((isNull ? standard.Excluded : EndUsers(value, Place.Root[field], faults)) is { } excluded)
                        change = change.And(rules => rules with { Excluded = excluded });
                    break;
                case "allowed_origins":
                    if ((isNull ? [] : Texts(value, Place.Root[field], "origins", faults)) is { } origins)
                        change = change with { AllowedOrigins = origins };
                    break;
                case "feature_flags":
                    if ((isNull ? [] : FeatureFlagReader.Read(value, Place.Root[field], faults)) is { } flags)
                        change = change with { FeatureFlags = flags };
                    break;
                default:
                    faults.Add(Place.Root[Fields.Shown(field)], "unknown_field", $"There is no field '{Fields.Shown(field)}'; known are {Known}.");
                    break;
            }
        }

        return change;
    }

    private static int? Whole(JsonElement value, string field, Faults faults)
    {
        if (value.ValueKind != JsonValueKind.Number)
            faults.WrongType(Place.Root[field], "a whole number", value);
        else if (!value.TryGetInt32(out var number))
            faults.Add(Place.Root[field], "out_of_range", $"{Fields.Shown(value.GetRawText())} is not a whole number that is accepted here.");
        else
            return number;
        return null;
    }

    private static IReadOnlyList<string>? EndUsers(JsonElement value, Place place, Faults faults)
    {
        if (Items(value, place, "ids of people", faults) is not { } items)
            return null;
        var before = faults.Count;
        var texts = items.Select((item, i) => Fields.Content(item, place[i], faults) is { } text && CountingText.EndUser(text, place[i], faults) is { } id ? id : null).ToList();
        return faults.Count == before ? CountingText.Distinct(texts!) : null;
    }

    private static List<string>? Texts(JsonElement value, Place place, string what, Faults faults)
    {
        if (Items(value, place, what, faults) is not { } items)
            return null;
        var before = faults.Count;
        List<string> texts = [.. items.Select((item, i) => Fields.Content(item, place[i], faults) ?? "")];
        return faults.Count == before ? texts : null;
    }

    private static IReadOnlyList<TagTerm>? Terms(JsonElement value, Place place, Faults faults)
    {
        if (Items(value, place, "conditions", faults) is not { } items)
            return null;
        var before = faults.Count;
        var pairs = items.SelectMany((item, i) => Pairs(item, place[i], faults)).ToList();
        return faults.Count == before ? CountingText.Terms(pairs) : null;
    }

    // A condition as a pair for each of its values.
    private static List<(string Key, string Value)> Pairs(JsonElement term, Place place, Faults faults)
    {
        if (term.ValueKind != JsonValueKind.Object)
        {
            faults.WrongType(place, "a condition (an object)", term);
            return [];
        }

        string? key = null;
        List<string> values = [];
        foreach (var property in term.EnumerateObject())
        {
            if (property.NameEquals("key"u8))
                key = Fields.Content(property.Value, place["key"], faults) is { } text ? CountingText.Key(text, place["key"], faults) : null;
            else if (property.NameEquals("is"u8) && Items(property.Value, place["is"], "values", faults) is { } items)
                values = [.. items.Select((item, i) => Fields.Content(item, place["is"][i], faults) is { } text ? CountingText.Value(text, place["is"][i], faults) ?? "" : "")];
            else if (!property.NameEquals("is"u8))
                faults.Add(place[Fields.Shown(property.Name)], "unknown_field", $"There is no field '{Fields.Shown(property.Name)}' in a condition; known are key, is.");
        }

        if (!term.TryGetProperty("key"u8, out _))
            faults.Add(place["key"], "required", "A condition needs a key.");
        if (!term.TryGetProperty("is"u8, out var list) || list is { ValueKind: JsonValueKind.Array } && list.GetArrayLength() == 0)
            faults.Add(place["is"], "required", "A condition needs a value: a list \"is\".");
        return [.. values.Select(value => (key ?? "", value))];
    }

    private static List<JsonElement>? Items(JsonElement value, Place place, string what, Faults faults)
    {
        if (value.ValueKind == JsonValueKind.Array)
            return [.. value.EnumerateArray()];
        faults.WrongType(place, $"an array of {what}", value);
        return null;
    }
}
