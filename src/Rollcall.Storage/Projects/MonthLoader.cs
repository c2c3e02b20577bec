using Rollcall.Kernel;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>Reads the use of the months into the index: what is kept of each (<see cref="MonthUse"/>), and from its file what came since; and the recent identities.</summary>
/// <param name="engine">Of the month files.</param>
/// <param name="ledger">What they have to hold.</param>
/// <param name="calendar">Of the project.</param>
/// <param name="isExamination">Whether every file is read anew, and nothing changed.</param>
internal sealed class MonthLoader(MonthEngine engine, MonthLedger ledger, ProjectCalendar calendar, bool isExamination)
{
    /// <param name="index">Gets the use.</param>
    /// <param name="personOf">The person of an identifier.</param>
    /// <param name="lastSeq">The newest row that there can be.</param>
    /// <param name="recent">Gets what was received lately; null where nobody asks for it.</param>
    /// <param name="ct">Cancels between two months.</param>
    /// <exception cref="MonthDamagedException">A file does not hold what it should.</exception>
    public void Load(ProjectIndex index, Func<int, int> personOf, long lastSeq, RecentlyReceived? recent, CancellationToken ct = default)
    {
        foreach (var entry in ledger.Months.Where(entry => !entry.IsRepairing))
        {
            ct.ThrowIfCancellationRequested();
            // One each: whoever waits for all of them to end gets a turn.
            using var session = MonthSession.ForLoading(engine, ledger);
            _ = MonthAppend.Marker(session, entry.Month, lastSeq);
            var change = new IndexChange { ThroughSeq = ledger.MovedThrough };
            foreach (var (identifier, day, count) in UseOf(session, entry).Days)
                change.DaysOfUse.Add((personOf(identifier), day, count));
            index.Apply(change);
            if (recent is not null)
                MonthReads.Received(session, entry.Month, recent.Since, ledger, recent.Add);
        }
    }

    private MonthUse UseOf(MonthSession session, MonthEntry entry)
    {
        var (path, circumstances) = (engine.Folder.UseOf(entry.Month), MonthUse.CircumstancesOf(ledger, entry, calendar));
        var none = new MonthUse(circumstances, 0, 0, []);
        var kept = isExamination ? none : MonthUse.Read(path, circumstances, ledger.MovedThrough) ?? none;
        var use = Plus(session, entry.Month, kept);
        if (use.Interactions != entry.Held && kept != none)
            use = Plus(session, entry.Month, kept = none);
        if (use.Interactions != entry.Held)
            throw new MonthDamagedException(entry.Month, $"it holds {use.Interactions} interactions and should hold {entry.Held}");
        if (!isExamination && use.Interactions - kept.Interactions >= engine.RowsToKeepUse)
            Keep(use, path);
        return use;
    }

    private MonthUse Plus(MonthSession session, Month month, MonthUse kept)
    {
        if (kept.Through == ledger.MovedThrough)
            return kept;
        var conditions = new InteractionConditions(MonthDialect.Instance).AndThrough(ledger.MovedThrough).AndNotErased(ledger, month);
        if (kept.Through > 0)
            conditions.And("i.seq > ?", kept.Through);
        // The totals of what was dropped are of rows that were there before: what was kept holds them.
        var dropped = kept.Through > 0 ? [] : MonthReads.Totals(session, month);
        List<(int, Day, int)> more = [.. MonthReads.Uses(session, month, calendar, conditions), .. dropped.Select(use => (use.Identifier, calendar.DayOf(use.Quarter), (int)use.Count))];
        return kept.Plus(more, ledger.MovedThrough);
    }

    // Nothing needs it: without it the next start takes longer.
    private static void Keep(MonthUse use, string path)
    {
        try
        {
            use.Write(path);
        }
        catch (IOException)
        {
            File.Delete($"{path}.new");
        }
    }
}
