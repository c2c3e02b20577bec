using DuckDB.NET.Data;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>
/// Brings what changed in interactions after they were moved from the journal, which has it, into their month's file. A fold writes what a row has now, so
/// it can be repeated; its number stands in the file and in the ledger, so that a file that has lost one is noticed.
/// </summary>
internal static class MonthFold
{
    /// <summary>Rows of a transaction.</summary>
    private const int MostRows = 250;

    /// <summary>One transaction's worth, and the month it was for; null when the files have everything.</summary>
    /// <exception cref="MonthDamagedException">A file lacks rows that it should hold.</exception>
    public static Month? Step(MonthEngine engine, WriterConnection connection, MonthLedger ledger, Action<StorePoint> at)
    {
        if (ledger.Changed.FirstOrDefault() is not { Value: { } seqs } changed || ledger.Find(changed.Key) is not { } entry)
            return null;
        List<long> chosen = [.. seqs.Take(MostRows)];
        var rows = connection.Changes.Rows(chosen);
        var fold = entry.Folds + 1;
        using (var session = MonthSession.ForWriter(engine, ledger))
        {
            fold = Math.Max(fold, session.Do(entry.Month, MonthFormat.Folds) + 1);
            session.Do(entry.Month, (months, name) => Fold(months, name, entry.Month, rows, fold, at));
        }

        engine.Folder.Sync();
        at(StorePoint.FoldRecord);
        connection.InTransaction(() => connection.Changes.RecordFold(entry.Month, fold, chosen));
        return entry.Month;
    }

    private static long Fold(
        DuckDBConnection connection, string name, Month month, List<(long Seq, byte[]? Tags, byte[]? Feedback)> rows, long fold, Action<StorePoint> at)
    {
        var held = connection.Numbers($"SELECT count(*) FROM {name}.interaction WHERE seq IN ({string.Join(", ", rows.Select(row => row.Seq))})")[0];
        if (held != rows.Count)
            throw new MonthDamagedException(month, $"it holds {held} of {rows.Count} interactions that changed");
        using var transaction = connection.BeginTransaction();
        using (var update = connection.Command(
            $"""
            UPDATE {name}.interaction AS i SET tags = v.tags, feedback = v.feedback
            FROM (VALUES {string.Join(", ", rows.Select(_ => "(?::BIGINT, decode(?::BLOB), decode(?::BLOB))"))}) AS v (seq, tags, feedback)
            WHERE i.seq = v.seq
            """,
            [.. rows.SelectMany(row => (object?[])[row.Seq, row.Tags, row.Feedback])]))
        {
            update.ExecuteNonQuery();
        }

        connection.Run($"INSERT INTO {name}.folded VALUES ({fold})");
        // As when rows are added: an error shows in the next question, or not at all.
        if (MonthFormat.Folds(connection, name) != fold)
            throw new StoreUnavailableException($"Changes could not be written to {month}.");
        at(StorePoint.FoldCommit);
        transaction.Commit();
        return MonthFormat.Folds(connection, name) == fold ? fold : throw new StoreUnavailableException($"Changes written to {month} were not kept.");
    }
}
