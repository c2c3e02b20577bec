using DuckDB.NET.Data;
using Rollcall.Cli.Tables;

namespace Rollcall.Cli.Import;

/// <summary>A Parquet file, of an export or of another program.</summary>
internal static class ParquetTable
{
    /// <summary>Its rows in their order.</summary>
    /// <exception cref="UnreadableFileException">It is none, or has columns that cannot be taken: before the first row.</exception>
    /// <exception cref="DuckDBException">A part of it cannot be read.</exception>
    public static IEnumerable<ImportLine> Lines(string path, IReadOnlyList<Column> known, bool utc, CancellationToken ct)
    {
        using var engine = ParquetEngine.Open();
        var source = $"read_parquet({ParquetEngine.Quoted(Literal(path))}, hive_partitioning = false)";
        var types = Types(engine, source, path);
        var columns = TableHead.Find(path, types.Select(type => type.Name), known);
        var (selected, faults) = (new List<string>(), new List<string>());
        foreach (var (column, type) in columns.Zip(types))
        {
            var (sql, fault) = ParquetCell.Of(column, type.Type, utc);
            selected.Add(sql);
            if (fault is not null)
                faults.Add(fault);
        }

        if (faults.Count > 0)
            throw TableHead.Refused(path, faults, known);

        var json = new RowJson(columns);
        var cells = new string?[columns.Length];
        using var command = engine.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", selected)} FROM {source}";
        command.UseStreamingMode = true;
        using var rows = command.ExecuteReader();
        for (var number = 1L; rows.Read(); number++)
        {
            ct.ThrowIfCancellationRequested();
            for (var at = 0; at < cells.Length; at++)
                cells[at] = rows.IsDBNull(at) ? null : rows.GetString(at);
            yield return json.Line(number, cells);
        }
    }

    private static List<(string Name, string Type)> Types(DuckDBConnection engine, string source, string path)
    {
        try
        {
            using var command = engine.CreateCommand();
            command.CommandText = $"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {source})";
            using var rows = command.ExecuteReader();
            var types = new List<(string, string)>();
            while (rows.Read())
                types.Add((rows.GetString(0), rows.GetString(1)));
            return types;
        }
        catch (DuckDBException broken)
        {
            throw new UnreadableFileException($"{path} is no whole Parquet file: {broken.Message}", broken);
        }
    }

    // The engine would take some names for patterns of several files.
    private static string Literal(string path) => string.Concat(Path.GetFullPath(path).Select(c => c is '*' or '?' or '[' ? $"[{c}]" : $"{c}"));
}
