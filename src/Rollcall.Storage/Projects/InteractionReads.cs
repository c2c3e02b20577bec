using Microsoft.Data.Sqlite;

namespace Rollcall.Storage.Projects;

/// <summary>Questions to the journal, each on a connection that sees one moment.</summary>
internal static class InteractionReads
{
    public static List<StoredInteraction> Rows(SqliteConnection connection, InteractionConditions conditions, bool newestFirst, int limit)
    {
        List<StoredInteraction> items = [];
        var order = newestFirst ? "DESC" : "ASC";
        using var rows = new Statement(connection, $"""
            SELECT {StoredInteraction.Columns} FROM {StoredInteraction.Tables}
            WHERE {conditions.Sql} ORDER BY +i.time_start {order}, i.seq {order} LIMIT ?
            """);
        rows.BindAll(conditions.Values).Bind(limit);
        while (rows.Read())
            items.Add(StoredInteraction.Read(rows));
        return items;
    }

    public static long Count(SqliteConnection connection, InteractionConditions conditions)
    {
        var text = conditions.ReadsText ? "LEFT JOIN interaction_text t ON t.seq = i.seq" : "";
        using var rows = new Statement(connection, $"SELECT count(*) FROM interaction i {text} WHERE {conditions.Sql}");
        rows.BindAll(conditions.Values);
        rows.Read();
        return rows.Number(0);
    }
}
