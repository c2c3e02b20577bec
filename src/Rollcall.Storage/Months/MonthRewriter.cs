using DuckDB.NET.Data;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>
/// Writes the file of a month anew, off the writer's thread, without what readers are not given any more: the engine would leave deleted rows in a file for
/// as long as they share its blocks with others. Nothing is moved meanwhile, and nothing until the new file stands in the old one's place.
/// </summary>
internal sealed class MonthRewriter(MonthEngine engine, DiskFloor floor, Action<Exception> failed)
{
    private Task _running = Task.CompletedTask;
    private volatile Exception? _failure;
    private Month? _made;

    public bool IsRunning => !_running.IsCompleted;

    /// <summary>The month whose new file waits to take its place; for the writer's thread, while none is being made.</summary>
    public Month? Made => IsRunning ? null : _made;

    /// <summary>Starts one; false where there is no room for it.</summary>
    /// <exception cref="MonthDamagedException">The last one found its month damaged.</exception>
    public bool TryStart(MonthLedger ledger, Month month, long textsBefore = 0)
    {
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
        {
            if (failure is MonthDamagedException)
                throw failure;
            return false;
        }

        if (!floor.HasRoom((4 * engine.Folder.LogBytes(month)) + (2 * new FileInfo(engine.Folder.FileOf(month)).Length)))
            return false;
        _running = Task.Run(() => Run(ledger, month, textsBefore));
        return true;
    }

    /// <summary>Forgets a file that was made: the old one changed.</summary>
    public void Discard() => _made = null;

    /// <summary>
    /// Puts the new file in the old one's place. Readers must not meet it before they can know of it: those who are at work end first. False when they do
    /// not in time.
    /// </summary>
    public bool TrySwap(WriterConnection connection, Month month, Action<WriterConnection> swapped, Action<StorePoint> at)
    {
        using var hold = engine.TryHold(MonthEngine.ReadersWait);
        if (hold is null)
            return false;
        Discard();
        if (engine.Folder.LogBytes(month) > 0)
            return true;
        at(StorePoint.RewriteSwap);
        engine.Folder.Replace(month);
        at(StorePoint.RewriteSwapped);
        connection.InTransaction(() => connection.Erasures.RecordRewritten(month));
        swapped(connection);
        return true;
    }

    public Task Stop() => _running;

    private void Run(MonthLedger ledger, Month month, long textsBefore)
    {
        try
        {
            using var inside = engine.Folder.Gate.TryEnter();
            if (inside is null)
                return;   // once the backup is made, the next one
            using var session = MonthSession.ForWriter(engine, ledger);
            // A log that outlived its file would be taken for the new one's.
            session.Do(month, (connection, name) =>
            {
                connection.Run($"CHECKPOINT {name}");
                MonthFormat.Rewrite(connection, engine.Folder, month, name, ledger, textsBefore);
                return 0;
            });
            _made = month;
        }
        catch (Exception exception) when (exception is StoreUnavailableException or MonthDamagedException or IOException or DuckDBException or ObjectDisposedException)
        {
            _failure = exception;
            engine.Retire();
            failed(exception);
        }
    }
}
