using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Rollcall.Storage.Projects;

/// <summary>
/// A statement prepared once for the life of the writer's connection, with values bound by position. It goes straight to SQLite: ADO.NET looks every
/// parameter up by name and boxes its value, which adds up over some twenty columns a row.
/// </summary>
/// <exception cref="StoreUnavailableException">Any method: SQLite refused.</exception>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private int _bound;

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public Statement BindAll(IEnumerable<object?> values)
    {
        foreach (var value in values)
        {
            _ = value switch
            {
                null => Bind((string?)null),
                string text => Bind(text),
                UInt128 identity => Bind(identity),
                IConvertible number => Bind(number.ToInt64(null)),
                _ => throw new ArgumentException($"A {value.GetType()} cannot be bound.", nameof(values)),
            };
        }

        return this;
    }

    public Statement Bind(long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, ++_bound, value));
        return this;
    }

    public Statement Bind(long? value)
    {
        if (value is { } number)
            return Bind(number);
        Check(raw.sqlite3_bind_null(_statement, ++_bound));
        return this;
    }

    public Statement Bind(string? value)
    {
        _bound++;
        Check(value is null ? raw.sqlite3_bind_null(_statement, _bound) : BindText(value));
        return this;
    }

    public Statement Bind(ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, ++_bound, value));
        return this;
    }

    public Statement Bind(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return Bind(bytes);
    }

    /// <summary>Runs a statement that returns no row.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    /// <summary>Goes to the next row; false, and ready to be bound anew, after the last one.</summary>
    public bool Read()
    {
        if (Step())
            return true;
        Reset();
        return false;
    }

    /// <summary>Leaves the rows not read, and makes ready to be bound anew. Does nothing after the last row.</summary>
    public void Reset()
    {
        _ = raw.sqlite3_reset(_statement);   // repeats the error of the last step, which was thrown then
        _bound = 0;
    }

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    // By length, not up to the first NUL: content may hold one.
    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column));

    public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public UInt128 Identity(int column) => BinaryPrimitives.ReadUInt128BigEndian(Blob(column));

    public void Dispose() => _statement.Dispose();

    private int BindText(string value)
    {
        const int OnStack = 256;
        if (value.Length <= OnStack)
        {
            Span<byte> small = stackalloc byte[OnStack * 3];
            return raw.sqlite3_bind_text(_statement, _bound, small[..Encoding.UTF8.GetBytes(value, small)]);
        }

        var large = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        var result = raw.sqlite3_bind_text(_statement, _bound, large.AsSpan(0, Encoding.UTF8.GetBytes(value, large)));   // SQLite copies
        ArrayPool<byte>.Shared.Return(large);
        return result;
    }

    private bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is raw.SQLITE_ROW or raw.SQLITE_DONE)
            return result == raw.SQLITE_ROW;
        Reset();
        Check(result);
        return false;
    }

    private void Check(int result)
    {
        if (result == raw.SQLITE_OK)
            return;
        try
        {
            SqliteException.ThrowExceptionForRC(result, _database);
        }
        catch (SqliteException broken)
        {
            throw SqliteErrors.Translate(broken);
        }
    }
}
