using Microsoft.Extensions.Logging;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>What is done about damaged months: those that lack their end get it back, others are set aside and made anew. For the writer's thread.</summary>
/// <param name="mover">Of the month files.</param>
/// <param name="clock">The present.</param>
/// <param name="at">Told of the points at which tests let something break.</param>
/// <param name="logger">Of the project.</param>
internal sealed partial class MonthMending(Mover mover, TimeProvider clock, Action<StorePoint> at, ILogger logger)
{
    // A file that is damaged again as soon as it is made is not made over and over.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private MonthRepair? _repair;

    /// <inheritdoc cref="Mover.Mend"/>
    public void Mend(WriterConnection connection, MonthDamagedException damage)
    {
        using var inside = mover.Engine.Folder.Gate.TryEnter() ?? throw new StoreUnavailableException("A damaged month has to wait for a backup.", damage);
        if (mover.Ledger.Find(damage.Month) is { IsRepairing: false } entry && damage.IsBehind)
        {
            BehindFound(logger, damage.Month, damage);
            var rows = MonthRepair.Refill(mover.Engine, mover.Ledger, connection.Journal, entry);
            long? damagedAt = rows < entry.Held ? Timestamp.ToMicroseconds(clock.GetUtcNow()) : null;
            var folds = MonthRepair.Folds(mover.Engine, mover.Ledger, entry.Month);
            connection.InTransaction(() =>
            {
                connection.Journal.RecordRepaired(entry.Month, rows, damagedAt);
                connection.Changes.RecordLost(entry.Month, folds);
            });
            mover.Change();
        }
        else
        {
            SetAside(connection, damage);
        }

        Forget();
        mover.ReadLedger(connection);
        if (mover.Ledger.Find(damage.Month) is { Lost: > 0 } incomplete)
            RowsLost(logger, damage.Month, incomplete.Lost);
    }

    /// <summary>One step of making the file of a month anew.</summary>
    public void Repair(WriterConnection connection, Month month)
    {
        var repair = _repair?.Month == month ? _repair : MonthRepair.Begin(mover.Engine, mover.Ledger, month);
        _repair = repair.Step(mover.Engine, mover.Ledger, connection.Journal, at);
        if (_repair is not null)
            return;
        using var session = MonthSession.ForCompleting(mover.Engine, mover.Ledger);
        var rows = MonthReads.Held(session, mover.Ledger, month, mover.Ledger.MovedThrough);
        mover.Engine.Folder.Sync();
        connection.InTransaction(() => connection.Journal.RecordRepaired(month, rows, null));
        mover.ReadLedger(connection);
        Repaired(logger, month, rows);
    }

    /// <summary>Begins the file that is being made anew from what it holds: the step before may have failed.</summary>
    public void Forget() => _repair = null;

    private void SetAside(WriterConnection connection, MonthDamagedException damage)
    {
        if (mover.Ledger.Find(damage.Month) is { IsRepairing: true, DamagedAt: { } before } && clock.GetUtcNow() - Timestamp.FromMicroseconds(before) < Patience)
            throw new StoreUnavailableException($"The file of {damage.Month} was damaged again while it was made anew.", damage);
        DamageFound(logger, damage.Month, damage);
        // Readers must not meet the new file before they can know that it is not whole yet.
        using var hold = mover.Engine.TryHold(MonthEngine.ReadersWait) ?? throw new StoreUnavailableException("A damaged month is still being read.");
        var now = clock.GetUtcNow();
        mover.Engine.Folder.SetAside(damage.Month, now);
        at(StorePoint.SetAside);
        connection.InTransaction(() => connection.Journal.RecordRepair(damage.Month, Timestamp.ToMicroseconds(now)));
        mover.ReadLedger(connection);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The file of {Month} is damaged. It is renamed, and made anew of what the journal still holds.")]
    private static partial void DamageFound(ILogger logger, Month month, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The file of {Month} lacks its end, which is added again from the journal.")]
    private static partial void BehindFound(ILogger logger, Month month, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Rows} interactions of {Month} are lost: they are neither in its file nor in the journal any more.")]
    private static partial void RowsLost(ILogger logger, Month month, long rows);

    [LoggerMessage(Level = LogLevel.Information, Message = "The file of {Month} was made anew with {Rows} interactions.")]
    private static partial void Repaired(ILogger logger, Month month, long rows);
}
