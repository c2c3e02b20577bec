using DuckDB.NET.Data;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>The layout of a month file. No key and no index: that is where the engine's bugs are, and the journal tells duplicates already.</summary>
internal static class MonthFormat
{
    /// <summary>On disk, never renumber.</summary>
    public const long Version = 1;

    /// <summary>In the order in which the journal is read and the file is written.</summary>
    public static readonly string[] Columns =
    [
        "seq", "received_at", "identity", "content", "identifier", "time_start", "time_end", "id", "conversation", "model", "agent",
        "input_tokens", "output_tokens", "cost", "error", "feedback", "tags", "input", "output", "traces", "input_hash", "output_hash",
    ];

    /// <summary>Makes the file of a month that has none; after a crash there is the whole of it or nothing under its name.</summary>
    public static void Create(DuckDBConnection connection, MonthFolder folder, Month month, UInt128 store)
    {
        Make(connection, folder, month, store, () => { });
        folder.Publish(month);
    }

    /// <summary>Makes a new file beside the old one, with everything but what was erased.</summary>
    /// <param name="connection">With the old file attached.</param>
    /// <param name="folder">Of the files.</param>
    /// <param name="month">Which.</param>
    /// <param name="name">Under which the old file is attached.</param>
    /// <param name="ledger">What was erased.</param>
    public static void Rewrite(DuckDBConnection connection, MonthFolder folder, Month month, string name, MonthLedger ledger) => Make(connection, folder, month, ledger.Store, () =>
    {
        var kept = new InteractionConditions(MonthDialect.Instance).AndNotErased(ledger, month).Sql;
        connection.Run($"INSERT INTO fresh.interaction SELECT * FROM {name}.interaction i WHERE {kept}");
        connection.Run($"INSERT INTO fresh.moved SELECT max(through), (SELECT count(*) FROM fresh.interaction) FROM {name}.moved HAVING max(through) IS NOT NULL");
        connection.Run($"INSERT INTO fresh.folded SELECT max(number) FROM {name}.folded HAVING max(number) IS NOT NULL");
        if (connection.Numbers($"SELECT (SELECT count(*) FROM fresh.interaction) - (SELECT count(*) FROM {name}.interaction i WHERE {kept})")[0] != 0)
            throw new StoreUnavailableException($"The file of {month} could not be written anew.");
    });

    private static void Make(DuckDBConnection connection, MonthFolder folder, Month month, UInt128 store, Action fill)
    {
        folder.MakeRoom(month);
        connection.Run($"ATTACH '{folder.NewFileOf(month).Replace("'", "''", StringComparison.Ordinal)}' AS fresh");
        try
        {
            // Times in UTC microseconds, cost in micro-dollars; feedback, tags and traces are JSON. A row of moved says that all rows of the month up
            // to its seq are here, and how many came with it; one of folded, that changes up to that fold are.
            connection.Run("""
                CREATE TABLE fresh.interaction (
                  seq BIGINT NOT NULL, received_at BIGINT NOT NULL, identity UUID NOT NULL, content UUID NOT NULL, identifier INTEGER NOT NULL,
                  time_start BIGINT NOT NULL, time_end BIGINT, id VARCHAR, conversation VARCHAR NOT NULL, model VARCHAR, agent VARCHAR,
                  input_tokens BIGINT, output_tokens BIGINT, cost BIGINT, error VARCHAR, feedback VARCHAR, tags VARCHAR,
                  input VARCHAR, output VARCHAR, traces VARCHAR, input_hash BIGINT, output_hash BIGINT);
                CREATE TABLE fresh.moved (through BIGINT NOT NULL, rows BIGINT NOT NULL);
                CREATE TABLE fresh.folded (number BIGINT NOT NULL);
                CREATE TABLE fresh.format (version BIGINT NOT NULL, month BIGINT NOT NULL, store UUID NOT NULL);
                """);
            connection.Run($"INSERT INTO fresh.format VALUES ({Version}, {month.Number}, '{Uuid.Of(store)}')");
            fill();
            connection.Run("CHECKPOINT fresh");
        }
        finally
        {
            connection.Run("DETACH fresh");
        }
    }

    /// <param name="connection">With the file attached.</param>
    /// <param name="month">Of the file.</param>
    /// <param name="name">Under which it is attached.</param>
    /// <param name="ledger">What it has to hold.</param>
    /// <param name="mayLackEnd">Whether it may hold less: it is about to be completed.</param>
    public static void Check(DuckDBConnection connection, Month month, string name, MonthLedger ledger, bool mayLackEnd)
    {
        var version = connection.Numbers($"SELECT max(version) FROM {name}.format")[0];
        if (version > Version)
            throw new StoreFormatException($"The file of {month} has format {version}; this version of Rollcall reads up to {Version}. Use the newer version.");
        if (version < 1)
            throw new MonthDamagedException(month, "it has no format version");
        if (connection.Numbers($"SELECT count(*) FROM {name}.format WHERE month = ? AND store = ?", (long)month.Number, Uuid.Of(ledger.Store))[0] != 1)
            throw new MonthDamagedException(month, "it belongs to another month or project");
        var (through, rows) = Marker(connection, name);
        var count = connection.Numbers($"SELECT count(*) FROM {name}.interaction")[0];
        if (count != rows)
            throw new MonthDamagedException(month, $"it holds {count} rows and should hold {rows}");
        // The engine leaves out the end of a log that it cannot read, without a word.
        if (!mayLackEnd && ledger.Find(month) is { } entry && through < entry.Through)
            throw new MonthDamagedException(month, $"it ends with row {through} and should end with {entry.Through}") { IsBehind = true };
        if (!mayLackEnd && ledger.Find(month) is { } known && Folds(connection, name) is var folds && folds < known.Folds)
            throw new MonthDamagedException(month, $"it ends with change {folds} and should end with {known.Folds}") { IsBehind = true };
    }

    /// <summary>The newest fold that the file holds; 0 without any.</summary>
    public static long Folds(DuckDBConnection connection, string name) => connection.Numbers($"SELECT max(number) FROM {name}.folded")[0];

    /// <summary>The newest row that the file holds, and how many it should hold.</summary>
    public static (long Through, long Rows) Marker(DuckDBConnection connection, string name)
    {
        var numbers = connection.Numbers($"SELECT max(through), sum(rows)::BIGINT FROM {name}.moved");
        return (numbers[0], numbers[1]);
    }
}
