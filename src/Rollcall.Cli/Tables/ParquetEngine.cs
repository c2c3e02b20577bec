using DuckDB.NET.Data;

namespace Rollcall.Cli.Tables;

/// <summary>The engine that reads and writes Parquet: DuckDB in memory, one thread, so that rows keep their order and memory stays small.</summary>
internal static class ParquetEngine
{
    public static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        try
        {
            connection.Open();
            foreach (var setting in Settings)
                connection.Run(setting);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static void Run(this DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    // Row groups are bounded by bytes only without the promise of order, which one thread keeps anyway. What an answer streams ahead is counted
    // without the texts in it, so it must not stream ahead.
    private static readonly string[] Settings =
    [
        "SET threads = 1",
        "SET preserve_insertion_order = false",
        "SET streaming_buffer_size = '1B'",
        "SET memory_limit = '1 GiB'",
        "SET temp_directory = ''",
        "SET TimeZone = 'UTC'",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET allow_community_extensions = false",
    ];
}
