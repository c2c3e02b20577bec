using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Exports;

/// <summary>Questions about a span of an export, to the journal and the month's file as of one moment. Row numbers stand in the SQL itself: only then do files skip what lies outside.</summary>
internal sealed class ExportReads
{
    private const long Day = 86_400_000_000;

    private readonly InteractionSearch _search;
    private readonly Month _month;
    private readonly InteractionConditions? _ofJournal;
    private readonly InteractionConditions? _ofFile;

    public ExportReads(InteractionSearch search, ExportSpan span, long? from, long? until)
    {
        (_search, _month) = (search, span.Month);
        var ledger = search.Ledger.Within(span.Month, span.Run);
        var run = $"i.seq BETWEEN {span.Run.First} AND {span.Run.Last}";
        var entry = ledger.Find(span.Month);
        if (entry is not { IsReadable: true } || ledger.Changed.Count > 0 || span.Run.Last > ledger.MovedThrough)
        {
            _ofJournal = new InteractionConditions(JournalDialect.Instance).And(run).AndOfJournal(ledger).AndStarting(
                Math.Max(span.Month.Start, from ?? long.MinValue), Math.Min(span.Month.End, until ?? long.MaxValue));
        }

        if (entry is { IsReadable: true } && span.Run.First <= entry.Through)
            _ofFile = new InteractionConditions(MonthDialect.Instance).And(run).AndOfMonth(ledger, span.Month).And(new InteractionFilter { From = from, Until = until }, null);
    }

    /// <summary>The months that have anything, oldest first, with all rows stored by now.</summary>
    public static IEnumerable<ExportSpan> Months(InteractionSearch search, long? from, long? until)
    {
        HashSet<Month> months = [.. search.Ledger.Months.Where(entry => entry.IsReadable).Select(entry => entry.Month)];
        var conditions = search.OfJournal();
        using (var days = new Statement(search.Journal, $"SELECT DISTINCT i.time_start / {Day} FROM interaction i WHERE {conditions.Sql}"))
        {
            days.BindAll(conditions.Values);
            while (days.Read())
                months.Add(Month.Of(days.Number(0) * Day));
        }

        using var newest = new Statement(search.Journal, "SELECT max(seq) FROM interaction");
        var run = new SeqRun(1, newest.Read() ? Math.Max(newest.Number(0), search.Ledger.MovedThrough) : 0);
        return [.. months.Where(month => !(from >= month.End) && !(until <= month.Start)).OrderBy(month => month.Number).Select(month => new ExportSpan(month, run, IsWholeMonth: true))];
    }

    /// <summary>How many rows there are to each so many row numbers, oldest first; without those that have none.</summary>
    public IEnumerable<(long First, long Rows)> Counts(int width)
    {
        var counts = new SortedDictionary<long, long>();
        var columns = $"i.seq - i.seq % {width}, count(*)";
        Read($"SELECT {columns} FROM interaction i", $"SELECT {columns} FROM {{month}}.interaction i", "GROUP BY 1", (first, rows) => counts[first] = counts.GetValueOrDefault(first) + rows);
        return counts.Select(count => (count.Key, count.Value));
    }

    /// <summary>Each row and about how many bytes its texts have, oldest first.</summary>
    public List<(long First, long Bytes)> Sizes()
    {
        List<(long First, long Bytes)> sizes = [];
        Read(
            $"SELECT i.seq, {Bytes("octet_length", "t")} FROM interaction i LEFT JOIN interaction_text t ON t.seq = i.seq",
            $"SELECT i.seq, {Bytes("strlen", "i")} FROM {{month}}.interaction i",
            "", (seq, bytes) => sizes.Add((seq, bytes)));
        sizes.Sort();
        return sizes;

        static string Bytes(string length, string texts) => string.Join(" + ", ((string[])["i.feedback", "i.tags", $"{texts}.input", $"{texts}.output", $"{texts}.traces"]).Select(column => $"coalesce({length}({column}), 0)"));
    }

    /// <summary>Whole rows of a part of the span, last received first.</summary>
    public List<StoredInteraction> Rows(SeqRun part)
    {
        var within = $"i.seq BETWEEN {part.First} AND {part.Last}";
        var rows = _ofJournal is null ? [] : InteractionReads.Rows(_search.Journal, _ofJournal.And(within), newestFirst: true, int.MaxValue);
        var names = new Dictionary<int, (string Text, int Person)>();
        if (_ofFile is not null)
            rows.AddRange(MonthReads.Rows(_search.Session(), _month, _ofFile.And(within), identifier => names.TryGetValue(identifier, out var name) ? name : names[identifier] = _search.NameOf(identifier)));
        rows.Sort((a, b) => b.Seq.CompareTo(a.Seq));
        return rows;
    }

    private void Read(string ofJournal, string ofFile, string end, Action<long, long> found)
    {
        if (_ofJournal is not null)
        {
            using var rows = new Statement(_search.Journal, $"{ofJournal} WHERE {_ofJournal.Sql} {end}");
            rows.BindAll(_ofJournal.Values);
            while (rows.Read())
                found(rows.Number(0), rows.Number(1));
        }

        if (_ofFile is not null)
            _search.Session().Read(_month, $"{ofFile} WHERE {_ofFile.Sql} {end}", _ofFile.Values, row => found(row.GetInt64(0), row.GetInt64(1)));
    }
}
