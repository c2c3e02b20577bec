using Microsoft.Data.Sqlite;

namespace Rollcall.Storage.Projects;

/// <summary>
/// Copies the log into the database behind the writer's back: a checkpoint on the commit path costs senders 10 to 20 ms. Under steady writing such a
/// checkpoint never reaches the end of the log, which would grow without end; so the writer copies the few pages that are left when one is through
/// (<see cref="TakeThrough"/>), after which the log begins anew. Where a reader was in the way more than a few are left: that is for the next one.
/// </summary>
internal sealed class Checkpointer(ProjectFile file, int everyPages, Action<Exception> failed)
{
    // Pages that the writer copies in some milliseconds.
    private const int Few = 500;
    private const int MostPasses = 4;

    private Task _running = Task.CompletedTask;
    private volatile bool _isThrough;
    private int _pages;

    /// <summary>Called by the writer after each commit.</summary>
    public void Wrote(int pages)
    {
        _pages += pages;
        if (_pages < everyPages || !_running.IsCompleted)
            return;
        _pages = 0;
        _running = Task.Run(Run);
    }

    /// <summary>Called by the writer between commits; true once after each checkpoint.</summary>
    public bool TakeThrough()
    {
        if (!_isThrough)
            return false;
        _isThrough = false;
        return true;
    }

    public Task Stop() => _running;

    private void Run()
    {
        try
        {
            using var connection = file.OpenForWriting();
            _isThrough = NearsEnd(connection);
        }
        catch (Exception exception) when (exception is SqliteException or IOException)
        {
            // Nothing is lost: the log keeps what was committed, and the next checkpoint tries again.
            failed(exception);
        }
    }

    // Each pass copies what was written during the one before. False where a reader needs what lies before the end.
    private static bool NearsEnd(SqliteConnection connection)
    {
        var before = 0L;
        for (var pass = 0; pass < MostPasses; pass++)
        {
            using var result = new Statement(connection, "PRAGMA wal_checkpoint(PASSIVE)");
            result.Read();
            var (logged, copied) = (result.Number(1), result.Number(2));
            if (logged - copied > Few)
                return false;
            if (copied - before <= Few)
                return true;
            before = copied;
        }

        return true;
    }
}
