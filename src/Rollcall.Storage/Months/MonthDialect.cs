using System.Text;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>The month files', in DuckDB: <c>i</c> is the row. Texts are bound as bytes, because the client cuts strings at a NUL.</summary>
internal sealed class MonthDialect : IInteractionDialect
{
    public static readonly MonthDialect Instance = new();

    public string TextPlace => "decode(?)";

    public string TimeStart => "i.time_start";

    public object TextValue(string text) => Encoding.UTF8.GetBytes(text);

    public object IdentityValue(UInt128 identity) => Uuid.Of(identity);

    // A JSON pointer can name any key.
    public (string Sql, object Value) Tag(string key) =>
        ($"json_extract_string(i.tags, {TextPlace})", TextValue($"/{key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}"));

    public (string Sql, object[] Values) Holds(string text)
    {
        var value = TextValue(string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c)));
        return ($"(contains({Lower("i.input")}, {TextPlace}) OR contains({Lower("i.output")}, {TextPlace}))", [value, value]);

        // The engine's own lower() and ILIKE know all of Unicode, the journal's do not.
        static string Lower(string column) => $"translate({column}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')";
    }
}
