using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Erasing;

/// <summary>
/// Carries out what was erased, a month after the other: first in the journal, then in the month's file, then in the journal's log. Only then it is forgotten
/// what was erased; until then each step can be repeated, and readers leave the rows out.
/// </summary>
internal static class ErasureStep
{
    /// <summary>Rows of a transaction.</summary>
    private const int MostRows = 1_000;

    /// <summary>One step; false when it has to wait, for room or for readers.</summary>
    /// <exception cref="MonthDamagedException">The month's file cannot be read.</exception>
    public static bool Take(MonthEngine engine, MonthRewriter rewriter, WriterConnection connection, MonthLedger ledger, Action<StorePoint> at)
    {
        var (month, runs) = ledger.Erased.First();
        if (connection.Erasures.InJournal(month, MostRows) is { Count: > 0 } seqs)
        {
            connection.InTransaction(() =>
            {
                connection.Erasures.Delete(seqs);
                at(StorePoint.EraseJournal);
            });
            return true;
        }

        if (engine.Folder.Has(month) && Holds(engine, ledger, month, runs))
            return rewriter.TryStart(ledger, month);
        at(StorePoint.EraseLog);
        if (!connection.TryTruncateLog())
            return false;
        at(StorePoint.EraseRecord);
        connection.InTransaction(() => connection.Erasures.Forget(month));
        return true;
    }

    private static bool Holds(MonthEngine engine, MonthLedger ledger, Month month, IReadOnlyList<SeqRun> runs)
    {
        using var session = MonthSession.ForWriter(engine, ledger);
        return MonthReads.Count(session, month, new InteractionConditions(MonthDialect.Instance).And(MonthDialect.Within(runs))) > 0;
    }
}
