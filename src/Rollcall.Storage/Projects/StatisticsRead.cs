using Microsoft.Data.Sqlite;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>The counts of a project.</summary>
internal static class StatisticsRead
{
    public static StoreStatistics Read(SqliteConnection connection)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        using (var rows = new Statement(connection, "SELECT name, value FROM statistic"))
        {
            while (rows.Read())
                counts[rows.Text(0)] = rows.Number(1);
        }

        var ledger = MonthLedger.Read(connection);
        using var totals = new Statement(connection, $"""
            SELECT (SELECT count(*) FROM identifier), (SELECT count(*) FROM person WHERE listed = 1),
                   (SELECT count(*) FROM identifier) - (SELECT count(*) FROM person),
                   (SELECT count(*) FROM interaction i WHERE seq > (SELECT moved_through FROM mover) AND {JournalDialect.NotErased})
            """);
        totals.Read();
        return new(
            totals.Number(0), totals.Number(1), totals.Number(2), totals.Number(3) + ledger.Rows,
            counts.GetValueOrDefault(StoreStatistics.DuplicatesName),
            counts.GetValueOrDefault(StoreStatistics.ConflictsName),
            counts.GetValueOrDefault(StoreStatistics.RefusedName),
            [.. ledger.Incomplete.Select(IncompleteMonth.Of)]);
    }

    public static bool HasPeople(SqliteConnection connection)
    {
        using var rows = new Statement(connection, "SELECT 1 FROM person LIMIT 1");
        return rows.Read();
    }

    public static DateTimeOffset? LastReceived(SqliteConnection connection)
    {
        using var rows = new Statement(connection, $"""
            SELECT received_at FROM (SELECT received_at FROM interaction i WHERE {JournalDialect.NotErased} ORDER BY seq DESC LIMIT 1)
            UNION ALL SELECT trimmed_received FROM mover WHERE trimmed_received IS NOT NULL LIMIT 1
            """);
        return rows.Read() ? Timestamp.FromMicroseconds(rows.Number(0)) : null;
    }
}
