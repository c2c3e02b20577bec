using Microsoft.Data.Sqlite;

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

        var identifiers = connection.Number("SELECT count(*) FROM identifier");
        return new(
            identifiers,
            connection.Number("SELECT count(*) FROM person WHERE listed = 1"),
            identifiers - connection.Number("SELECT count(*) FROM person"),
            connection.Number("SELECT count(*) FROM interaction"),
            counts.GetValueOrDefault(StoreStatistics.DuplicatesName),
            counts.GetValueOrDefault(StoreStatistics.ConflictsName),
            counts.GetValueOrDefault(StoreStatistics.RefusedName));
    }
}
