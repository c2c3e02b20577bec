using Microsoft.Data.Sqlite;
using Rollcall.Storage.Erasing;
using Rollcall.Storage.Later;
using Rollcall.Storage.Months;
using SQLitePCL;

namespace Rollcall.Storage.Projects;

/// <summary>The one connection that writes, with its prepared statements. After any failure it is thrown away.</summary>
internal sealed class WriterConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Statement _begin;
    private readonly Statement _commit;

    public WriterConnection(ProjectFile file)
    {
        _connection = file.OpenForWriting();
        try
        {
            _begin = new Statement(_connection, "BEGIN IMMEDIATE");
            _commit = new Statement(_connection, "COMMIT");
            People = new PeopleStatements(_connection);
            Interactions = new InteractionStatements(_connection);
            Idempotency = new IdempotencyStatements(_connection);
            Journal = new JournalStatements(_connection);
            Changes = new ChangeStatements(_connection);
            Later = new LaterStatements(_connection);
            Erasures = new ErasureStatements(_connection);
            Retention = new RetentionStatements(_connection);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public PeopleStatements People { get; }

    public InteractionStatements Interactions { get; }

    public IdempotencyStatements Idempotency { get; }

    public JournalStatements Journal { get; }

    public ChangeStatements Changes { get; }

    public LaterStatements Later { get; }

    public ErasureStatements Erasures { get; }

    public RetentionStatements Retention { get; }

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    /// <summary>Does something whole or not at all; if it fails, the connection is to be thrown away.</summary>
    public void InTransaction(Action work)
    {
        Begin();
        work();
        Commit();
    }

    /// <summary>
    /// Gives some pages that deleted rows left back to the disk: some milliseconds' worth. What is free up to as much as is in use stays, for the rows to
    /// come. False when there is nothing to give.
    /// </summary>
    public bool GiveBackPages()
    {
        const int Pages = 500, Kept = 256;
        var free = _connection.Number("PRAGMA freelist_count");
        if (free <= Kept || free <= _connection.Number("PRAGMA page_count") - free)
            return false;
        _connection.Run($"PRAGMA incremental_vacuum({Pages})");
        return _connection.Number("PRAGMA freelist_count") < free;
    }

    public MonthLedger ReadLedger() => MonthLedger.Read(_connection);

    /// <summary>Pages written to the log since the last call.</summary>
    public int PagesWritten()
    {
        const int CacheWrite = 9;   // SQLITE_DBSTATUS_CACHE_WRITE: in WAL mode the pages that went to the log
        return raw.sqlite3_db_status(_connection.Handle!, CacheWrite, out var pages, out _, resetFlg: 1) == raw.SQLITE_OK ? pages : 0;
    }

    public void Checkpoint(string mode) => _connection.Run($"PRAGMA wal_checkpoint({mode})");

    /// <summary>Copies the whole log into the database and empties it, so that nothing that was deleted stands in it; false where a reader still needs it.</summary>
    public bool TryTruncateLog()
    {
        _connection.Run("PRAGMA busy_timeout = 0");
        try
        {
            return _connection.Number("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
        {
            return false;
        }
        finally
        {
            _connection.Run("PRAGMA busy_timeout = 5000");
        }
    }

    /// <summary>The newest numbers on disk, to tell whether memory and disk still agree.</summary>
    public (long Seq, long Identifiers, long Changes) Ends() =>
    (
        ProjectFile.LastSeq(_connection),
        _connection.Number("SELECT max(number) + 1 FROM identifier"),
        _connection.Number("SELECT max(number) FROM change"));

    public void Dispose()
    {
        // Disposing with a transaction open rolls it back.
        _begin.Dispose();
        _commit.Dispose();
        People.Dispose();
        Interactions.Dispose();
        Idempotency.Dispose();
        Journal.Dispose();
        Changes.Dispose();
        Later.Dispose();
        Erasures.Dispose();
        Retention.Dispose();
        _connection.Dispose();
    }
}
