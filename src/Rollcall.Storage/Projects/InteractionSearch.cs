using Microsoft.Data.Sqlite;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Erasing;
using Rollcall.Storage.Months;
using Rollcall.Storage.Usage;

namespace Rollcall.Storage.Projects;

/// <summary>
/// Questions about interactions over the months and the journal as of one moment. The journal's snapshot comes first and says up to which row the months
/// answer; files only grow, so what they hold up to that row is the same whenever they are asked. Nobody has to wait for the mover, each row is found once.
/// </summary>
internal sealed class InteractionSearch : IDisposable
{
    // What is asked of all months, once, and is kept: everybody who asks the same later has it at once.
    private const int PatienceForAll = 10;

    // Counting looks at every interaction of its window once and more; an answer late is worth more than none.
    private const int PatienceForCounts = 4;

    private readonly SqliteConnection _journal;
    private readonly MonthEngine _engine;
    private readonly Func<MonthLedger> _current;
    private MonthSession? _session;

    /// <param name="journal">In a transaction of its own.</param>
    /// <param name="engine">Of the month files.</param>
    /// <param name="current">What the files hold by now.</param>
    public InteractionSearch(SqliteConnection journal, MonthEngine engine, Func<MonthLedger> current)
    {
        (_journal, _engine, _current) = (journal, engine, current);
        Ledger = MonthLedger.Read(journal);
    }

    public MonthLedger Ledger { get; }

    public SqliteConnection Journal => _journal;

    private IEnumerable<Month> Months => Ledger.Months.Where(entry => entry.IsReadable).Select(entry => entry.Month);

    /// <summary>Opens the file of a month, as long as readers find its interactions there.</summary>
    /// <param name="month">Which.</param>
    /// <param name="lastSeq">The newest row of all, asked for once the file was looked at: rows may come to it meanwhile.</param>
    /// <exception cref="MonthDamagedException">It is missing, broken, or does not hold what it should.</exception>
    public void LookAt(Month month, Func<long> lastSeq)
    {
        if (Months.Contains(month))
            MonthAppend.Check(month, MonthAppend.Marker(Session(), month), lastSeq());
    }

    public InteractionPage Browse(InteractionFilter filter, int? identifier, InteractionCursor? after, int limit, bool countTotal)
    {
        List<Month> months = [.. Months.Where(month => !(filter.From >= month.End) && !(filter.Until <= month.Start))];
        var total = countTotal ? Count(filter, identifier, months) : (long?)null;
        var found = First(
            [.. months.Where(month => after is null || month.Start <= after.Value.TimeStart).Reverse()], newestFirst: true, limit + 1,
            conditions => after is { } cursor ? conditions.And(filter, identifier).AndBefore(cursor) : conditions.And(filter, identifier));
        var next = found.Count > limit ? limit == 0 ? after : new(found[limit - 1].TimeStart, found[limit - 1].Seq) : null;
        List<Month> incomplete = [.. Ledger.Incomplete.Select(entry => entry.Month).Where(month => !(filter.From >= month.End) && !(filter.Until <= month.Start))];
        return new(found.Count > limit ? found[..limit] : found, next, total, incomplete);
    }

    public IReadOnlyList<StoredInteraction> Conversation(string id, int limit) =>
        First([.. Months], newestFirst: false, limit, conditions => conditions.AndConversation(id));

    /// <summary>
    /// The identifier and the local day of every row of <c>(after, through]</c> that meets the terms, and how many such rows there are; some may come in parts.
    /// </summary>
    public IEnumerable<(int Identifier, Day Day, int Count)> Matching(EventFilterTerms terms, ProjectCalendar calendar, long after, long through)
    {
        var conditions = OfJournal().And(terms).And("i.seq > ?", after).AndThrough(through);
        using (var rows = new Statement(_journal, $"SELECT i.identifier, i.time_start FROM interaction i WHERE {conditions.Sql}"))
        {
            rows.BindAll(conditions.Values);
            while (rows.Read())
                yield return ((int)rows.Number(0), calendar.DayOf(rows.Number(1)), 1);
        }

        // A month to which nothing was added since need not be asked.
        List<Month> months = [.. Ledger.Months.Where(entry => entry.IsReadable && entry.Through > after).Select(entry => entry.Month)];
        if (months.Count == 0)
            yield break;
        var session = Session(PatienceForAll);
        LeaveJournal();
        foreach (var month in months)
        {
            foreach (var use in MonthReads.Uses(session, month, calendar, OfMonth(month).And(terms).And("i.seq > ?", after).AndThrough(through)))
                yield return use;
        }
    }

