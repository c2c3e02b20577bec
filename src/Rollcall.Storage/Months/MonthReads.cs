using DuckDB.NET.Data;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>Questions to the file of one month.</summary>
internal static class MonthReads
{
    /// <summary>Microseconds.</summary>
    public const long QuarterHour = 900_000_000;

    public static long Count(MonthSession session, Month month, InteractionConditions conditions)
    {
        var count = 0L;
        session.Read(month, $"SELECT count(*) FROM {{month}}.interaction i WHERE {conditions.Sql}", conditions.Values, row => count = row.GetInt64(0));
        return count;
    }

    /// <summary>Start and seq of the first rows in an order; the texts are read for those alone that make it onto a page.</summary>
    public static IEnumerable<InteractionCursor> Keys(MonthSession session, Month month, InteractionConditions conditions, bool newestFirst, int limit)
    {
        List<InteractionCursor> keys = [];
        var order = newestFirst ? "DESC" : "ASC";
        session.Read(
            month, $"SELECT i.time_start, i.seq FROM {{month}}.interaction i WHERE {conditions.Sql} ORDER BY i.time_start {order}, i.seq {order} LIMIT {limit}",
            conditions.Values, row => keys.Add(new(row.GetInt64(0), row.GetInt64(1))));
        return keys;
    }

    /// <param name="session">With the month's file.</param>
    /// <param name="month">Which.</param>
    /// <param name="conditions">Of the rows, in any order.</param>
    /// <param name="names">Text and person of an identifier.</param>
    public static List<StoredInteraction> Rows(MonthSession session, Month month, InteractionConditions conditions, Func<int, (string Text, int Person)> names)
    {
        List<StoredInteraction> rows = [];
        session.Read(
            month, $$"""
            SELECT seq, received_at, identity, id, conversation, identifier, time_start, time_end, model, agent,
                   input_tokens, output_tokens, cost, error, feedback, tags, input, output, traces
            FROM {month}.interaction i WHERE {{conditions.Sql}}
            """,
            conditions.Values, row => rows.Add(Stored(row, names)));
        return rows;
    }

    /// <summary>Identifier, local day and number of the rows that meet the conditions.</summary>
    public static List<(int Identifier, Day Day, int Count)> Uses(MonthSession session, Month month, ProjectCalendar calendar, InteractionConditions conditions)
    {
        List<(int, Day, int)> uses = [];
        session.Read(
            month, $"SELECT i.identifier, ({new LocalDays(calendar, month).Of("i.time_start")})::INTEGER, count(*)::INTEGER FROM {{month}}.interaction i WHERE {conditions.Sql} GROUP BY ALL",
            conditions.Values, row => uses.Add((row.GetInt32(0), new Day(row.GetInt32(1)), row.GetInt32(2))));
        return uses;
    }

    /// <summary>When the newest of the rows that meet the conditions was received, UTC microseconds; 0 without any.</summary>
    public static long NewestReceived(MonthSession session, Month month, InteractionConditions conditions)
    {
        var newest = 0L;
        session.Read(month, $"SELECT coalesce(max(i.received_at), 0) FROM {{month}}.interaction i WHERE {conditions.Sql}", conditions.Values, row => newest = row.GetInt64(0));
        return newest;
    }

    /// <summary>The words for identifier, start of the UTC quarter-hour and number of the rows of a table that meet some conditions.</summary>
    public static string UsesOf(string table, string conditions) =>
        $"SELECT i.identifier, i.time_start - ((i.time_start % {QuarterHour}) + {QuarterHour}) % {QuarterHour}, count(*) FROM {table} i WHERE {conditions} GROUP BY ALL";

    /// <summary>Identifier, start of the UTC quarter-hour and number of the interactions that were dropped.</summary>
    public static List<(int Identifier, long Quarter, long Count)> Totals(MonthSession session, Month month)
    {
        List<(int, long, long)> uses = [];
        if (session.Do(month, MonthFormat.HasActivity))
            session.Read(month, "SELECT identifier, quarter, count FROM {month}.activity", [], row => uses.Add((row.GetInt32(0), row.GetInt64(1), row.GetInt64(2))));
        return uses;
    }

    /// <summary>Rows of a month up to one that count: its interactions but those erased, and what its totals stand for.</summary>
    public static long Held(MonthSession session, MonthLedger ledger, Month month, long through) =>
        Count(session, month, new InteractionConditions(MonthDialect.Instance).AndThrough(through).AndNotErased(ledger, month)) + session.Do(month, MonthFormat.Totals);

    private static StoredInteraction Stored(DuckDBDataReader row, Func<int, (string Text, int Person)> names)
    {
        var (text, person) = names(row.GetInt32(5));
        return new(
            row.GetInt64(0), row.GetInt64(1), Text(3) ?? Uuid.ToIdentity(row.GetGuid(2)).ToString("x32"), Text(4)!, text, person,
            row.GetInt64(6), Number(7), Text(8), Text(9), Number(10), Number(11), Number(12), Text(13), Text(14), Text(15), Text(16), Text(17), Text(18));

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);

        long? Number(int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
    }
}
