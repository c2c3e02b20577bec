using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rollcall.Cli.Tables;

namespace Rollcall.Cli.Import;

/// <summary>Makes the line that is sent of the cells of a row. Cells without a value are left out of it.</summary>
internal sealed class RowJson(IReadOnlyList<Column> columns)
{
    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonReaderOptions Read = new() { MaxDepth = 256 };

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <param name="number">Of the row.</param>
    /// <param name="cells">One for each column; null for no value.</param>
    public ImportLine Line(long number, IReadOnlyList<string?> cells)
    {
        if (cells.Count != columns.Count)
            return new(number, [], [new("cell_count", $"The row has {cells.Count} cells for {columns.Count} columns.")]);
        _bytes.ResetWrittenCount();
        var faults = new List<RowFault>();
        using (var json = new Utf8JsonWriter(_bytes, Written))
        {
            json.WriteStartObject();
            for (var at = 0; at < cells.Count; at++)
            {
                // An empty text is a value only where texts are kept: programs that quote every cell write "" for nothing.
                if (cells[at] is { } cell && (cell.Length > 0 || columns[at].Kind == ColumnKind.Text))
                    Write(json, columns[at], cell, faults);
            }

            json.WriteEndObject();
        }

        var line = faults.Count == 0 ? _bytes.WrittenSpan.ToArray() : [];
        if (_bytes.Capacity > 1 << 20)
            _bytes.Clear();
        return new(number, line, faults);
    }

    private static void Write(Utf8JsonWriter json, Column column, string cell, List<RowFault> faults)
    {
        switch (column.Kind)
        {
            case ColumnKind.Number when long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                json.WriteNumber(column.Name, number);
                break;
            case ColumnKind.Number:
                faults.Add(new("invalid_number", $"{column.Name}: '{Shown(cell)}' is no whole number of 64 bits."));
                break;
            case ColumnKind.Json or ColumnKind.Tags when OneLine(cell) is { } text:
                json.WritePropertyName(column.Name);
                json.WriteRawValue(text, skipInputValidation: true);
                break;
            case ColumnKind.Json or ColumnKind.Tags:
                faults.Add(new("invalid_json", $"{column.Name}: '{Shown(cell)}' is no JSON."));
                break;
            default:
                json.WriteString(column.Name, cell);
                break;
        }
    }

    // As it stands, but for line breaks, which can only be between its parts; null for what is no JSON.
    private static byte[]? OneLine(string cell)
    {
        var text = Encoding.UTF8.GetBytes(cell);
        try
        {
            var reader = new Utf8JsonReader(text, Read);
            while (reader.Read())
            {
            }
        }
        catch (JsonException)
        {
            return null;
        }

        text.AsSpan().ReplaceAny(LineBreaks, (byte)' ');
        return text;
    }

    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\r\n"u8);

    private static string Shown(string cell) => cell.Length <= 60 ? cell : $"{cell.AsSpan(0, 60)}...";
}
