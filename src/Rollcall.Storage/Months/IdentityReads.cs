using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>
/// Identities of the rows of a month, with the fingerprint of their content and when they were received, from the engine's vectors as they are: a start reads millions,
/// and a value at a time takes it several times as long. For who writes, whom no limit of time interrupts.
/// </summary>
internal static class IdentityReads
{
    /// <summary>Those of the rows that start in <c>[from, until)</c>, UTC microseconds.</summary>
    public static void Of(MonthSession session, MonthLedger ledger, Month month, long from, long until, Action<UInt128, ulong> found)
    {
        var conditions = new InteractionConditions(MonthDialect.Instance).AndStarting(from, until).AndNotErased(ledger, month);
        Read(session, month, conditions, MonthReads.Count(session, month, conditions), (identity, content, _) => found(identity, content));
    }

    /// <summary>Those of the rows that were moved by now and are still remembered.</summary>
    public static void Received(MonthSession session, MonthLedger ledger, Month month, RecentlyReceived recent)
    {
        var conditions = new InteractionConditions(MonthDialect.Instance).And("i.received_at >= ?", recent.Since).AndThrough(ledger.MovedThrough).AndNotErased(ledger, month);
        var count = MonthReads.Count(session, month, conditions);
        recent.Reserve(count);
        Read(session, month, conditions, count, recent.Add);
    }

    // Read like this, rows end without a word where the engine fails: so they are counted, and asked for once more in the way that brings out what is wrong.
    private static void Read(MonthSession session, Month month, InteractionConditions conditions, long count, Action<UInt128, ulong, long> found)
    {
        const string Sql = "SELECT i.identity, i.content, i.received_at FROM {month}.interaction i WHERE ";
        var read = session.Do(month, (connection, name) => Stream(connection, $"{Sql.Replace("{month}", name, StringComparison.Ordinal)}{conditions.Sql}", conditions.Values, found));
        if (read == count)
            return;
        session.Read(month, $"{Sql}{conditions.Sql}", conditions.Values, _ => { });
        throw new MonthDamagedException(month, $"of {count} identities {read} could be read");
    }

    private static long Stream(DuckDBConnection connection, string sql, IReadOnlyList<object?> values, Action<UInt128, ulong, long> found)
    {
        var isPrepared = NativeMethods.PreparedStatements.DuckDBPrepare(connection.NativeConnection, sql, out var statement);
        using (statement)
        {
            for (var i = 0; i < values.Count; i++)
                _ = NativeMethods.PreparedStatements.DuckDBBindInt64(statement, i + 1, Convert.ToInt64(values[i], null));
            if (isPrepared != DuckDBState.Success || NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(statement, out var result) != DuckDBState.Success)
                return 0;
            try
            {
                return Stream(result, found);
            }
            finally
            {
                NativeMethods.Query.DuckDBDestroyResult(ref result);
            }
        }
    }

    private static unsafe long Stream(DuckDBResult result, Action<UInt128, ulong, long> found)
    {
        for (var read = 0L; ;)
        {
            using var chunk = NativeMethods.StreamingResult.DuckDBStreamFetchChunk(result);
            var rows = chunk.IsInvalid ? 0 : (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
            if (rows == 0)
                return read;
            var identities = new ReadOnlySpan<UuidValue>(Column(chunk, 0), rows);
            var contents = new ReadOnlySpan<UuidValue>(Column(chunk, 1), rows);
            var received = new ReadOnlySpan<long>(Column(chunk, 2), rows);
            for (var i = 0; i < rows; i++)
                found(identities[i].Identity, contents[i].Lower, received[i]);
            read += rows;
        }
    }

    private static unsafe void* Column(DuckDBDataChunk chunk, int column) =>
        NativeMethods.Vectors.DuckDBVectorGetData(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column));

    // As the engine holds it: a signed number of 128 bits that sorts as its digits do, so the highest bit is turned over.
    private readonly record struct UuidValue(ulong Lower, ulong Upper)
    {
        public UInt128 Identity => new(Upper ^ (1UL << 63), Lower);
    }
}