    /// <summary>The interactions of a scope, to be counted.</summary>
    public UsageFacts Facts(UsageScope scope, Names names) => Facts(scope, names, LeaveJournal);

    private UsageFacts Facts(UsageScope scope, Names names, Action journalIsRead)
    {
        var session = Session(PatienceForCounts);
        var table = new FactTable(session, scope, names);
        table.Create();
        var conditions = OfJournal().AndStarting(scope.Bounds[0], scope.Bounds[^1]);
        var columns = FactSql.Columns(scope.ReadsTraces()).Select(column => column.Name == "traces" ? "t.traces" : $"i.{column.Name}");
        using (var rows = new Statement(
            _journal, $"SELECT {string.Join(", ", columns)} FROM interaction i {(scope.ReadsTraces() ? "LEFT JOIN interaction_text t ON t.seq = i.seq" : "")} WHERE {conditions.Sql}"))
        {
            table.Add(rows.BindAll(conditions.Values));
        }

        journalIsRead();
        foreach (var month in Months.Where(month => month.End > scope.Bounds[0] && month.Start < scope.Bounds[^1]))
            table.Add(month, OfMonth(month));
        return new(session, scope);
    }

    /// <summary>The rows of a scope, at most as many.</summary>
    public List<ErasedInteraction> Erasable(UsageScope scope, Names names, int limit)
    {
        _ = Facts(scope, names, () => { });
        List<ErasedInteraction> found = [];
        HashSet<long> inJournal = [];
        Session().Read("SELECT f.seq FROM fact f SEMI JOIN journal j ON j.seq = f.seq", [], row => inJournal.Add(row.GetInt64(0)));
        using (var rows = new Statement(_journal, "SELECT identifier, time_start, identity, received_at FROM interaction WHERE seq = ?"))
        {
            foreach (var seq in inJournal.Take(limit))
            {
                rows.Bind(seq).Read();
                found.Add(new(seq, (int)rows.Number(0), rows.Number(1), rows.Identity(2), rows.Number(3)));
                rows.Reset();
            }
        }

        foreach (var month in Months.Where(month => month.End > scope.Bounds[0] && month.Start < scope.Bounds[^1]))
        {
            var conditions = OfMonth(month);
            Session().Read(
                month, $$"""
                SELECT i.seq, i.identifier, i.time_start, i.identity, i.received_at
                FROM {month}.interaction i SEMI JOIN fact f ON f.seq = i.seq WHERE {{conditions.Sql}} LIMIT {{limit - found.Count}}
                """,
                conditions.Values, row => found.Add(new(row.GetInt64(0), row.GetInt32(1), row.GetInt64(2), Uuid.ToIdentity(row.GetGuid(3)), row.GetInt64(4))));
        }

        return found;
    }

    /// <summary>The interactions of some numbers, in that order; those that are not there are left out.</summary>
    public IReadOnlyList<StoredInteraction> Rows(IReadOnlyList<long> seqs)
    {
        var found = new Dictionary<long, StoredInteraction>();
        var list = string.Join(", ", seqs);
        foreach (var row in InteractionReads.Rows(_journal, OfJournal().And($"i.seq IN ({list})"), newestFirst: true, seqs.Count))
            found.Add(row.Seq, row);
        foreach (var month in Months.Reverse())
        {
            // Not those of the journal: a file may hold them too by now.
            List<long> missing = [.. seqs.Where(seq => !found.ContainsKey(seq) && !Ledger.IsErased(seq))];
            if (missing.Count == 0)
                break;
            foreach (var row in MonthReads.Rows(Session(), month, Numbered(missing), NameOf))
                found.Add(row.Seq, row);
        }

        return [.. seqs.Where(found.ContainsKey).Select(seq => found[seq])];
    }

    public void Dispose() => _session?.Dispose();

    public InteractionConditions OfJournal() => new InteractionConditions(JournalDialect.Instance).AndOfJournal(Ledger);

