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
    /// <param name="ledger">What was erased or dropped.</param>
    /// <param name="textsBefore">Texts of rows that start earlier, UTC microseconds, are left out.</param>
    public static void Rewrite(DuckDBConnection connection, MonthFolder folder, Month month, string name, MonthLedger ledger, long textsBefore) => Make(connection, folder, month, ledger.Store, () =>
    {
        var visible = new InteractionConditions(MonthDialect.Instance).AndNotErased(ledger, month).Sql;
        // What was not moved yet is the journal's to count.
        var (kept, dropped) = ledger.Find(month) is { IsDropped: true } ? ($"{visible} AND i.seq > {ledger.MovedThrough}", $"{visible} AND i.seq <= {ledger.MovedThrough}") : (visible, "false");
        connection.Run($"INSERT INTO fresh.interaction SELECT {ColumnsWithTexts(textsBefore)} FROM {name}.interaction i WHERE {kept}");
        connection.Run($"INSERT INTO fresh.activity {MonthReads.UsesOf($"{name}.interaction", dropped)}");
        if (HasActivity(connection, name))
            connection.Run($"INSERT INTO fresh.activity SELECT * FROM {name}.activity");
        connection.Run($"INSERT INTO fresh.moved SELECT max(through), (SELECT count(*) FROM fresh.interaction) FROM {name}.moved HAVING max(through) IS NOT NULL");
        connection.Run($"INSERT INTO fresh.folded SELECT max(number) FROM {name}.folded HAVING max(number) IS NOT NULL");
        var counts = connection.Numbers($"""
            SELECT (SELECT count(*) FROM {name}.interaction i WHERE {visible}), (SELECT count(*) FROM fresh.interaction) + (SELECT coalesce(sum(count), 0)::BIGINT FROM fresh.activity)
            """);
        if (counts[0] + Totals(connection, name) != counts[1])
            throw new StoreUnavailableException($"The file of {month} could not be written anew.");
    });

    /// <summary>Dropped interactions that the totals of a file stand for.</summary>
    public static long Totals(DuckDBConnection connection, string name) =>
        HasActivity(connection, name) ? connection.Numbers($"SELECT coalesce(sum(count), 0)::BIGINT FROM {name}.activity")[0] : 0;

    /// <summary>Whether a file has totals; those of older versions have none.</summary>
    public static bool HasActivity(DuckDBConnection connection, string name) =>
        connection.Numbers("SELECT count(*) FROM duckdb_tables() WHERE database_name = ? AND table_name = 'activity'", name)[0] > 0;

    private static string ColumnsWithTexts(long textsBefore) => string.Join(", ", Columns.Select(column =>
        column is "input" or "output" or "traces" ? $"CASE WHEN i.time_start >= {textsBefore} THEN i.{column} END" : $"i.{column}"));

    private static void Make(DuckDBConnection connection, MonthFolder folder, Month month, UInt128 store, Action fill)
    {
        folder.MakeRoom(month);
        connection.Run($"ATTACH '{folder.NewFileOf(month).Replace("'", "''", StringComparison.Ordinal)}' AS fresh");
        try
        {
            // Times in UTC microseconds, cost in micro-dollars; feedback, tags and traces are JSON. A row of moved says that all rows of the month up
            // to its seq are here, and how many came with it; one of folded, that changes up to that fold are;
            // one of activity counts interactions of a UTC quarter-hour that were dropped.
            connection.Run("""
                CREATE TABLE fresh.interaction (
                  seq BIGINT NOT NULL, received_at BIGINT NOT NULL, identity UUID NOT NULL, content UUID NOT NULL, identifier INTEGER NOT NULL,
                  time_start BIGINT NOT NULL, time_end BIGINT, id VARCHAR, conversation VARCHAR NOT NULL, model VARCHAR, agent VARCHAR,
                  input_tokens BIGINT, output_tokens BIGINT, cost BIGINT, error VARCHAR, feedback VARCHAR, tags VARCHAR,
                  input VARCHAR, output VARCHAR, traces VARCHAR, input_hash BIGINT, output_hash BIGINT);
                CREATE TABLE fresh.moved (through BIGINT NOT NULL, rows BIGINT NOT NULL);
                CREATE TABLE fresh.folded (number BIGINT NOT NULL);
                CREATE TABLE fresh.activity (identifier INTEGER NOT NULL, quarter BIGINT NOT NULL, count BIGINT NOT NULL);
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
