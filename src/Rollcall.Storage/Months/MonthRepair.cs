using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>A month whose file is being made anew from the journal, a stretch at a time.</summary>
/// <param name="Month">Which.</param>
/// <param name="From">The row after which the next stretch begins.</param>
internal sealed record MonthRepair(Month Month, long From)
{
    /// <summary>Begins, or goes on with the file that an earlier attempt left.</summary>
    public static MonthRepair Begin(MonthEngine engine, MonthLedger ledger, Month month)
    {
        using var session = MonthSession.ForCompleting(engine, ledger);
        if (!engine.Folder.Has(month))
            session.Create(month);
        return new(month, MonthAppend.Marker(session, month).Through);
    }

    /// <summary>One transaction's worth; where it goes on, or null when the file is whole.</summary>
    public MonthRepair? Step(MonthEngine engine, MonthLedger ledger, JournalStatements journal, Action<StorePoint> at)
    {
        var end = Math.Min(ledger.MovedThrough, From + MoveWindow.Length);
        using var session = MonthSession.ForCompleting(engine, ledger);
        if (!MonthAppend.Piece(session, Month, journal.OfMonth(Month, From, end), at))
            return this with { From = MonthAppend.Marker(session, Month).Through };
        return end < ledger.MovedThrough ? this with { From = end } : null;
    }

    /// <summary>The newest fold that a file holds, which may lack its end.</summary>
    public static long Folds(MonthEngine engine, MonthLedger ledger, Month month)
    {
        using var session = MonthSession.ForCompleting(engine, ledger);
        return session.Do(month, MonthFormat.Folds);
    }

    /// <summary>
    /// Adds the rows that the end of a file lacks, all at once: at most what was in its log. Returns the rows that the file then holds; its marker says
    /// that it is whole, so that what the journal has no more is missed once and not at each start.
    /// </summary>
    public static long Refill(MonthEngine engine, MonthLedger ledger, JournalStatements journal, MonthEntry entry)
    {
        using var session = MonthSession.ForCompleting(engine, ledger);
        long after;
        do
            after = MonthAppend.Marker(session, entry.Month).Through;
        while (!MonthAppend.Piece(session, entry.Month, journal.OfMonth(entry.Month, after, entry.Through), _ => { }));
        if (MonthAppend.Marker(session, entry.Month).Through < entry.Through)
            MonthAppend.Mark(session, entry.Month, entry.Through);
        return MonthReads.Held(session, ledger, entry.Month, entry.Through);
    }
}
