using DuckDB.NET.Data;

namespace Rollcall.Storage.Months;

/// <summary>Short forms for statements. Each is prepared anew: statements that are kept gather memory.</summary>
internal static class DuckDbCommands
{
    public static void Run(this DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The numbers of the one row of a query; 0 for NULL.</summary>
    public static long[] Numbers(this DuckDBConnection connection, string sql, params object?[] values)
    {
        using var command = connection.Command(sql, values);
        using var row = command.ExecuteReader();
        row.Read();
        var numbers = new long[row.FieldCount];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = row.IsDBNull(i) ? 0 : row.GetInt64(i);
        return numbers;
    }

    public static DuckDBCommand Command(this DuckDBConnection connection, string sql, IReadOnlyList<object?> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in values)
            command.Parameters.Add(new DuckDBParameter(value ?? DBNull.Value));
        return command;
    }
}
