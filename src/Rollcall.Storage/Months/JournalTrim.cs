using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>
/// Removes rows from the journal, some days after they arrived. Until then a month can be made anew of them; so what goes has to be in the file itself,
/// not in its log alone, where a sync that failed once may have left a hole, and the file is asked first whether it holds the rows.
/// </summary>
internal static class JournalTrim
{
    /// <summary>Rows of a transaction: their pages are overwritten with zeros, which with 2 KB of text a row takes some tens of milliseconds.</summary>
    public const int MostRows = 2_000;

    /// <summary>One transaction's worth, or some of the room that became free; false when there is neither, or it cannot be done now.</summary>
    /// <exception cref="MonthDamagedException">A file lacks rows that are in the journal.</exception>
    public static bool Step(
        MonthEngine engine, MonthCheckpointer checkpointer, WriterConnection connection, MonthLedger ledger, DateTimeOffset receivedBefore, Action<StorePoint> at)
    {
        var before = Timestamp.ToMicroseconds(receivedBefore);
        var (first, last, firstReceived, lastReceived) = (0L, 0L, 0L, 0L);
        var months = new Dictionary<Month, long>();
        var rows = connection.Journal.Oldest(ledger.MovedThrough, MostRows);
        while (rows.Read() && rows.Number(2) < before)
        {
            if (first == 0)
                (first, firstReceived) = (rows.Number(0), rows.Number(2));
            (last, lastReceived) = (rows.Number(0), rows.Number(2));
            // Rows that had left already, and came back because they changed, were looked for when that was brought into the file.
            if (last <= ledger.TrimmedThrough)
                continue;
            var month = Month.Of(rows.Number(1));
            months[month] = months.GetValueOrDefault(month) + 1;
        }

        rows.Reset();
        if (first == 0)
            return connection.GiveBackPages();
        foreach (var month in months.Keys)
        {
            if (!checkpointer.Covers(month, last))
                return checkpointer.TryStart(ledger, month);
        }

        using (var session = MonthSession.ForWriter(engine, ledger))
        {
            // A dropped month has totals instead.
            foreach (var (month, expected) in months.Where(entry => ledger.Find(entry.Key) is not { IsDropped: true }))
            {
                var held = MonthReads.Count(session, month, new InteractionConditions(MonthDialect.Instance).And("i.seq BETWEEN ? AND ?", Math.Max(first, ledger.TrimmedThrough + 1), last));
                if (held != expected)
                    throw new MonthDamagedException(month, $"it holds {held} of the rows {first} to {last} and should hold {expected}");
            }
        }

        at(StorePoint.Trim);
        connection.InTransaction(() =>
        {
            connection.Journal.Delete(last, firstReceived, lastReceived);
            connection.Changes.Delete(last);
        });
        return true;
    }
}
