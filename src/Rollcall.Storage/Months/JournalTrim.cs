using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>
/// Removes rows from the journal in their order, some days after they arrived. Until then a month can be made anew of them; so what goes has to be in the file itself,
/// not in its log alone, where a sync that failed once may have left a hole, and the file is asked first whether it holds the rows.
/// </summary>
internal static class JournalTrim
{
    /// <summary>Rows of a transaction: their pages are overwritten with zeros, which with 2 KB of text a row takes some tens of milliseconds.</summary>
    public const int MostRows = 2_000;

    /// <summary>One transaction's worth, or some of the room that became free; false when there is neither, or it cannot be done now.</summary>
    /// <param name="now">By the clock.</param>
    /// <param name="lifetime">How long rows stay.</param>
    /// <exception cref="MonthDamagedException">A file lacks rows that are in the journal.</exception>
    public static bool Step(
        MonthEngine engine, MonthCheckpointer checkpointer, WriterConnection connection, MonthLedger ledger, DateTimeOffset now, TimeSpan lifetime, Action<StorePoint> at)
    {
        // What a clock received that ran ahead by more than that would keep all after it here until then: how old it is nobody knows, and it is in its month.
        var (before, beyond) = (Timestamp.ToMicroseconds(now - lifetime), Timestamp.ToMicroseconds(now + lifetime));
        var (first, last, firstReceived, lastReceived) = (0L, 0L, long.MaxValue, 0L);
        var months = new Dictionary<Month, long>();
        var rows = connection.Journal.Oldest(ledger.MovedThrough, MostRows);
        while (rows.Read() && rows.Number(2) is var received && (received < before || received > beyond))
        {
            if (first == 0)
                first = rows.Number(0);
            last = rows.Number(0);
            (firstReceived, lastReceived) = (Math.Min(firstReceived, received), Math.Max(lastReceived, received));
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
