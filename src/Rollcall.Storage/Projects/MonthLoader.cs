using Rollcall.Kernel;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>Reads the use of the months into the index: what is kept of each (<see cref="MonthUse"/>), and from its file what came since; and the recent identities.</summary>
internal sealed class MonthLoader
{
    private readonly MonthEngine _engine;
    private readonly MonthLedger _ledger;
    private readonly ProjectCalendar _calendar;
    private readonly long _lastSeq;
    private readonly bool _isExamination;
    private readonly List<(MonthEntry Entry, byte[] Circumstances, MonthUse? Kept)> _months;

    /// <param name="engine">Of the month files.</param>
    /// <param name="ledger">What they have to hold.</param>
    /// <param name="calendar">Of the project.</param>
    /// <param name="lastSeq">The newest row that there can be.</param>
    /// <param name="isExamination">Whether every file is read anew, and nothing changed.</param>
    public MonthLoader(MonthEngine engine, MonthLedger ledger, ProjectCalendar calendar, long lastSeq, bool isExamination)
    {
        (_engine, _ledger, _calendar, _lastSeq, _isExamination) = (engine, ledger, calendar, lastSeq, isExamination);
        _months = [.. ledger.Months.Where(entry => !entry.IsRepairing).Select(WithKept)];
    }

    /// <summary>Adds the use. To open the files of years would be most of a start: one of which all is kept stays closed, and is looked at after it.</summary>
    /// <param name="index">Gets it.</param>
    /// <param name="personOf">The person of an identifier.</param>
    /// <param name="ct">Cancels between two months.</param>
    /// <exception cref="MonthDamagedException">A file does not hold what it should.</exception>
    public void LoadUse(ProjectIndex index, Func<int, int> personOf, CancellationToken ct = default)
    {
        foreach (var (entry, circumstances, kept) in _months)
        {
            ct.ThrowIfCancellationRequested();
            var isAllKept = kept?.Through >= entry.Through && kept.Interactions == entry.Held && _engine.Folder.Has(entry.Month);
            var use = isAllKept ? kept! : UseOf(entry, kept, MonthUse.None(circumstances));
            index.Apply(new() { ThroughSeq = _ledger.MovedThrough, DaysOfUse = use.Days.Select(day => (personOf(day.Identifier), day.Day, day.Count)) });
        }
    }

    /// <summary>Collects the identities that are still remembered, from the files that may have some. Beside the use, if need be.</summary>
    /// <exception cref="MonthDamagedException">A file does not hold what it should.</exception>
    public void LoadIdentities(RecentlyReceived recent)
    {
        foreach (var (entry, _, kept) in _months)
        {
            if (kept?.Through >= entry.Through && kept.Received < recent.Since)
                continue;
            using var session = Open(entry);
            IdentityReads.Received(session, _ledger, entry.Month, recent);
        }
    }

    private (MonthEntry Entry, byte[] Circumstances, MonthUse? Kept) WithKept(MonthEntry entry)
    {
        var circumstances = MonthUse.CircumstancesOf(_ledger, entry, _calendar);
        return (entry, circumstances, _isExamination ? null : MonthUse.Read(_engine.Folder.UseOf(entry.Month), circumstances, _ledger.MovedThrough));
    }

    // One for each month: whoever waits for all of them to end gets a turn.
    private MonthSession Open(MonthEntry entry)
    {
        var session = MonthSession.ForLoading(_engine, _ledger);
        try
        {
            _ = MonthAppend.Marker(session, entry.Month, _lastSeq);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private MonthUse UseOf(MonthEntry entry, MonthUse? kept, MonthUse none)
    {
        using var session = Open(entry);
        var use = kept?.Through >= entry.Through ? kept : Plus(session, entry.Month, kept ?? none);
        if (use.Interactions != entry.Held && kept is not null)
            (use, kept) = (Plus(session, entry.Month, none), null);
        if (use.Interactions != entry.Held)
            throw new MonthDamagedException(entry.Month, $"it holds {use.Interactions} interactions and should hold {entry.Held}");
        if (!_isExamination && use.Interactions - (kept?.Interactions ?? 0) >= _engine.RowsToKeepUse)
            Keep(use, _engine.Folder.UseOf(entry.Month));
        return use;
    }

    private MonthUse Plus(MonthSession session, Month month, MonthUse kept)
    {
        var conditions = new InteractionConditions(MonthDialect.Instance).AndThrough(_ledger.MovedThrough).AndNotErased(_ledger, month);
        if (kept.Through > 0)
            conditions.And("i.seq > ?", kept.Through);
        // The totals of what was dropped are of rows that were there before: what was kept holds them.
        var dropped = kept.Through > 0 ? [] : MonthReads.Totals(session, month);
        List<(int, Day, int)> more = [.. MonthReads.Uses(session, month, _calendar, conditions), .. dropped.Select(use => (use.Identifier, _calendar.DayOf(use.Quarter), (int)use.Count))];
        return kept.Plus(more, _ledger.MovedThrough, MonthReads.NewestReceived(session, month, conditions));
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
