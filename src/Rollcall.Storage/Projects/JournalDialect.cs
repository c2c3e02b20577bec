namespace Rollcall.Storage.Projects;

/// <summary>The journal's, in SQLite: <c>i</c> is the row, <c>t</c> its texts.</summary>
internal sealed class JournalDialect : IInteractionDialect
{
    public static readonly JournalDialect Instance = new();

    /// <summary>Whether the row <c>i</c> was not erased: it may still be there. Runs of erased rows do not overlap.</summary>
    public const string NotErased = "NOT coalesce((SELECT e.last FROM erasure e WHERE e.first <= i.seq ORDER BY e.first DESC LIMIT 1) >= i.seq, 0)";

    public string TextPlace => "?";

    // + hides the index: the journal holds few rows that no month has, and they are found by their seq.
    public string TimeStart => "+i.time_start";

    public object TextValue(string text) => text;

    public object IdentityValue(UInt128 identity) => identity;

    // A path is read much faster than json_each, but some keys cannot be written as one.
    public (string Sql, object Value) Tag(string key) => key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or ' ')
        ? ("i.tags ->> ?", $"$.\"{key}\"")
        : ("(SELECT value FROM json_each(i.tags) WHERE key = ?)", key);

    // lower() knows ASCII only; LIKE would stop at a NUL.
    public (string Sql, object[] Values) Holds(string text) => ("(instr(lower(t.input), lower(?)) > 0 OR instr(lower(t.output), lower(?)) > 0)", [text, text]);
}
