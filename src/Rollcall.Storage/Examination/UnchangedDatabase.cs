using Microsoft.Data.Sqlite;

namespace Rollcall.Storage.Examination;

/// <summary>Opens a database of SQLite to look at it alone, while nobody else has it open.</summary>
internal static class UnchangedDatabase
{
    /// <exception cref="SqliteException">It is no database, or damaged.</exception>
    public static SqliteConnection Open(string file)
    {
        // A log has to be read with the file, for which the engine makes an index of it; without one it can leave everything alone.
        var hasLog = new FileInfo($"{file}-wal") is { Exists: true, Length: > 0 };
        var source = hasLog ? file : $"file:{file.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal)}?immutable=1";
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>What the engine says of the structure of a file; empty when it is sound.</summary>
    public static IReadOnlyList<string> Faults(SqliteConnection connection)
    {
        List<string> faults = [];
        foreach (var check in (string[])["PRAGMA integrity_check(10)", "PRAGMA foreign_key_check"])
        {
            using var command = connection.CreateCommand();
            command.CommandText = check;
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                if (rows.GetValue(0) is not "ok")
                    faults.Add(rows.FieldCount == 1 ? rows.GetString(0) : $"a row of {rows.GetString(0)} refers to a row of {rows.GetString(2)} that is not there");
            }
        }

        return faults;
    }
}
