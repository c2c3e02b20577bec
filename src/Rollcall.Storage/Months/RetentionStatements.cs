using Microsoft.Data.Sqlite;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>The writer's statements on what is kept no longer.</summary>
internal sealed class RetentionStatements(SqliteConnection connection) : IDisposable
{
    private readonly Statement _texts = new(connection, """
        DELETE FROM interaction_text WHERE seq IN (SELECT t.seq FROM interaction i JOIN interaction_text t ON t.seq = i.seq WHERE i.time_start < ? LIMIT ?)
        """);

    private readonly Statement _changes = new(connection, "SELECT changes()");
    private readonly Statement _textsGone = new(connection, "UPDATE month SET texts_before = ?, texts_through = ? WHERE number = ?");
    private readonly Statement _drop = new(connection, "UPDATE month SET dropped_at = ? WHERE number = ?");
    private readonly Statement _unmark = new(connection, "DELETE FROM changed_interaction WHERE month = ?");
    private readonly Statement _moved = new(connection, """
        SELECT seq FROM interaction WHERE time_start >= ? AND time_start < ? AND seq <= (SELECT moved_through FROM mover) LIMIT ?
        """);

    /// <summary>Deletes texts of the journal, of interactions that start before a moment; how many.</summary>
    public long DeleteTexts(long before, int limit)
    {
        _texts.Bind(before).Bind(limit).Run();
        _changes.Read();
        var deleted = _changes.Number(0);
        _changes.Reset();
        return deleted;
    }

    /// <summary>Notes that a month's file has no texts of rows up to one that start before a moment.</summary>
    public void RecordTexts(Month month, long before, long through) => _textsGone.Bind(before).Bind(through).Bind(month.Number).Run();

    /// <summary>From now on nobody is given the interactions of a month.</summary>
    public void Drop(Month month, long now)
    {
        _drop.Bind(now).Bind(month.Number).Run();
        _unmark.Bind(month.Number).Run();
    }

    /// <summary>Rows of a month that the journal has though they were moved.</summary>
    public List<long> Moved(Month month, int limit)
    {
        List<long> seqs = [];
        _moved.Bind(month.Start).Bind(month.End).Bind(limit);
        while (_moved.Read())
            seqs.Add(_moved.Number(0));
        return seqs;
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_texts, _changes, _textsGone, _drop, _unmark, _moved])
            statement.Dispose();
    }
}
