namespace Rollcall.Storage.Months;

/// <summary>A stretch of the journal on its way to the months: <c>(After, Through]</c>, with what it holds of each month.</summary>
internal sealed class MoveWindow
{
    /// <summary>
    /// Rows of a stretch: many, because each month in it costs a transaction and old data is spread over many months; not too many, because they are
    /// looked through in one go.
    /// </summary>
    public const int Length = 20_000;

    private readonly Queue<(Month Month, long Last)> _left = [];

    /// <param name="statements">On the journal.</param>
    /// <param name="after">The newest row that was moved.</param>
    /// <param name="lastSeq">The newest row.</param>
    public MoveWindow(JournalStatements statements, long after, long lastSeq)
    {
        (After, Through) = (after, Math.Min(lastSeq, after + Length));
        foreach (var (month, last, _) in Months(statements))
            _left.Enqueue((month, last));
    }

    public long After { get; }

    public long Through { get; }

    /// <summary>Each month with its newest row and its number of rows. To be asked again in the end: rows may be erased meanwhile.</summary>
    public IReadOnlyList<(Month Month, long Last, long Rows)> Months(JournalStatements statements)
    {
        var months = new Dictionary<Month, (long Last, long Rows)>();
        var rows = statements.Starts(After, Through);
        while (rows.Read())
        {
            var month = Month.Of(rows.Number(1));
            months[month] = (rows.Number(0), months.GetValueOrDefault(month).Rows + 1);
        }

        return [.. months.OrderBy(entry => entry.Key.Number).Select(entry => (entry.Key, entry.Value.Last, entry.Value.Rows))];
    }

    /// <summary>The month whose turn it is; false when all are done.</summary>
    public bool TryNext(out Month month, out long last)
    {
        var found = _left.TryPeek(out var next);
        (month, last) = next;
        return found;
    }

    public void Done() => _left.Dequeue();
}
