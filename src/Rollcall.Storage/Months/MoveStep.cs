using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>Appends the journal's rows to the files of their months, a stretch after the other, a step at a time.</summary>
internal sealed class MoveStep(MonthEngine engine, MonthCheckpointer checkpointer, Action<StorePoint> at)
{
    private readonly StepSize _size = new(MonthAppend.MostRows);
    private MoveWindow? _window;

    /// <summary>Whether a stretch was begun and not ended.</summary>
    public bool IsUnderway => _window is not null;

    /// <summary>Begins the stretch anew: the files say how far it came.</summary>
    public void Forget() => _window = null;

    /// <summary>One step; true when it ended a stretch, up to which the files then hold everything.</summary>
    /// <exception cref="MonthDamagedException">A month's file cannot be written.</exception>
    public bool Take(WriterConnection connection, MonthLedger ledger, long lastSeq)
    {
        _window ??= new(connection.Journal, ledger.MovedThrough, lastSeq);
        if (!_window.TryNext(out var month, out var last))
        {
            Record(connection, _window);
            _window = null;
            return true;
        }

        using var session = MonthSession.ForWriter(engine, ledger);
        if (ledger.Find(month) is null && !engine.Folder.Has(month))
        {
            session.Create(month);   // takes as long as a step
            return false;
        }

        var through = MonthAppend.Marker(session, month, lastSeq).Through;
        if (through >= last || _size.Take(rows => MonthAppend.Piece(session, month, connection.Journal.OfMonth(month, Math.Max(through, _window.After), _window.Through), at, rows)))
            _window.Done();
        // A stretch of long texts may be more than the engine can hold until it ends.
        checkpointer.StartIfDue(ledger, month);
        return false;
    }

    private void Record(WriterConnection connection, MoveWindow window)
    {
        // The engine makes its logs without making their names durable.
        engine.Folder.Sync();
        at(StorePoint.MoveRecord);
        connection.InTransaction(() =>
        {
            foreach (var (month, last, rows) in window.Months(connection.Journal))
                connection.Journal.Record(month, last, rows);
            connection.Journal.RecordMoved(window.Through);
        });
        at(StorePoint.MoveRecorded);
    }
}
