using System.Collections;
using System.Runtime.ExceptionServices;
using DuckDB.NET.Data;
using DuckDB.NET.Data.DataChunk.Writer;
using Rollcall.Cli.Import;
using Rollcall.Cli.Tables;

namespace Rollcall.Cli.Export;

/// <summary>Writes lines of an export as a Parquet file, in row groups of at most 100,000 rows and about 32 MB. Only one of them is in memory.</summary>
internal static class ParquetFile
{
    /// <summary>Bytes of text that are handed over at once.</summary>
    private const int PieceBytes = 4 << 20;

    /// <summary>Writes all lines and returns how many they were. Blocks until then; a file is left where it fails.</summary>
    public static long Write(string path, IReadOnlyList<Column> columns, IAsyncEnumerable<NdjsonLine> lines, Progress progress, CancellationToken ct)
    {
        using var engine = ParquetEngine.Open();
        using var rows = new Pieces(new ParquetRows(columns), lines, progress, ct);
        engine.RegisterTableFunction("exported", () => new TableFunction([.. columns.Select(column => new ColumnInfo(column.Name, ParquetRows.TypeOf(column)))], rows), WriteRow);
        try
        {
            engine.Run($"""
                COPY (SELECT {string.Join(", ", columns.Select(ParquetRows.Selected))} FROM exported()) TO {ParquetEngine.Quoted(path)}
                (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000, ROW_GROUP_SIZE_BYTES '32MB')
                """);
        }
        catch (DuckDBException) when (rows.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);   // the engine has put its own words around it
        }

        return rows.Count;
    }

    private static void WriteRow(object? row, IDuckDBDataWriter[] writers, ulong at)
    {
        var values = (object?[])row!;
        for (var column = 0; column < values.Length; column++)
        {
            switch (values[column])
            {
                case null: writers[column].WriteNull(at); break;
                case long number: writers[column].WriteValue(number, at); break;
                case DateTimeOffset time: writers[column].WriteValue(time, at); break;
                case var text: writers[column].WriteValue((string)text, at); break;
            }
        }
    }

    /// <summary>
    /// Rows as the engine asks for them: up to 2,048 for a piece, unless this says that there are no more. It does so after some bytes, and goes on
    /// when it is asked again; only an empty piece is the end.
    /// </summary>
    private sealed class Pieces(ParquetRows rows, IAsyncEnumerable<NdjsonLine> lines, Progress progress, CancellationToken ct) : IEnumerable, IEnumerator, IDisposable
    {
        private readonly IAsyncEnumerator<NdjsonLine> _lines = lines.GetAsyncEnumerator(ct);
        private int _bytes;

        public long Count { get; private set; }

        public Exception? Failure { get; private set; }

        public object? Current { get; private set; }

        public IEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_bytes >= PieceBytes)
            {
                _bytes = 0;
                return false;
            }

            try
            {
                // The engine calls from a thread of its own and knows no tasks.
                if (!_lines.MoveNextAsync().AsTask().GetAwaiter().GetResult())
                    return false;
                Current = rows.Of(_lines.Current.Bytes);
            }
            catch (Exception broken)
            {
                Failure = broken;
                throw;
            }

            _bytes += _lines.Current.Bytes.Length;
            progress.At(++Count);
            return true;
        }

        public void Reset() => throw new NotSupportedException();

        public void Dispose() => _lines.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
