using System.Collections.Concurrent;
using DuckDB.NET.Data;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>
/// Folds what was committed to a month file into it, off the writer's thread: it takes up to seconds. Nothing is moved meanwhile, because the engine would
/// let the mover wait. Never without room on the disk: on a full one the engine becomes unusable.
/// </summary>
internal sealed class MonthCheckpointer(MonthEngine engine, DiskFloor floor, Action<StorePoint> at, Action<Exception> failed)
{
    /// <summary>
    /// A log of that size is folded in even while rows arrive: until then they are in memory and are read again at each start. What is folded in at once stays together in the file, so
    /// it should not be little; nor much, because the disk and a processor are busy with it meanwhile.
    /// </summary>
    private const long BusyBytes = 16 << 20;

    /// <summary>Below that a log does no harm.</summary>
    private const long IdleBytes = 1 << 20;

    private readonly ConcurrentDictionary<Month, long> _through = [];
    private Task _running = Task.CompletedTask;
    private volatile bool _hasFailed;

    public bool IsRunning => !_running.IsCompleted;

    /// <summary>Whether a month's rows up to one are in the file itself, and not in its log alone.</summary>
    public bool Covers(Month month, long seq) => engine.Folder.LogBytes(month) == 0 || _through.GetValueOrDefault(month) >= seq;

    /// <summary>Tells that rows which the file has itself were changed in its log.</summary>
    public void Forget(Month month) => _through.TryRemove(month, out _);

    /// <summary>Starts one; false where there is no room for it, or the last one failed.</summary>
    public bool TryStart(MonthLedger ledger, Month month)
    {
        if (IsRunning || _hasFailed || !floor.HasRoom(4 * engine.Folder.LogBytes(month)))
        {
            _hasFailed = false;
            return false;
        }

        _running = Task.Run(() => Run(ledger, month));
        return true;
    }

    /// <summary>Starts one where a month needs it.</summary>
    public void StartIfDue(MonthLedger ledger, bool isIdle)
    {
        if (IsRunning)
            return;
        var (bytes, month) = ledger.Months.Select(entry => (engine.Folder.LogBytes(entry.Month), entry.Month)).DefaultIfEmpty().MaxBy(log => log.Item1);
        if (bytes >= (isIdle ? IdleBytes : BusyBytes))
            TryStart(ledger, month);
    }

    /// <summary>Starts one where a month to which rows are being added needs it.</summary>
    public void StartIfDue(MonthLedger ledger, Month month)
    {
        if (engine.Folder.LogBytes(month) >= BusyBytes)
            TryStart(ledger, month);
    }

    public Task Stop() => _running;

    private void Run(MonthLedger ledger, Month month)
    {
        try
        {
            using var inside = engine.Folder.Gate.TryEnter();
            if (inside is null)
                return;   // once the backup is made, the next one
            using var session = MonthSession.ForCompleting(engine, ledger);
            session.Do(month, (connection, name) =>
            {
                at(StorePoint.MonthCheckpoint);
                connection.Run($"CHECKPOINT {name}");
                return 0;
            });
            _through[month] = ledger.MovedThrough;
        }
        catch (Exception exception) when (exception is StoreUnavailableException or MonthDamagedException or IOException or DuckDBException or ObjectDisposedException)
        {
            // Nothing is lost: the log keeps what was committed. Damage is found by whoever reads next.
            _hasFailed = true;
            engine.Retire();
            failed(exception);
        }
    }
}
