using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>Adds rows of the journal to the file of their month, with the marker, in one transaction.</summary>
internal static class MonthAppend
{
    /// <summary>
    /// Rows and bytes after which a transaction ends: together with its commit it takes 20 to 60 ms on the writer's thread, where senders wait for it.
    /// </summary>
    public const int MostRows = 1_000;
    private const int MostBytes = 2 << 20;

    /// <summary>The newest row that the file holds, and how many it holds.</summary>
    public static (long Through, long Rows) Marker(MonthSession session, Month month) => session.Do(month, MonthFormat.Marker);

    /// <summary>The same of a file that cannot hold more than there is.</summary>
    /// <exception cref="MonthDamagedException">It does: it belongs to a later copy of the project.</exception>
    public static (long Through, long Rows) Marker(MonthSession session, Month month, long lastSeq)
    {
        var marker = Marker(session, month);
        Check(month, marker, lastSeq);
        return marker;
    }

    /// <exception cref="MonthDamagedException">The file ends with a row that there is not: it belongs to a later copy of the project.</exception>
    public static void Check(Month month, (long Through, long Rows) marker, long lastSeq)
    {
        if (marker.Through > lastSeq)
            throw new MonthDamagedException(month, $"it ends with row {marker.Through}, but there are only {lastSeq}");
    }

    /// <summary>
    /// Appends rows up to a bound, and returns whether those were all. The statement is at rest afterwards, whatever happens.
    /// </summary>
    public static bool Piece(MonthSession session, Month month, Statement journal, Action<StorePoint> at, int mostRows = MostRows)
    {
        try
        {
            return session.Do(month, (connection, name) => Piece(connection, name, month, journal, at, mostRows));
        }
        finally
        {
            journal.Reset();
        }
    }

    /// <summary>Says that the file ends with a row, though it does not hold it.</summary>
    public static void Mark(MonthSession session, Month month, long through) => session.Do(month, (connection, name) =>
    {
        connection.Run($"INSERT INTO {name}.moved VALUES ({through}, 0)");
        return 0;
    });

    private static bool Piece(DuckDBConnection connection, string name, Month month, Statement journal, Action<StorePoint> at, int mostRows)
    {
        if (!journal.Read())
            return true;
        var (through, rows, bytes, isLast) = (0L, 0L, 0L, false);
        var before = MonthFormat.Marker(connection, name);
        using var transaction = connection.BeginTransaction();
        using (var appender = connection.CreateAppender(name, "main", "interaction"))
        {
            do
            {
                through = journal.Number(0);
                bytes += Append(appender, journal);
                rows++;
                isLast = !journal.Read();
            }
            while (!isLast && rows < mostRows && bytes < MostBytes);
        }

        at(StorePoint.MoveAppend);
        connection.Run($"INSERT INTO {name}.moved VALUES ({through}, {rows})");
        // After an error within a transaction the engine lets it be committed and keeps nothing; asking it anything brings the error out.
        var expected = (through, before.Rows + rows);
        if (through <= before.Through || MonthFormat.Marker(connection, name) != expected)
            throw new StoreUnavailableException($"Rows could not be added to {month}.");
        at(StorePoint.MoveCommit);
        transaction.Commit();
        if (MonthFormat.Marker(connection, name) != expected)
            throw new StoreUnavailableException($"Rows added to {month} were not kept.");
        at(StorePoint.MoveCommitted);
        return isLast;
    }

    // Columns as MonthFormat.Columns names them. Returns the bytes of the texts.
    private static long Append(DuckDBAppender appender, Statement row)
    {
        var to = appender.CreateRow();
        var bytes = 0L;
        to.AppendValue((long?)row.Number(0)).AppendValue((long?)row.Number(1));
        to.AppendValue((Guid?)Uuid.Of(row.Identity(2))).AppendValue((Guid?)Uuid.Of(row.Identity(3)));
        to.AppendValue((int?)row.Number(4)).AppendValue((long?)row.Number(5)).AppendValue(row.NumberOrNull(6));
        for (var column = 7; column < MonthFormat.Columns.Length; column++)
        {
            if (column is 11 or 12 or 13 or 20 or 21)
                to.AppendValue(row.NumberOrNull(column));
            else
                bytes += AppendText(to, row, column);
        }

        to.EndRow();
        return bytes;
    }

    /// <summary>Appends a text, and returns its bytes. As bytes with their length: a string would be cut at its first NUL.</summary>
    public static int AppendText(IDuckDBAppenderRow to, Statement row, int column)
    {
        if (row.IsNull(column))
        {
            to.AppendNullValue();
            return 0;
        }

        var text = row.Blob(column);
        if (text.IsEmpty)
            to.AppendValue("");
        else
            to.AppendValue(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(text), text.Length));
        return text.Length;
    }
}
