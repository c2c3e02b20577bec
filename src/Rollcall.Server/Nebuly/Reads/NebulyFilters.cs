using System.Text.Json;
using Rollcall.Server.Wire;
using Rollcall.Storage.Usage;

namespace Rollcall.Server.Nebuly.Reads;

/// <summary>
/// Nebuly's filters as conditions: any of the values of one, all of several. What would need a label made by a language model is met by no interaction, since
/// none has labels.
/// </summary>
internal static class NebulyFilters
{
    public static readonly (string Name, FeedbackKinds Kind)[] Feedback =
    [
        ("negative_implicit", FeedbackKinds.NegativeImplicit), ("negative_explicit", FeedbackKinds.NegativeExplicit),
        ("positive_implicit", FeedbackKinds.PositiveImplicit), ("positive_explicit", FeedbackKinds.PositiveExplicit),
    ];

    private static readonly string[] Labels = ["user_intent", "negative_user_intent", "keyword", "type_of_problem", "topic", "language"];

    private static readonly string[] Texts = ["user_query", "warning_message", "negative_intent_message"];

    private static readonly string[] Kinds = ["user", "tag", "user_feedback", "data_source", "pii", .. Labels, .. Texts];

    // Of the older pages' filters, by column.
    private static readonly string[] LabelColumns =
    [
        "topic", "is_frustrated", "is_frustrated_v2", "language", "pii", "cohort", "intent", "intent_v2", "warning_category", "warning_category_v2", "warning_type",
        "is_negative_intent", "negative_intent", "subject", "action",
    ];

    /// <summary><c>filters</c> of a body.</summary>
    public static IReadOnlyList<UsageCondition> Read(JsonElement root, Faults faults)
        => [.. root.Items("filters", Place.Root, faults).Select(filter => One(filter.Item, filter.At, faults)).OfType<UsageCondition>()];

    /// <summary><c>filters</c> of the older pages: <c>{"column", "values"}</c>.</summary>
    public static IReadOnlyList<UsageCondition> ReadColumns(JsonElement root, Faults faults)
        => [.. root.Items("filters", Place.Root, faults).Select(filter => Column(filter.Item, filter.At, faults)).OfType<UsageCondition>()];

    private static UsageCondition? One(JsonElement filter, Place at, Faults faults)
    {
        if (filter.ValueKind != JsonValueKind.Object)
        {
            faults.WrongType(at, "a filter (an object)", filter);
            return null;
        }

        if (filter.Needed("kind", at, faults) is not { } kindElement || NebulyFields.Word(kindElement, at["kind"], Kinds, faults) is not { } kind)
            return null;
        var exclude = filter.Flag("is_exclude", otherwise: false, at, faults);
        if (Texts.Contains(kind, StringComparer.Ordinal))
            return filter.Flag("allow_nulls", otherwise: false, at, faults) ? null : new UsageCondition.Never(exclude);
        if (kind == "pii")
        {
            foreach (var (value, place) in Values(filter, at, faults))
            {
                if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                    faults.WrongType(place, "a boolean", value);
            }

            return new UsageCondition.Never(exclude);
        }

        List<string> values = [.. Values(filter, at, faults).Select(value => Fields.Content(value.Item, value.At, faults)).OfType<string>()];
        switch (kind)
        {
            case "user":
                return new UsageCondition.Of(values, exclude);
            case "data_source":
                return new UsageCondition.From(values, exclude);
            case "tag":
                return filter.Needed("tag", at, faults) is { } tag && Fields.Name(tag, at, "tag", Limits.TagKey, faults) is { } key ? new UsageCondition.Tagged(key, [.. values.Select(Clean)], exclude) : null;
            case "user_feedback":
                return new UsageCondition.Judged(Judged(filter, at, faults), exclude);
            default:
                return new UsageCondition.Never(exclude);
        }
    }

    private static UsageCondition? Column(JsonElement filter, Place at, Faults faults)
    {
        if (filter.ValueKind != JsonValueKind.Object)
        {
            faults.WrongType(at, "a filter (an object)", filter);
            return null;
        }

        var name = filter.Needed("column", at, faults) is { } column ? Fields.Content(column, at["column"], faults) : null;
        List<string> values = [.. Values(filter, at, faults).Select(value => Fields.Content(value.Item, value.At, faults)).OfType<string>()];
        switch (name)
        {
            case null:
                return null;
            case "user":
                return new UsageCondition.Of(values, false);
            case "data_source":
                return new UsageCondition.From(values, false);
            case "feedback_type" or "feedback_action":
                return new UsageCondition.Judged(Judged(filter, at, faults), false);
            case var _ when name.StartsWith("tag:", StringComparison.Ordinal) && name.Length > "tag:".Length:
                return new UsageCondition.Tagged(Clean(name["tag:".Length..]), [.. values.Select(Clean)], false);
            default:
                if (LabelColumns.Contains(name, StringComparer.Ordinal))
                    return new UsageCondition.Never(false);
                faults.Add(at["column"], "enum", $"'{Fields.Shown(name)}' is not one of user, data_source, feedback_type, feedback_action, tag:KEY, {string.Join(", ", LabelColumns)}.");
                return null;
        }
    }

    private static FeedbackKinds Judged(JsonElement filter, Place at, Faults faults)
    {
        var kinds = FeedbackKinds.None;
        foreach (var (value, place) in Values(filter, at, new Faults()))
        {
            if (value.ValueKind == JsonValueKind.String && NebulyFields.Word(value, place, Feedback.Select(known => known.Name), faults) is { } name)
                kinds |= Feedback.First(known => known.Name == name).Kind;
        }

        return kinds;
    }

    private static IReadOnlyList<(JsonElement Item, Place At)> Values(JsonElement filter, Place at, Faults faults)
    {
        if (filter.Field("values") is null)
            faults.Add(at["values"], "missing", "'values' is needed.");
        return filter.Items("values", at, faults);
    }

    // As stored values are; what cannot be one is found nowhere.
    private static string Clean(string text)
    {
        _ = Fields.TryClean(ref text, int.MaxValue, out _, out _);
        return text;
    }
}
