using Microsoft.Data.Sqlite;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Erasing;

/// <summary>The writer's statements on what was erased.</summary>
internal sealed class ErasureStatements(SqliteConnection connection) : IDisposable
{
    private readonly Statement _add = new(connection, "INSERT INTO erasure (first, last, month) VALUES (?, ?, ?)");
    private readonly Statement _unmark = new(connection, "DELETE FROM changed_interaction WHERE seq BETWEEN ? AND ?");
    private readonly Statement _movedThrough = new(connection, "SELECT moved_through FROM mover");
    private readonly Statement _count = new(connection, "UPDATE month SET erased = erased + ? WHERE number = ?");
    private readonly Statement _end = new(connection, "UPDATE mover SET erased_through = max(erased_through, ?)");
    private readonly Statement _inJournal = new(connection, """
        SELECT i.seq FROM erasure e CROSS JOIN interaction i WHERE e.month = ? AND i.seq BETWEEN e.first AND e.last LIMIT ?
        """);

    private readonly Statement _deleteText = new(connection, "DELETE FROM interaction_text WHERE seq = ?");
    private readonly Statement _delete = new(connection, "DELETE FROM interaction WHERE seq = ?");
    private readonly Statement _rewritten = new(connection, "UPDATE month SET rewrites = rewrites + 1 WHERE number = ?");
    private readonly Statement _forget = new(connection, "DELETE FROM erasure WHERE month = ?");

    /// <summary>Says that rows of a month are erased; none of them was before.</summary>
    public void Add(Month month, IReadOnlyList<long> seqs)
    {
        _movedThrough.Read();
        var moved = _movedThrough.Number(0);
        _movedThrough.Reset();
        foreach (var run in Runs(seqs))
        {
            _add.Bind(run.First).Bind(run.Last).Bind(month.Number).Run();
            _unmark.Bind(run.First).Bind(run.Last).Run();
        }

        _count.Bind(seqs.Count(seq => seq <= moved)).Bind(month.Number).Run();
        _end.Bind(seqs.Max()).Run();
    }

    /// <summary>Erased rows of a month that the journal still has.</summary>
    public List<long> InJournal(Month month, int limit)
    {
        List<long> seqs = [];
        _inJournal.Bind(month.Number).Bind(limit);
        while (_inJournal.Read())
            seqs.Add(_inJournal.Number(0));
        return seqs;
    }

    public void Delete(IEnumerable<long> seqs)
    {
        foreach (var seq in seqs)
        {
            _deleteText.Bind(seq).Run();
            _delete.Bind(seq).Run();
        }
    }

    public void RecordRewritten(Month month) => _rewritten.Bind(month.Number).Run();

    /// <summary>The erased rows of a month are nowhere any more.</summary>
    public void Forget(Month month) => _forget.Bind(month.Number).Run();

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_add, _unmark, _movedThrough, _count, _end, _inJournal, _deleteText, _delete, _rewritten, _forget])
            statement.Dispose();
    }

    private static IEnumerable<SeqRun> Runs(IReadOnlyList<long> seqs)
    {
        long[] sorted = [.. seqs.Order()];
        for (var at = 0; at < sorted.Length;)
        {
            var first = at++;
            while (at < sorted.Length && sorted[at] == sorted[at - 1] + 1)
                at++;
            yield return new(sorted[first], sorted[at - 1]);
        }
    }
}
