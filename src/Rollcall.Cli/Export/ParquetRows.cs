using System.Text.Json;
using Rollcall.Cli.Server;
using Rollcall.Cli.Tables;

namespace Rollcall.Cli.Export;

/// <summary>The values of a line in the order of the columns: numbers as BIGINT, times as TIMESTAMP WITH TIME ZONE, everything else as VARCHAR.</summary>
internal sealed class ParquetRows(IReadOnlyList<Column> columns)
{
    // Traces nest deeper than documents usually do.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    private readonly Dictionary<string, int> _places = columns.Select((column, at) => (column.Name, At: at)).ToDictionary(column => column.Name, column => column.At, StringComparer.Ordinal);

    public static Type TypeOf(Column column) => column.Kind switch
    {
        ColumnKind.Number => typeof(long),
        ColumnKind.Instant => typeof(DateTimeOffset),
        _ => typeof(string),
    };

    /// <summary>The column in SQL, with <see cref="Escaped"/> undone.</summary>
    public static string Selected(Column column) => TypeOf(column) == typeof(string)
        ? $"""CASE WHEN contains("{column.Name}", chr(1)) THEN replace(replace("{column.Name}", chr(1) || '0', chr(0)), chr(1) || '1', chr(1)) ELSE "{column.Name}" END AS "{column.Name}" """
        : $"\"{column.Name}\"";

    /// <exception cref="ServerException">The line is none, or has something for which there is no column: leaving it out would lose it.</exception>
    public object?[] Of(byte[] line)
    {
        try
        {
            using var json = JsonDocument.Parse(line, Options);
            var row = new object?[columns.Count];
            foreach (var property in json.RootElement.EnumerateObject())
            {
                var at = PlaceOf(property.Name);
                row[at] = property.Value.ValueKind == JsonValueKind.Null ? null : Value(columns[at].Kind, property.Value);
            }

            return row;
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException)
        {
            throw new ServerException($"The server sent a line that is not as it must be: {wrong.Message}", wrong);
        }
    }

    private int PlaceOf(string field) => _places.TryGetValue(field, out var at)
        ? at
        : throw new ServerException($"The server's lines have a field '{field}', for which this version of rollcall has no column. Use its version, or --format ndjson.");

    private static object Value(ColumnKind kind, JsonElement value) => kind switch
    {
        ColumnKind.Number => value.GetInt64(),
        ColumnKind.Instant => value.GetDateTimeOffset(),
        ColumnKind.Json or ColumnKind.Tags => Escaped(value.GetRawText()),
        _ => Escaped(value.GetString()!),
    };

    // A text is handed to the engine up to its first NUL.
    private static string Escaped(string text) => text.AsSpan().IndexOfAny('\0', '\u0001') < 0
        ? text
        : text.Replace("\u0001", "\u00011", StringComparison.Ordinal).Replace("\0", "\u00010", StringComparison.Ordinal);
}
