using System.Text.Json;
using Rollcall.Server.Wire;
using Rollcall.Storage.Usage;

namespace Rollcall.Server.Nebuly.Reads;

/// <summary>One way in which Nebuly groups interactions.</summary>
/// <param name="Kind">Its word.</param>
/// <param name="Key">What is grouped by; null: by local days, which are cells and no key.</param>
/// <param name="IncludeEmpty">Whether interactions without a label are a row, where the kind is a label.</param>
internal sealed record NebulyGrouping(string Kind, UsageKey? Key, bool IncludeEmpty)
{
    private static readonly string[] Labels =
    [
        "user_intent", "negative_user_intent", "keyword", "language", "pii", "type_of_problem", "topic", "cohort", "positive_comment", "favorite_kind", "favorite_value",
    ];

    private static readonly string[] Kinds = ["user", "day", "tag", "data_source", "user_feedback", "conversation_id", .. Labels];

    public bool IsDay => Key is null;

    /// <summary>Nothing has labels: such a grouping has no rows, but for the one of all that lack them.</summary>
    public bool HasNoRows => Key is UsageKey.Nothing && !IncludeEmpty;

    public static NebulyGrouping? Read(JsonElement group, Place at, Faults faults)
    {
        if (group.ValueKind != JsonValueKind.Object)
        {
            faults.WrongType(at, "a grouping (an object)", group);
            return null;
        }

        // The newest page says field where the older ones say kind.
        var name = group.Field("kind") is null && group.Field("field") is not null ? "field" : "kind";
        if (group.Needed(name, at, faults) is not { } said || NebulyFields.Word(said, at[name], Kinds, faults) is not { } kind)
            return null;
        var includeEmpty = group.Flag("include_empty", otherwise: false, at, faults);
        return kind switch
        {
            "day" => new(kind, null, false),
            "user" => new(kind, new UsageKey.Person(), false),
            "data_source" => new(kind, new UsageKey.Source(), false),
            "user_feedback" => new(kind, new UsageKey.Feedback(), false),
            "conversation_id" => new(kind, new UsageKey.Conversation(), false),
            "tag" => group.Needed("tag", at, faults) is { } tag && Fields.Name(tag, at, "tag", Limits.TagKey, faults) is { } key ? new(kind, new UsageKey.Tag(key), false) : null,
            _ => new(kind, new UsageKey.Nothing(), includeEmpty),
        };
    }
}
