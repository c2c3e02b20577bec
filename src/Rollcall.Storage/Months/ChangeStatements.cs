using Microsoft.Data.Sqlite;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>The mover's statements on interactions that changed after they were moved.</summary>
internal sealed class ChangeStatements(SqliteConnection connection) : IDisposable
{
    private readonly Statement _row = new(connection, "SELECT tags, feedback FROM interaction WHERE seq = ?");
    private readonly Statement _folded = new(connection, "UPDATE changed_interaction SET fold = ? WHERE seq = ?");
    private readonly Statement _fold = new(connection, "UPDATE month SET folds = ? WHERE number = ?");
    private readonly Statement _unfold = new(connection, "UPDATE changed_interaction SET fold = NULL WHERE month = ? AND fold > ?");
    private readonly Statement _trim = new(connection, "DELETE FROM changed_interaction WHERE seq <= ?");

    /// <summary>What rows of the journal have now; as bytes, since they are JSON already.</summary>
    public List<(long Seq, byte[]? Tags, byte[]? Feedback)> Rows(IReadOnlyList<long> seqs)
    {
        List<(long, byte[]?, byte[]?)> rows = new(seqs.Count);
        foreach (var seq in seqs)
        {
            if (!_row.Bind(seq).Read())
                throw new StoreUnavailableException($"Interaction {seq} changed, and the journal does not have it: the store is damaged.");
            rows.Add((seq, _row.IsNull(0) ? null : _row.Blob(0).ToArray(), _row.IsNull(1) ? null : _row.Blob(1).ToArray()));
            _row.Reset();
        }

        return rows;
    }

    public void RecordFold(Month month, long fold, IReadOnlyList<long> seqs)
    {
        foreach (var seq in seqs)
            _folded.Bind(fold).Bind(seq).Run();
        _fold.Bind(fold).Bind(month.Number).Run();
    }

    /// <summary>Says that a file holds folds up to one and no later ones: what they brought has to be brought again.</summary>
    public void RecordLost(Month month, long fold)
    {
        _unfold.Bind(month.Number).Bind(fold).Run();
        _fold.Bind(fold).Bind(month.Number).Run();
    }

    /// <summary>Forgets changes of rows that leave the journal; their files have them.</summary>
    public void Delete(long through) => _trim.Bind(through).Run();

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_row, _folded, _fold, _unfold, _trim])
            statement.Dispose();
    }
}
