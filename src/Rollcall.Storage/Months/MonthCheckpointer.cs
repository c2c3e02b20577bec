using DuckDB.NET.Data;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>
/// Folds what was committed to a month file into it, off the writer's thread: it takes up to seconds. Nothing is moved meanwhile, because the engine would
/// let the mover wait. Never without room on the disk: on a full one the engine becomes unusable.
/// </summary>
internal sealed class MonthCheckpointer(MonthEngine engine, DiskFloor floor, Action<Exception> failed)
{
    /// <summary>A log of that size is folded in even while rows arrive: until then they are in memory and are read again at each start.</summary>
    private const long BusyBytes = 32 << 20;

    /// <summary>Below that a log does no harm.</summary>
    private const long IdleBytes = 1 << 20;

    private Task _running = Task.CompletedTask;

    public bool IsRunning => !_running.IsCompleted;

    /// <summary>Starts one where a month needs it.</summary>
    public void StartIfDue(MonthLedger ledger, bool isIdle)
    {
        if (IsRunning)
            return;
        var (bytes, month) = ledger.Months.Select(entry => (engine.Folder.LogBytes(entry.Month), entry.Month)).DefaultIfEmpty().MaxBy(log => log.Item1);
        if (bytes >= (isIdle ? IdleBytes : BusyBytes) && floor.HasRoom(4 * bytes))
            _running = Task.Run(() => Run(ledger, month));
    }

    public Task Stop() => _running;

    private void Run(MonthLedger ledger, Month month)
    {
        try
        {
            using var session = MonthSession.ForCompleting(engine, ledger);
            session.Do(month, (connection, name) =>
            {
                connection.Run($"CHECKPOINT {name}");
                return 0;
            });
        }
        catch (Exception exception) when (exception is StoreUnavailableException or MonthDamagedException or IOException or DuckDBException or ObjectDisposedException)
        {
            // Nothing is lost: the log keeps what was committed. Damage is found by whoever reads next.
            engine.Retire();
            failed(exception);
        }
    }
}
