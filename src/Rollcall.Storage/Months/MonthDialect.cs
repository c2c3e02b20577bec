using System.Text;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>The month files', in DuckDB: <c>i</c> is the row. Texts are bound as bytes, because the client cuts strings at a NUL.</summary>
internal sealed class MonthDialect : IInteractionDialect
{
    public static readonly MonthDialect Instance = new();

    /// <summary>Whether the row is in one of some runs.</summary>
    public static string Within(IReadOnlyList<SeqRun> runs)
    {
        const int Short = 16;
        var single = string.Join(", ", runs.Where(run => run.Last - run.First < Short).SelectMany(run => Enumerable.Range(0, (int)(run.Last - run.First) + 1).Select(i => run.First + i)));
        var ranges = string.Join(", ", runs.Where(run => run.Last - run.First >= Short).Select(run => $"({run.First}, {run.Last})"));
        return (single, ranges) switch
        {
            ({ Length: > 0 }, { Length: 0 }) => $"(i.seq IN ({single}))",
            ({ Length: 0 }, { Length: > 0 }) => $"({InRanges()})",
            _ => $"(i.seq IN ({single}) OR {InRanges()})",
        };

        string InRanges() => $"EXISTS (SELECT 1 FROM (VALUES {ranges}) AS e (first, last) WHERE i.seq BETWEEN e.first AND e.last)";
    }

    public string TextPlace => "decode(?)";

    public string TimeStart => "i.time_start";

    public object TextValue(string text) => Encoding.UTF8.GetBytes(text);

    public object IdentityValue(UInt128 identity) => Uuid.Of(identity);

    // A JSON pointer can name any key. A text that does not even contain the key need not be read as JSON, which takes ten times as long.
    public (string Sql, object Value) Tag(string key)
    {
        var held = $"json_extract_string(i.tags, {TextPlace})";
        var path = TextValue($"/{key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");
        return (key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? $"CASE WHEN contains(i.tags, '\"{key}\"') THEN {held} END" : held, path);
    }

    public (string Sql, object[] Values) Holds(string text)
    {
        var value = TextValue(string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c)));
        return ($"({In("i.input")} OR {In("i.output")})", [value, value, value, value]);

        // The engine's own lower() knows all of Unicode, the journal's does not; but it is ten times as fast, and what it rules out is ruled out.
        string In(string column) => $"""
            (contains(lower({column}), lower({TextPlace}))
             AND contains(translate({column}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'), {TextPlace}))
            """;
    }
}