    private static InteractionConditions Numbered(IEnumerable<long> seqs) => new InteractionConditions(MonthDialect.Instance).And($"i.seq IN ({string.Join(", ", seqs)})");

    private InteractionConditions OfMonth(Month month) => new InteractionConditions(MonthDialect.Instance).AndOfMonth(Ledger, month);

    private long Count(InteractionFilter filter, int? identifier, List<Month> months)
    {
        var inJournal = InteractionReads.Count(_journal, OfJournal().And(filter, identifier));
        return inJournal + months.Sum(month => filter.TakesAllOf(month) && Ledger.Find(month) is { } entry
            ? entry.Held - (Ledger.Changed.GetValueOrDefault(month)?.Count ?? 0)
            : MonthReads.Count(Session(), month, OfMonth(month).And(filter, identifier)));
    }

    // Months in the order of the list: once there is enough and the next month is beyond it, the rest cannot matter.
    private List<StoredInteraction> First(List<Month> months, bool newestFirst, int limit, Func<InteractionConditions, InteractionConditions> narrow)
    {
        var order = new Order(newestFirst);
        List<(InteractionCursor At, Month? Month)> keys = [];
        var journal = InteractionReads.Rows(_journal, narrow(OfJournal()), newestFirst, limit).ToDictionary(row => row.Seq);
        keys.AddRange(journal.Values.Select(row => (new InteractionCursor(row.TimeStart, row.Seq), (Month?)null)));
        foreach (var month in months)
        {
            keys.Sort((a, b) => order.Compare(a.At, b.At));
            if (keys.Count >= limit && (limit == 0 || order.Compare(keys[limit - 1].At, new(newestFirst ? month.End : month.Start, 0)) < 0))
                break;
            keys.AddRange(MonthReads.Keys(Session(), month, narrow(OfMonth(month)), newestFirst, limit).Select(key => (key, (Month?)month)));
        }

        keys.Sort((a, b) => order.Compare(a.At, b.At));
        List<(InteractionCursor At, Month? Month)> chosen = [.. keys.Take(limit)];
        var rows = new Dictionary<long, StoredInteraction>();
        foreach (var ofMonth in chosen.Where(key => key.Month is not null).GroupBy(key => key.Month!.Value))
        {
            foreach (var row in MonthReads.Rows(Session(), ofMonth.Key, Numbered(ofMonth.Select(key => key.At.Seq)), NameOf))
                rows.Add(row.Seq, row);
        }

        return [.. chosen.Select(key => key.Month is null ? journal[key.At.Seq] : rows[key.At.Seq])];
    }

    public (string Text, int Person) NameOf(int identifier)
    {
        using var row = new Statement(_journal, "SELECT text, person FROM identifier WHERE number = ?");
        return row.Bind(identifier).Read() ? (row.Text(0), (int)row.Number(1)) : throw new StoreUnavailableException($"There is no identifier {identifier}: the store is damaged.");
    }

    public MonthSession Session(int patience = 1)
    {
        if (_session is not null)
            return _session;
        _session = MonthSession.ForReader(_engine, Ledger, patience * _engine.QuestionLimit);
        // While the session lasts no file is replaced. One that was written anew before does not hold what this moment still knows.
        var current = _current();
        if (Ledger.Months.Any(entry => current.Find(entry.Month) is { } now && now.Rewrites != entry.Rewrites))
            throw new MonthRewrittenException();
        // Nor is one set aside. One that was before is being made anew, and does not hold everything yet.
        if (Ledger.Months.Any(entry => current.Find(entry.Month)?.DamagedAt != entry.DamagedAt))
            throw new StoreUnavailableException("A month is being repaired. Try again shortly.");
        return _session;
    }

    // What is still asked of the months takes seconds: for as long as the journal's moment is held its log cannot begin anew. What is read of it from here on is of a later moment.
    private void LeaveJournal() => _journal.Run("COMMIT; BEGIN");

    private sealed class Order(bool newestFirst) : IComparer<InteractionCursor>
    {
        public int Compare(InteractionCursor x, InteractionCursor y)
        {
            var ascending = x.TimeStart != y.TimeStart ? x.TimeStart.CompareTo(y.TimeStart) : x.Seq.CompareTo(y.Seq);
            return newestFirst ? -ascending : ascending;
        }
    }
}
