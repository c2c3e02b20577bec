using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>
/// Takes away what a project keeps no longer, a step at a time: texts in the journal, then those in the months; then interactions of whole months, of which
/// totals stay. What there is to do is found out anew each time, so a step can be repeated.
/// </summary>
internal sealed class RetentionStep(MonthEngine engine, MonthRewriter rewriter, Action<StorePoint> at)
{
    /// <summary>Rows of a transaction.</summary>
    private const int MostRows = 1_000;

    private const long DayMicroseconds = 86_400_000_000;

    // What a run before this one deleted may still stand in the log.
    private bool _isLogDue = true;

    /// <summary>Whether anything was dropped by the last step: what was learnt of the interactions is out of date.</summary>
    public bool HasDropped { get; private set; }

    /// <summary>One step: true when there may be more to do, false when it has to wait, null when all is done.</summary>
    /// <exception cref="MonthDamagedException">A month's file cannot be read.</exception>
    public bool? Take(WriterConnection connection, MonthLedger ledger, Retention retention, DateTimeOffset now)
    {
        HasDropped = false;
        if (retention.TextDays is { } days && TakeTexts(connection, ledger, TextsBefore(now, days)) is { } texts)
            return texts;
        if (retention.InteractionMonths is { } months && Drop(connection, ledger, OldestKept(now, months), now))
            return true;
        if (Reduce(connection, ledger) is { } reduced)
            return reduced;
        if (_isLogDue && !connection.TryTruncateLog())
            return false;
        _isLogDue = false;
        return null;
    }

    /// <summary>Texts of interactions that start before this are to go: whole UTC days, so that a file is written anew once a day at the most.</summary>
    internal static long TextsBefore(DateTimeOffset now, int days) => (Timestamp.ToMicroseconds(now) / DayMicroseconds * DayMicroseconds) - (days * DayMicroseconds);

    internal static Month OldestKept(DateTimeOffset now, int months) => Month.Of(Timestamp.ToMicroseconds(now.ToUniversalTime().AddMonths(-months)));

    private bool? TakeTexts(WriterConnection connection, MonthLedger ledger, long before)
    {
        var deleted = 0L;
        connection.InTransaction(() => deleted = connection.Retention.DeleteTexts(before, MostRows));
        if (deleted > 0)
        {
            _isLogDue = true;
            return true;
        }

        foreach (var entry in ledger.Months.Where(entry => entry.IsReadable && entry.Month.Start < before))
        {
            var bound = Math.Min(before, entry.Month.End);
            if (entry.TextsBefore >= bound && entry.TextsThrough >= entry.Through)
                continue;
            if (HasTexts(ledger, entry, bound))
                return rewriter.TryStart(ledger, entry.Month, bound);
            at(StorePoint.RetentionRecord);
            connection.InTransaction(() => connection.Retention.RecordTexts(entry.Month, bound, entry.Through));
            return true;
        }

        return null;
    }

    private bool HasTexts(MonthLedger ledger, MonthEntry entry, long before)
    {
        using var session = MonthSession.ForWriter(engine, ledger);
        var conditions = new InteractionConditions(MonthDialect.Instance).And("i.time_start < ?", before)
            .And("(i.input IS NOT NULL OR i.output IS NOT NULL OR i.traces IS NOT NULL)");
        return MonthReads.Count(session, entry.Month, conditions) > 0;
    }

    private bool Drop(WriterConnection connection, MonthLedger ledger, Month oldest, DateTimeOffset now)
    {
        if (ledger.Months.FirstOrDefault(entry => entry.IsReadable && entry.Month.Number < oldest.Number) is not { } entry)
            return false;
        at(StorePoint.RetentionRecord);
        connection.InTransaction(() => connection.Retention.Drop(entry.Month, Timestamp.ToMicroseconds(now)));
        HasDropped = true;
        return true;
    }

    // First the file, whose new form is on the disk for certain; then what the journal has.
    private bool? Reduce(WriterConnection connection, MonthLedger ledger)
    {
        foreach (var month in ledger.Months.Where(entry => entry is { IsDropped: true, IsRepairing: false }).Select(entry => entry.Month))
        {
            using (var session = MonthSession.ForWriter(engine, ledger))
            {
                var conditions = new InteractionConditions(MonthDialect.Instance).AndThrough(ledger.MovedThrough).AndNotErased(ledger, month);
                if (MonthReads.Count(session, month, conditions) > 0)
                    return rewriter.TryStart(ledger, month);
            }

            if (connection.Retention.Moved(month, MostRows) is not { Count: > 0 } seqs)
                continue;
            connection.InTransaction(() =>
            {
                connection.Erasures.Delete(seqs);
                at(StorePoint.RetentionJournal);
            });
            _isLogDue = true;
            return true;
        }

        return null;
    }
}
