namespace Rollcall.Storage.Projects;

/// <summary>
/// Copies the log into the database behind the writer's back: a checkpoint on the commit path costs senders 10 to 20 ms. Under steady writing such a
/// checkpoint never reaches the end of the log, which would grow without end; so the writer copies the few pages that are left when one is through
/// (<see cref="TakeThrough"/>), after which the log begins anew.
/// </summary>
internal sealed class Checkpointer(ProjectFile file, int everyPages, Action<Exception> failed)
{
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
            connection.Run("PRAGMA wal_checkpoint(PASSIVE)");
            _isThrough = true;
        }
        catch (Exception exception) when (exception is Microsoft.Data.Sqlite.SqliteException or IOException)
        {
            // Nothing is lost: the log keeps what was committed, and the next checkpoint tries again.
            failed(exception);
        }
    }
}
