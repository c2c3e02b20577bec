using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Usage;

/// <summary>The words of the engine for what is asked of an interaction: <c>i</c> is the row.</summary>
internal static class FactSql
{
    /// <summary>Columns that the journal's rows are copied with; the traces only where something asks for them.</summary>
    public static IReadOnlyList<(string Name, string Type)> Columns(bool withTraces) =>
    [
        ("seq", "BIGINT"), ("identity", "UUID"), ("id", "VARCHAR"), ("identifier", "INTEGER"), ("time_start", "BIGINT"), ("time_end", "BIGINT"), ("conversation", "VARCHAR"), ("model", "VARCHAR"), ("agent", "VARCHAR"),
        ("input_tokens", "BIGINT"), ("output_tokens", "BIGINT"), ("cost", "BIGINT"), ("error", "VARCHAR"), ("feedback", "VARCHAR"), ("tags", "VARCHAR"),
        .. withTraces ? [("traces", "VARCHAR")] : Array.Empty<(string, string)>(),
    ];

    // What senders wrote is JSON, but not always such as the engine reads (1e999), and it fails on what it cannot read.
    private const string Traces = "CASE WHEN json_valid(i.traces) THEN i.traces END";

    private static readonly string Actions = "json_extract(CASE WHEN json_valid(i.feedback) THEN i.feedback END, '$[*]')";

    /// <summary>The kinds of feedback, as the sum of their numbers.</summary>
    public static readonly string Feedback = $"""
        CASE WHEN i.feedback IS NULL THEN 0 ELSE coalesce(list_aggregate(list_transform({Actions}, lambda action: CASE json_extract_string(action, '$.slug')
          WHEN 'thumbs_up' THEN {(int)FeedbackKinds.PositiveExplicit} WHEN 'thumbs_down' THEN {(int)FeedbackKinds.NegativeExplicit}
          WHEN 'copy_output' THEN {(int)FeedbackKinds.PositiveImplicit} WHEN 'paste' THEN {(int)FeedbackKinds.PositiveImplicit}
          WHEN 'regenerate' THEN {(int)FeedbackKinds.NegativeImplicit}
          WHEN 'rating' THEN CASE
            WHEN try_cast(json_extract_string(action, '$.value') AS DOUBLE) BETWEEN 4 AND 5 THEN {(int)FeedbackKinds.PositiveExplicit}
            WHEN try_cast(json_extract_string(action, '$.value') AS DOUBLE) BETWEEN 1 AND 2 THEN {(int)FeedbackKinds.NegativeExplicit}
            ELSE 0 END
          ELSE 0 END), 'bit_or'), 0) END
        """;

    /// <summary>The distinct sources of the traces, which stand alone or beside their context; those that are no text are none.</summary>
    public const string Sources = $"""
        list_distinct(list_transform(
          list_filter(list_concat(json_extract({Traces}, '$[*].source'), json_extract({Traces}, '$.traces[*].source')), lambda source: json_type(source) = 'VARCHAR'),
          lambda source: json_extract_string(source, '$')))
        """;

    /// <summary>Whether an interaction may have several values for a key.</summary>
    public static bool IsList(UsageKey key) => key is UsageKey.Feedback or UsageKey.Source;

    /// <summary>A key as a text, or as a list of texts; with the values to bind.</summary>
    /// <param name="key">Which.</param>
    /// <param name="person">The number of a row's person, in the engine's words.</param>
    public static (string Sql, object[] Values) Of(UsageKey key, string person) => key switch
    {
        UsageKey.Term term => (InteractionConditions.Held(MonthDialect.Instance, term.Key, out var path), [path]),
        UsageKey.Tag tag => (MonthDialect.Instance.Tag(tag.Key).Sql, [MonthDialect.Instance.Tag(tag.Key).Value]),
        UsageKey.Person => ($"({person})::VARCHAR", []),
        UsageKey.Conversation => ("i.conversation", []),
        UsageKey.Feedback => ($"list_transform(list_filter([1, 2, 4, 8], lambda kind: ({Feedback} & kind) <> 0), lambda kind: kind::VARCHAR)", []),
        UsageKey.Source => (Sources, []),
        UsageKey.Nothing => ("NULL::VARCHAR", []),
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, null),
    };

    /// <summary>Adds conditions; those on people by the identifiers that are theirs.</summary>
    public static InteractionConditions And(this InteractionConditions conditions, UsageCondition condition, Func<IReadOnlyList<string>, IReadOnlyList<int>> identifiers)
    {
        var dialect = MonthDialect.Instance;
        var (sql, values) = condition switch
        {
            UsageCondition.Of of => identifiers(of.EndUsers) is { Count: > 0 } known ? ($"i.identifier IN ({string.Join(", ", known)})", Array.Empty<object?>()) : ("false", []),
            UsageCondition.Tagged tagged => OneOf(dialect.Tag(tagged.Key), tagged.Values),
            UsageCondition.Judged judged => ($"({Feedback} & {(int)judged.Kinds}) <> 0", []),
            UsageCondition.From from => from.Sources.Count == 0
                ? ("false", [])
                : ($"list_has_any({Sources}, [{string.Join(", ", from.Sources.Select(_ => dialect.TextPlace))}])", [.. from.Sources.Select(dialect.TextValue)]),
            UsageCondition.Named named => OneOf(named.Ids),
            UsageCondition.Never => ("false", []),
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, null),
        };
        // NULL, where an interaction has nothing of the kind, is no.
        return conditions.And(condition.Exclude ? $"NOT coalesce({sql}, false)" : $"coalesce({sql}, false)", values);
    }

    /// <summary>Whether the traces have to be read.</summary>
    public static bool ReadsTraces(this UsageScope scope) => scope.Keys.Any(key => key is UsageKey.Source) || scope.Conditions.Any(condition => condition is UsageCondition.From);

    private static (string Sql, object?[] Values) OneOf(IReadOnlyList<string> ids)
    {
        List<(string Sql, object[] Values)> alternatives = [.. ids.Select(id => InteractionConditions.Named(MonthDialect.Instance, id))];
        return alternatives.Count == 0 ? ("false", []) : ($"({string.Join(" OR ", alternatives.Select(one => one.Sql))})", [.. alternatives.SelectMany(one => one.Values)]);
    }

    private static (string Sql, object?[] Values) OneOf((string Sql, object Value) held, IReadOnlyList<string> values)
    {
        var dialect = MonthDialect.Instance;
        List<string> alternatives = [.. values.Select(value => value.Length == 0 ? $"{held.Sql} IS NULL" : $"{held.Sql} = {dialect.TextPlace}")];
        List<object?> bound = [.. values.SelectMany(value => value.Length == 0 ? (object[])[held.Value] : [held.Value, dialect.TextValue(value)])];
        return alternatives.Count == 0 ? ("false", []) : ($"({string.Join(" OR ", alternatives)})", [.. bound]);
    }
}
