using Rollcall.Cli.Tables;

namespace Rollcall.Cli.Import;

/// <summary>A column of a Parquet file as the text that a row is made of. Types of other programs are taken where they can mean one thing only.</summary>
internal static class ParquetCell
{
    private static readonly string[] Integers =
        ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"];

    /// <summary>The column in SQL, with what is wrong with its type; null for nothing.</summary>
    public static (string Sql, string? Fault) Of(Column column, string type, bool utc)
    {
        var name = $"\"{column.Name}\"";
        if (type is "VARCHAR" or "JSON")
            return ($"CAST({name} AS VARCHAR)", null);
        var sql = column.Kind switch
        {
            ColumnKind.Number => Number(name, type),
            ColumnKind.Instant => Instant(name, type, utc),
            ColumnKind.DayOrInstant => type == "DATE" ? $"CAST({name} AS VARCHAR)" : Instant(name, type, utc),
            ColumnKind.Json => IsNested(type) ? $"CAST(to_json({name}) AS VARCHAR)" : null,
            // A structure has all its keys in every row: those without a value are not tags.
            ColumnKind.Tags => IsNested(type) ? $"CAST(json_merge_patch('{{}}', to_json({name})) AS VARCHAR)" : null,
            ColumnKind.Name when column.Name == "error" && type == "BOOLEAN" => $"CASE WHEN {name} THEN 'true' END",
            ColumnKind.Name => Integers.Contains(type, StringComparer.Ordinal) || type == "UUID" ? $"CAST({name} AS VARCHAR)" : null,
            _ => null,
        };
        return (sql ?? "NULL", sql is null ? Fault(column, type) : null);
    }

    private static string? Number(string name, string type)
    {
        if (Integers.Contains(type, StringComparer.Ordinal))
            return $"CAST({name} AS VARCHAR)";
        // Programs without a null for whole numbers keep them as fractions, and NaN for none. Beyond 2^53 such a number may be another one.
        if (type is "DOUBLE" or "FLOAT")
            return $"CASE WHEN isnan({name}) THEN NULL WHEN {name} = trunc({name}) AND abs({name}) <= 9007199254740992 THEN CAST(CAST({name} AS BIGINT) AS VARCHAR) ELSE CAST({name} AS VARCHAR) END";
        return type.StartsWith("DECIMAL", StringComparison.Ordinal)
            ? $"CASE WHEN {name} = trunc({name}) THEN CAST(CAST({name} AS HUGEINT) AS VARCHAR) ELSE CAST({name} AS VARCHAR) END"
            : null;
    }

    private static string? Instant(string name, string type, bool utc) => type switch
    {
        "TIMESTAMP WITH TIME ZONE" => $"replace(CAST({name} AT TIME ZONE 'UTC' AS VARCHAR), ' ', 'T') || 'Z'",
        "TIMESTAMP" or "TIMESTAMP_NS" or "TIMESTAMP_MS" or "TIMESTAMP_S" when utc => $"replace(CAST({name} AS VARCHAR), ' ', 'T') || 'Z'",
        _ => null,
    };

    private static bool IsNested(string type) => type.StartsWith("STRUCT", StringComparison.Ordinal) || type.StartsWith("MAP", StringComparison.Ordinal) || type.EndsWith("[]", StringComparison.Ordinal);

    private static string Fault(Column column, string type) => $"the column '{column.Name}' is {type}, where {column.Kind switch
    {
        ColumnKind.Instant or ColumnKind.DayOrInstant when type.StartsWith("TIMESTAMP", StringComparison.Ordinal) => "a time needs its zone (say --utc if it is UTC)",
        ColumnKind.Instant => "a TIMESTAMP WITH TIME ZONE or a text is taken",
        ColumnKind.DayOrInstant => "a DATE, a TIMESTAMP WITH TIME ZONE or a text is taken",
        ColumnKind.Number => "a whole number is taken",
        ColumnKind.Json or ColumnKind.Tags => "a STRUCT, MAP or list, or JSON as text, is taken",
        _ => "a text is taken",
    }}";
}
