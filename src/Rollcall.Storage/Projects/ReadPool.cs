using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Rollcall.Storage.Projects;

/// <summary>
/// Read-only connections. Each lease is one transaction, so that everything read in it is of one moment. A few are kept open between leases.
/// </summary>
internal sealed class ReadPool(ProjectFile file) : IDisposable
{
    private const int Kept = 4;

    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private volatile bool _isClosed;

    /// <exception cref="StoreUnavailableException">The file cannot be read.</exception>
    public Lease Rent()
    {
        ObjectDisposedException.ThrowIf(_isClosed, typeof(ProjectStore));
        SqliteConnection? connection = null;
        try
        {
            connection = _idle.TryTake(out var idle) ? idle : file.OpenForReading();
            connection.Run("BEGIN");
            return new(this, connection);
        }
        catch (SqliteException broken)
        {
            connection?.Dispose();
            throw SqliteErrors.Translate(broken);
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }

    private void Return(SqliteConnection connection)
    {
        try
        {
            connection.Run("COMMIT");
        }
        catch (SqliteException)
        {
            connection.Dispose();
            return;
        }

        if (_isClosed || _idle.Count >= Kept)
            connection.Dispose();
        else
            _idle.Add(connection);
        if (_isClosed)
            Dispose();
    }

    internal sealed class Lease(ReadPool pool, SqliteConnection connection) : IDisposable
    {
        public SqliteConnection Connection => connection;

        public void Dispose() => pool.Return(connection);
    }
}
