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
    /// <exception cref="MonthDamagedException">A file does not hold what it should.</exception>
    public void Load(StoreState state, ProjectIndex index, long receivedSince, uint minute)
    {
        if (!ledger.Months.Any(entry => !entry.IsRepairing))
            return;
        using var session = MonthSession.ForWriter(engine, ledger);
        foreach (var entry in ledger.Months.Where(entry => !entry.IsRepairing))
        {
            _ = MonthAppend.Marker(session, entry.Month, state.LastSeq);
            var change = new IndexChange { ThroughSeq = state.LastSeq };
            foreach (var (identifier, day, count) in UseOf(session, entry).Days)
                change.DaysOfUse.Add((state.Names.PersonForWriter(identifier), day, count));
            index.Apply(change);
            MonthReads.Received(session, entry.Month, receivedSince, ledger, (identity, content, received) => state.Recent.Add(identity, content, StoreState.Minute(received), minute));
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
        List<(int, Day, int)> more = [.. MonthReads.Uses(session, month, conditions).Concat(dropped).Select(use => (use.Identifier, calendar.DayOf(use.Quarter), (int)use.Count))];
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
