using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Later;

/// <summary>Finds the interactions that a later fact speaks of, in the journal or in the months. For the writer's thread.</summary>
internal sealed class InteractionFinder(LaterStatements journal, MonthQuestions months)
{
    // Of interactions that one person began at the same moment; more of them are no people.
    private const int MostAtOnce = 1_000;

    public IReadOnlyList<FoundInteraction> Find(int identifier, PreparedFact fact)
    {
        if (fact.Tags is not null)
            return Find(identifier, fact, fact.Time, fact.Time + 1, newestFirst: true, MostAtOnce);
        var before = Find(identifier, fact, fact.Earliest, fact.Time + 1, newestFirst: true, 1);
        return before.Count > 0 || !fact.NamesTexts ? before : Find(identifier, fact, fact.Time + 1, fact.Latest + 1, newestFirst: false, 1);
    }

    private List<FoundInteraction> Find(int identifier, PreparedFact fact, long from, long until, bool newestFirst, int limit)
    {
        var found = journal.Find(identifier, from, until, fact.InputHash, fact.OutputHash, newestFirst, limit);
        // What is dropped may be in the journal for a while.
        found.RemoveAll(row => months.Ledger.Find(Month.Of(row.TimeStart)) is { IsDropped: true });
        var (trimmed, received) = journal.Trimmed();
        if (trimmed == 0)
            return found;
        // An interaction starts at most a day after it is received: nothing that has left the journal starts later than this.
        var end = Math.Min(until, received + LaterFact.Day + 1);
        if (limit == 1 && found.Count == 1 && newestFirst)
            from = Math.Max(from, found[0].TimeStart + 1);
        if (from >= end)
            return found;
        found.AddRange(InMonths(identifier, fact, from, end, newestFirst, limit, trimmed));
        found.Sort((a, b) => (newestFirst ? -1 : 1) * (a.TimeStart, a.Seq).CompareTo((b.TimeStart, b.Seq)));
        return [.. found.Take(limit)];
    }

    private List<FoundInteraction> InMonths(int identifier, PreparedFact fact, long from, long until, bool newestFirst, int limit, long throughSeq)
    {
        List<FoundInteraction> found = [];
        var readable = months.Ledger.Months.Where(entry => entry.IsReadable && entry.Month.End > from && entry.Month.Start < until);
        foreach (var entry in newestFirst ? readable.Reverse() : readable)
        {
            if (found.Count >= limit)
                break;
            var conditions = new InteractionConditions(MonthDialect.Instance).And("i.identifier = ?", identifier)
                .AndStarting(from, until).AndThrough(throughSeq).AndNotErased(months.Ledger, entry.Month);
            if (fact.InputHash is { } input)
                conditions.And("i.input_hash = ?", input);
            if (fact.OutputHash is { } output)
                conditions.And("i.output_hash = ?", output);
            // The journal may have such a row again, and then knows better.
            found.AddRange(months.Ask(entry, session => MonthRows.First(session, entry.Month, conditions, newestFirst, limit)).Where(row => !journal.IsInJournal(row.Seq)));
        }

        return found;
    }
}
