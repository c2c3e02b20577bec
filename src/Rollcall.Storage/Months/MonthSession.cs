using DuckDB.NET.Data;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>
/// Questions to the month files, one after the other, all within one span of time: the engine knows no time-outs, so a timer interrupts it, again and again
/// until it returns. Any failure makes the instance anew. For one thread.
/// </summary>
internal sealed class MonthSession : IDisposable
{
    // A question uses both threads of its instance; more than two at once would only take the machine from the writers.
    private static readonly SemaphoreSlim Turns = new(2);

    private static readonly TimeSpan ReaderWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WriterWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LoadingWait = TimeSpan.FromMinutes(1);

    private readonly MonthEngine.Lease _lease;
    private readonly SemaphoreSlim? _turn;
    private readonly long _until;

    private readonly MonthLedger _ledger;

    private MonthSession(MonthEngine.Lease lease, MonthLedger ledger, SemaphoreSlim? turn, TimeSpan limit) =>
        (_lease, _ledger, _turn, _until) = (lease, ledger, turn, Environment.TickCount64 + (long)limit.TotalMilliseconds);

    /// <summary>Whether a file may hold less than the ledger says: it is about to be completed.</summary>
    private bool MayLackEnd { get; init; }

    /// <summary>Waits for a turn. A question that hangs longer than a client waits is worth less than an answer that says so.</summary>
    /// <param name="engine">Of the project.</param>
    /// <param name="ledger">What the files have to hold.</param>
    /// <param name="limit">How long all its questions together may take.</param>
    /// <exception cref="StoreUnavailableException">Too many questions are at work.</exception>
    public static MonthSession ForReader(MonthEngine engine, MonthLedger ledger, TimeSpan limit)
    {
        if (!Turns.Wait(ReaderWait))
            throw new StoreUnavailableException("Too many questions about interactions are being answered. Try again shortly.");
        try
        {
            return new(engine.Rent(ReaderWait), ledger, Turns, limit);
        }
        catch
        {
            Turns.Release();
            throw;
        }
    }

    /// <summary>For the writer's thread, which waits for nobody's turn.</summary>
    public static MonthSession ForWriter(MonthEngine engine, MonthLedger ledger) => new(engine.Rent(WriterWait), ledger, null, TimeSpan.FromMinutes(30));

    /// <summary>For an index that is made, which others can do without meanwhile.</summary>
    public static MonthSession ForLoading(MonthEngine engine, MonthLedger ledger) => new(engine.Rent(LoadingWait), ledger, null, TimeSpan.FromMinutes(30));

    /// <inheritdoc cref="ForWriter"/>
    public static MonthSession ForCompleting(MonthEngine engine, MonthLedger ledger) =>
        new(engine.Rent(WriterWait), ledger, null, TimeSpan.FromMinutes(30)) { MayLackEnd = true };

    /// <summary>Runs a statement, in which <c>{month}</c> stands for the month's file, and hands each row to <paramref name="read"/>.</summary>
    /// <exception cref="MonthDamagedException">The file is missing or broken.</exception>
    /// <exception cref="StoreUnavailableException">It took too long, or the engine failed.</exception>
    public void Read(Month month, string sql, IReadOnlyList<object?> values, Action<DuckDBDataReader> read) => Do(month, (connection, name) =>
    {
        Read(connection, sql.Replace("{month}", name, StringComparison.Ordinal), values, read);
        return 0;
    });

    /// <exception cref="MonthDamagedException">The file is missing or broken.</exception>
    public T Do<T>(Month month, Func<DuckDBConnection, string, T> work) =>
        Guard(() => work(_lease.Connection, _lease.Attach(month, _ledger, MayLackEnd)), broken => DuckDbErrors.Translate(broken, month));

    /// <summary>Runs a statement on what this session keeps for itself, and hands each row to <paramref name="read"/>.</summary>
    /// <exception cref="StoreUnavailableException">It took too long, or the engine failed.</exception>
    public void Read(string sql, IReadOnlyList<object?> values, Action<DuckDBDataReader> read) => Do(connection =>
    {
        Read(connection, sql, values, read);
        return 0;
    });

    public T Do<T>(Func<DuckDBConnection, T> work) => Guard(() => work(_lease.Connection), DuckDbErrors.Translate);

    /// <summary>Makes the file of a month that has none yet.</summary>
    public void Create(Month month)
    {
        try
        {
            MonthFormat.Create(_lease.Connection, _lease.Folder, month, _ledger.Store);
        }
        catch (DuckDBException broken)
        {
            _lease.Retire();
            throw DuckDbErrors.Translate(broken);
        }
    }

    public void Dispose()
    {
        _lease.Dispose();
        _turn?.Release();
    }

    private void Read(DuckDBConnection connection, string sql, IReadOnlyList<object?> values, Action<DuckDBDataReader> read)
    {
        var left = _until - Environment.TickCount64;
        if (left <= 0)
            throw TookTooLong();
        using var command = connection.Command(sql, values);
        using var limit = new QueryLimit(command, TimeSpan.FromMilliseconds(left));
        using var rows = command.ExecuteReader();
        while (rows.Read())
            read(rows);
    }

    private T Guard<T>(Func<T> work, Func<DuckDBException, Exception> translate)
    {
        try
        {
            return work();
        }
        catch (OperationCanceledException interrupted)
        {
            throw TookTooLong(interrupted);
        }
        catch (DuckDBException broken)
        {
            _lease.Retire();
            throw translate(broken);
        }
        catch (MonthDamagedException)
        {
            _lease.Retire();
            throw;
        }
    }

    private static StoreUnavailableException TookTooLong(Exception? interrupted = null)
    {
        const string Words = "Reading the months took too long. Ask for a shorter period.";
        return interrupted is null ? new(Words) : new(Words, interrupted);
    }
}
