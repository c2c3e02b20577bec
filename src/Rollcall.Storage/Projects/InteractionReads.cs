using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Rollcall.Storage.Projects;

/// <summary>Questions about interactions, each on a connection that sees one moment.</summary>
internal static class InteractionReads
{
    public static InteractionPage Browse(
        SqliteConnection connection, InteractionFilter filter, int? identifier, InteractionCursor? after, int limit, bool countTotal)
    {
        var conditions = Conditions(filter, identifier);
        var total = countTotal ? Count(connection, conditions) : (long?)null;
        if (after is { } cursor)
            conditions.And("(i.time_start, i.seq) < (?, ?)", cursor.TimeStart, cursor.Seq);

        List<StoredInteraction> items = [];
        using var rows = new Statement(connection, $"""
            SELECT {StoredInteraction.Columns} FROM {StoredInteraction.Tables}
            WHERE {conditions.Sql} ORDER BY i.time_start DESC, i.seq DESC LIMIT ?
            """);
        rows.BindAll(conditions.Values).Bind(limit + 1L);
        while (rows.Read())
            items.Add(StoredInteraction.Read(rows));
        if (items.Count <= limit)
            return new(items, null, total);
        items.RemoveAt(limit);
        return new(items, items.Count == 0 ? after : new(items[^1].TimeStart, items[^1].Seq), total);
    }

    public static IReadOnlyList<StoredInteraction> Conversation(SqliteConnection connection, string id, int limit)
    {
        List<StoredInteraction> items = [];
        using var rows = new Statement(connection, $"""
            SELECT {StoredInteraction.Columns} FROM {StoredInteraction.Tables}
            WHERE i.conversation = ? ORDER BY i.time_start, i.seq LIMIT ?
            """);
        rows.Bind(id).Bind(limit);
        while (rows.Read())
            items.Add(StoredInteraction.Read(rows));
        return items;
    }

    /// <summary>The identifier and the start of every row up to a sequence number that meets the terms, in the order of receipt.</summary>
    public static IEnumerable<(int Identifier, long TimeStart)> Matching(SqliteConnection connection, EventFilterTerms terms, long throughSeq)
    {
        var conditions = new InteractionConditions().And("i.seq <= ?", throughSeq).And(terms);
        using var rows = new Statement(connection, $"SELECT i.identifier, i.time_start FROM interaction i WHERE {conditions.Sql} ORDER BY i.seq");
        rows.BindAll(conditions.Values);
        while (rows.Read())
            yield return ((int)rows.Number(0), rows.Number(1));
    }

    private static InteractionConditions Conditions(InteractionFilter filter, int? identifier)
    {
        var conditions = new InteractionConditions().And(filter.Terms);
        if (filter.EndUser is not null)
            conditions.And("i.identifier = ?", identifier ?? -1);
        if (filter.From is { } from)
            conditions.And("i.time_start >= ?", from);
        if (filter.Until is { } until)
            conditions.And("i.time_start < ?", until);
        if (filter.Id is { } id)
        {
            conditions.And("(i.identity = ? OR (i.identity = ? AND i.id IS NULL))", InteractionIdentity.OfId(id), FromHex(id));
        }

        if (filter.Contains is { Length: > 0 } text)
        {
            var pattern = $"%{Regex.Replace(text, @"[\\%_]", @"\$0", RegexOptions.None, TimeSpan.FromSeconds(1))}%";
            conditions.And(@"(t.input LIKE ? ESCAPE '\' OR t.output LIKE ? ESCAPE '\')", pattern, pattern);
        }

        return conditions;
    }

    private static long Count(SqliteConnection connection, InteractionConditions conditions)
    {
        var text = conditions.Sql.Contains("t.input", StringComparison.Ordinal) ? "LEFT JOIN interaction_text t ON t.seq = i.seq" : "";
        using var rows = new Statement(connection, $"SELECT count(*) FROM interaction i {text} WHERE {conditions.Sql}");
        rows.BindAll(conditions.Values);
        rows.Read();
        return rows.Number(0);
    }

    private static UInt128? FromHex(string id) =>
        id.Length == 32 && UInt128.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var identity) ? identity : null;
}
