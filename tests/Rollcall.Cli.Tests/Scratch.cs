using DuckDB.NET.Data;

namespace Rollcall.Cli.Tests;

/// <summary>A folder that goes with the test.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rollcall-cli-");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public string[] Files => [.. _folder.GetFiles().Select(file => file.Name)];

    public string Text(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>What a query answers as a Parquet file, as other programs write them.</summary>
    public string Parquet(string name, string query)
    {
        Query<object?>($"COPY ({query}) TO '{this[name]}' (FORMAT parquet)");
        return this[name];
    }

    /// <summary>The first value that a query answers.</summary>
    public static T Query<T>(string query)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return (T)command.ExecuteScalar()!;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
