using System.Runtime.InteropServices;
using System.Text;

namespace Rollcall.Bench.Peers;

/// <summary>ClickHouse in this process: <c>libchdb.so</c> of the npm package <c>@chdb/lib-linux-x64-gnu</c>, which holds one engine a process.</summary>
internal sealed unsafe partial class ChdbConnection : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rollcall-chdb-").FullName;
    private readonly nint* _connection;

    /// <param name="library">Path of <c>libchdb.so</c>.</param>
    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public ChdbConnection(string library)
    {
        NativeLibrary.SetDllImportResolver(typeof(ChdbConnection).Assembly, (name, _, _) => name == Chdb ? NativeLibrary.Load(Path.GetFullPath(library)) : 0);
        // It would take the runtime's own signals for crashes.
        chdb_set_signal_handlers_enabled(0);
        var arguments = new[] { "clickhouse", $"--path={_folder}" }.Select(Marshal.StringToCoTaskMemUTF8).ToArray();
        fixed (nint* argv = arguments)
            _connection = chdb_connect(arguments.Length, argv);
        if (_connection is null || *_connection == 0)
            throw new InvalidOperationException($"{library} does not start.");
    }

    /// <summary>The rows of an answer as tab-separated text, without the last line break.</summary>
    /// <exception cref="InvalidOperationException">The engine refuses the statement.</exception>
    public string Ask(string sql)
    {
        var (query, format) = (Encoding.UTF8.GetBytes(sql), "TabSeparated"u8.ToArray());
        nint result;
        fixed (byte* text = query, form = format)
            result = chdb_query_n(*_connection, text, (nuint)query.Length, form, (nuint)format.Length);
        try
        {
            if (chdb_result_error(result) is var error && error != 0)
                throw new InvalidOperationException(Marshal.PtrToStringUTF8(error));
            return Encoding.UTF8.GetString(new ReadOnlySpan<byte>((byte*)chdb_result_buffer(result), (int)chdb_result_length(result))).TrimEnd('\n');
        }
        finally
        {
            chdb_destroy_query_result(result);
        }
    }

    public void Dispose()
    {
        chdb_close_conn(_connection);
        Directory.Delete(_folder, recursive: true);
    }

    private const string Chdb = "chdb";

    [LibraryImport(Chdb)]
    private static partial void chdb_set_signal_handlers_enabled(int enabled);

    [LibraryImport(Chdb)]
    private static partial nint* chdb_connect(int argc, nint* argv);

    [LibraryImport(Chdb)]
    private static partial void chdb_close_conn(nint* connection);

    [LibraryImport(Chdb)]
    private static partial nint chdb_query_n(nint connection, byte* query, nuint queryLength, byte* format, nuint formatLength);

    [LibraryImport(Chdb)]
    private static partial nint chdb_result_buffer(nint result);

    [LibraryImport(Chdb)]
    private static partial nuint chdb_result_length(nint result);

    [LibraryImport(Chdb)]
    private static partial nint chdb_result_error(nint result);

    [LibraryImport(Chdb)]
    private static partial void chdb_destroy_query_result(nint result);
}
