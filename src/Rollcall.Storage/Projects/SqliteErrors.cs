using Microsoft.Data.Sqlite;

namespace Rollcall.Storage.Projects;

/// <summary>What SQLite's errors mean for a sender; the engine's own words stay in the log.</summary>
internal static class SqliteErrors
{
    public const int Full = 13;
    public const int NotADatabase = 26;

    public static StoreUnavailableException Translate(SqliteException error) => error.SqliteErrorCode == Full
        ? new StoreUnavailableException("The disk of the server is full.", error) { IsDiskFull = true }
        : new StoreUnavailableException("The store could not be read or written.", error);
}
