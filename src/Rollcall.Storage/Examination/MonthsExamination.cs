using Microsoft.Data.Sqlite;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Examination;

/// <summary>Compares the month files with what the database says of them, and reads every byte of them.</summary>
internal sealed class MonthsExamination(SqliteConnection connection, MonthEngine engine, MonthLedger ledger, Action<string, string, bool> say)
{
    private readonly long _lastSeq = ProjectFile.LastSeq(connection);
    private readonly long _identifiers = connection.Number("SELECT count(*) FROM identifier");

    public void Examine()
    {
        if (ledger.MovedThrough > 0 && ledger.Months.Count == 0)
            say("project.db", $"Interactions up to {ledger.MovedThrough} should be in months, but there are none.", true);
        foreach (var entry in ledger.Months)
            Look(entry);
        foreach (var month in engine.Folder.All.Where(month => ledger.Find(month) is null))
            LookAtNew(month);
        foreach (var aside in engine.Folder.SetAsides)
            say($"months/{aside}", "This file was damaged and set aside; nothing reads it.", false);
    }

    private void Look(MonthEntry entry)
    {
        var where = $"month {entry.Month}";
        if (entry.Lost > 0)
            say(where, $"{entry.Lost} interactions were lost with a damaged file.", false);
        if (entry.IsRepairing)
        {
            say(where, "Its file is being made anew; the journal answers for it.", false);
            return;
        }

        try
        {
            using var session = MonthSession.ForWriter(engine, ledger);
            _ = MonthAppend.Marker(session, entry.Month, _lastSeq);
            Compare(session, entry, where);
        }
        catch (Exception damage) when (damage is MonthDamagedException or StoreUnavailableException or StoreFormatException)
        {
            say(where, damage.Message, true);
        }
    }

    // A month that was begun and is not in the ledger yet: all of its rows are in the journal.
    private void LookAtNew(Month month)
    {
        try
        {
            using var session = MonthSession.ForWriter(engine, ledger);
            var known = Ask(session, month, "SELECT count(*) FROM {month}.interaction WHERE seq <= ?", ledger.MovedThrough)[0];
            if (known > 0)
                say($"month {month}", $"The database does not know of its file, which holds {known} interactions.", true);
        }
        catch (Exception damage) when (damage is MonthDamagedException or StoreUnavailableException or StoreFormatException)
        {
            say($"month {month}", damage.Message, true);
        }
    }

    private void Compare(MonthSession session, MonthEntry entry, string where)
    {
        var visible = new InteractionConditions(MonthDialect.Instance).AndNotErased(ledger, entry.Month).Sql;
        var counts = Ask(
            session, entry.Month, $$"""
            SELECT count(*) FILTER (seq <= $1 AND {{visible}}), count(*) - count(DISTINCT seq), count(*) FILTER (time_start < $2 OR time_start >= $3),
                   count(*) FILTER (identifier < 0 OR identifier >= $4)
            FROM {month}.interaction i
            """,
            ledger.MovedThrough, entry.Month.Start, entry.Month.End, _identifiers);
        var held = counts[0] + session.Do(entry.Month, MonthFormat.Totals);
        if (held != entry.Held)
            say(where, $"Its file holds {held} interactions and should hold {entry.Held}.", true);
        if (counts[1] > 0)
            say(where, $"{counts[1]} interactions are in its file twice.", true);
        if (counts[2] > 0)
            say(where, $"{counts[2]} interactions in its file belong to other months.", true);
        if (counts[3] > 0)
            say(where, $"{counts[3]} interactions in its file belong to nobody.", true);
        var moved = InJournal(entry.Month);
        var kept = moved.Count;
        session.Read(entry.Month, "SELECT seq FROM {month}.interaction", [], row => moved.Remove(row.GetInt64(0)));
        if (moved.Count > 0 && !entry.IsDropped)
            say(where, $"The journal still has {kept} interactions that were moved, of which its file lacks {moved.Count}.", true);
        // Every column of every row: the engine compares the checksum of each block that it reads, and reads none that the answer does not need.
        _ = Ask(session, entry.Month, "SELECT coalesce((bit_xor(hash(i)) % 2)::BIGINT, 0) FROM {month}.interaction i");
    }

    // The journal keeps some days of what was moved.
    private HashSet<long> InJournal(Month month)
    {
        using var rows = new Statement(connection, $"SELECT seq FROM interaction i WHERE seq <= ? AND time_start >= ? AND time_start < ? AND {JournalDialect.NotErased}");
        rows.Bind(ledger.MovedThrough).Bind(month.Start).Bind(month.End);
        HashSet<long> moved = [];
        while (rows.Read())
            moved.Add(rows.Number(0));
        return moved;
    }

    private static long[] Ask(MonthSession session, Month month, string sql, params object?[] values)
    {
        long[] numbers = [];
        session.Read(month, sql, values, row => numbers = [.. Enumerable.Range(0, row.FieldCount).Select(row.GetInt64)]);
        return numbers;
    }
}
