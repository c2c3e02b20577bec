using Microsoft.Data.Sqlite;
using Rollcall.Storage.Projects;
using SQLitePCL;

namespace Rollcall.Storage.Backups;

/// <summary>Copies a database of SQLite by its online backup: as of one moment, however much is written meanwhile, by this process or another.</summary>
internal static class SqliteCopy
{
    private const int PagesAtOnce = 2_048;

    /// <param name="source">The file.</param>
    /// <param name="target">A file that is not there yet.</param>
    /// <param name="read">Asks the database something as of that moment.</param>
    /// <param name="ct">Stops between two steps.</param>
    public static T Copy<T>(string source, string target, Func<SqliteConnection, T> read, CancellationToken ct)
    {
        new FileStream(target, FileCopy.Private(FileMode.CreateNew, FileAccess.Write)).Dispose();
        using var from = Connect(source, SqliteOpenMode.ReadOnly);
        using var to = Connect(target, SqliteOpenMode.ReadWrite);
        // The copy is made durable as a whole, and thrown away when it fails.
        to.Run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
        // A snapshot of our own holds all steps together; without it the copy would begin anew with every commit.
        from.Run("BEGIN");
        var answer = read(from);
        Step(from, to, ct);
        from.Run("COMMIT");
        return answer;
    }

    private static void Step(SqliteConnection from, SqliteConnection to, CancellationToken ct)
    {
        using var backup = raw.sqlite3_backup_init(to.Handle!, "main", from.Handle!, "main");
        if (backup.IsInvalid)
            SqliteException.ThrowExceptionForRC(raw.sqlite3_errcode(to.Handle!), to.Handle!);
        int result;
        do
        {
            ct.ThrowIfCancellationRequested();
            result = raw.sqlite3_backup_step(backup, PagesAtOnce);
        }
        while (result == raw.SQLITE_OK);
        if (result != raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(result, to.Handle!);
    }

    private static SqliteConnection Connect(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        connection.Run("PRAGMA busy_timeout = 5000");
        return connection;
    }
}
