using Microsoft.Data.Sqlite;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>The mover's statements on <c>project.db</c>, on the writer's connection.</summary>
internal sealed class JournalStatements(SqliteConnection connection) : IDisposable
{
    // By seq, though there is an index on time_start (+ hides it): a step goes on where the last one ended.
    private readonly Statement _ofMonth = new(connection, $"""
        SELECT {string.Join(", ", MonthFormat.Columns.Select(column => column is "input" or "output" or "traces" ? $"t.{column}" : $"i.{column}"))}
        FROM interaction i LEFT JOIN interaction_text t ON t.seq = i.seq
        WHERE i.seq > ? AND i.seq <= ? AND +i.time_start >= ? AND +i.time_start < ? AND {JournalDialect.NotErased} ORDER BY i.seq
        """);

    private readonly Statement _starts = new(connection, $"SELECT seq, time_start FROM interaction i WHERE seq > ? AND seq <= ? AND {JournalDialect.NotErased} ORDER BY seq");

    private readonly Statement _oldest = new(connection, """
        SELECT seq, time_start, received_at FROM interaction WHERE seq <= ? AND seq < (SELECT max(seq) FROM interaction) ORDER BY seq LIMIT ?
        """);

    private readonly Statement _trim = new(connection, "DELETE FROM interaction WHERE seq <= ?");
    private readonly Statement _trimTexts = new(connection, "DELETE FROM interaction_text WHERE seq <= ?");

    private readonly Statement _record = new(connection, """
        INSERT INTO month (number, through, rows, lost, repairing) VALUES (?, ?, ?, 0, 0)
        ON CONFLICT (number) DO UPDATE SET through = excluded.through, rows = rows + excluded.rows
        """);

    private readonly Statement _moved = new(connection, "UPDATE mover SET moved_through = ?");
    private readonly Statement _trimmed = new(connection, """
        UPDATE mover SET first_received = min(coalesce(first_received, ?1), ?1), trimmed_through = max(trimmed_through, ?2), trimmed_received = max(coalesce(trimmed_received, ?3), ?3)
        """);

    // What the journal still has is what the file can be made of anew.
    private readonly Statement _repair = new(connection, $"""
        UPDATE month SET repairing = 1, folds = 0, texts_before = 0, damaged_at = ?1,
          lost = rows - erased - (SELECT count(*) FROM interaction i WHERE time_start >= ?2 AND time_start < ?3 AND seq <= (SELECT moved_through FROM mover) AND {JournalDialect.NotErased})
        WHERE number = ?4
        """);

    private readonly Statement _repaired = new(connection, "UPDATE month SET repairing = 0, lost = rows - erased - ?, damaged_at = coalesce(?, damaged_at) WHERE number = ?");

    /// <summary>A month's rows of <c>(after, through]</c>, with the columns of its file.</summary>
    public Statement OfMonth(Month month, long after, long through) => _ofMonth.Bind(after).Bind(through).Bind(month.Start).Bind(month.End);

    public Statement Starts(long after, long through) => _starts.Bind(after).Bind(through);

    /// <summary>The oldest rows up to one; never the newest row of all, which tells when something last arrived.</summary>
    public Statement Oldest(long through, int limit) => _oldest.Bind(through).Bind(limit);

    /// <param name="through">The newest row that goes.</param>
    /// <param name="firstReceived">When the first of them was received.</param>
    /// <param name="lastReceived">When the last of them was received.</param>
    public void Delete(long through, long firstReceived, long lastReceived)
    {
        _trimTexts.Bind(through).Run();
        _trim.Bind(through).Run();
        _trimmed.Bind(firstReceived).Bind(through).Bind(lastReceived).Run();
    }

    public void Record(Month month, long through, long rows) => _record.Bind(month.Number).Bind(through).Bind(rows).Run();

    public void RecordMoved(long through) => _moved.Bind(through).Run();

    public void RecordRepair(Month month, long now) => _repair.Bind(now).Bind(month.Start).Bind(month.End).Bind(month.Number).Run();

    /// <param name="month">Which.</param>
    /// <param name="rows">What its file holds.</param>
    /// <param name="damagedAt">When it was found that some are lost; null where that is known.</param>
    public void RecordRepaired(Month month, long rows, long? damagedAt) => _repaired.Bind(rows).Bind(damagedAt).Bind(month.Number).Run();

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_ofMonth, _starts, _oldest, _trim, _trimTexts, _record, _moved, _trimmed, _repair, _repaired])
            statement.Dispose();
    }
}
