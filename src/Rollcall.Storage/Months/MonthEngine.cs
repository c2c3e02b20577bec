using DuckDB.NET.Data;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>
/// The DuckDB instance of one project: an empty database in memory to which month files are attached as they are needed. One for all months costs a
/// thread and some megabytes once. It is opened by the first who needs it, closed when nobody did for a while, and after any failure made anew, since a
/// failure may leave it unusable. Never two at a time: the file locks of one process do not hold against itself. Thread-safe.
/// </summary>
internal sealed class MonthEngine(MonthFolder folder, ProjectStoreOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>How long a file that has to be replaced waits for its readers before it is tried again.</summary>
    public static readonly TimeSpan ReadersWait = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private Instance? _instance;
    private long _usedAt;
    private bool _isClosed;
    private bool _isHeld;

    public MonthFolder Folder => folder;

    /// <inheritdoc cref="ProjectStoreOptions.RowsToKeepUse"/>
    public int RowsToKeepUse => options.RowsToKeepUse;

    /// <summary>How long a reader's question may take.</summary>
    public TimeSpan QuestionLimit => options.QuestionLimit;

    /// <summary>A connection of its own, until disposed. Waits where a failed instance is still in use.</summary>
    /// <exception cref="StoreUnavailableException">It was not free in time, or cannot be opened.</exception>
    public Lease Rent(TimeSpan wait)
    {
        var until = Environment.TickCount64 + (long)wait.TotalMilliseconds;
        lock (_gate)
        {
            while (_isHeld || _instance is { IsRetired: true })
            {
                var left = until - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(_gate, TimeSpan.FromMilliseconds(left)))
                    throw new StoreUnavailableException("The months are being opened anew. Try again shortly.");
            }

            ObjectDisposedException.ThrowIf(_isClosed, typeof(ProjectStore));
            try
            {
                _instance ??= new(folder, options);
                var connection = _instance.Connect();
                _instance.Users++;
                return new(this, _instance, connection);
            }
            catch (DuckDBException broken)
            {
                RetireLocked();
                throw DuckDbErrors.Translate(broken);
            }
        }
    }

    /// <summary>Lets nobody else in, and closes the instance once its users are gone; the next one to ask opens another.</summary>
    public void Retire()
    {
        lock (_gate)
            RetireLocked();
    }

    /// <summary>Keeps everybody out until disposed, with the instance closed; null when its users did not go in time.</summary>
    public IDisposable? TryHold(TimeSpan wait)
    {
        var until = Environment.TickCount64 + (long)wait.TotalMilliseconds;
        lock (_gate)
        {
            RetireLocked();
            while (_instance is not null)
            {
                var left = until - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(_gate, TimeSpan.FromMilliseconds(left)))
                    return null;
            }

            _isHeld = true;
            return new Hold(this);
        }
    }

    /// <summary>Closes the instance if nobody has used it for as long as that.</summary>
    public void CloseIfIdle(TimeSpan idle)
    {
        lock (_gate)
        {
            if (_instance is { Users: 0 } && clock.GetElapsedTime(_usedAt) >= idle)
                RetireLocked();
        }
    }

    /// <summary>Bytes that the engine says it holds, by what for; empty while it is closed.</summary>
    public IReadOnlyDictionary<string, long> Memory()
    {
        Dictionary<string, long> held = new(StringComparer.Ordinal);
        if (TryRentOpen() is not { } lease)
            return held;
        using (lease)
        {
            using var command = lease.Connection.Command("SELECT tag, memory_usage_bytes FROM duckdb_memory() WHERE memory_usage_bytes > 0", []);
            using var rows = command.ExecuteReader();
            while (rows.Read())
                held.Add(rows.GetString(0), rows.GetInt64(1));
        }

        return held;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            RetireLocked();
        }
    }

    private Lease? TryRentOpen()
    {
        lock (_gate)
        {
            if (_isHeld || _instance is null or { IsRetired: true })
                return null;
            var connection = _instance.Connect();
            _instance.Users++;
            return new(this, _instance, connection);
        }
    }

    private void RetireLocked()
    {
        if (_instance is null)
            return;
        _instance.IsRetired = true;
        if (_instance.Users > 0)
            return;
        _instance.Dispose();
        _instance = null;
        Monitor.PulseAll(_gate);
    }

    private void Return(Instance instance)
    {
        lock (_gate)
        {
            instance.Users--;
            _usedAt = clock.GetTimestamp();
            if (instance.IsRetired)
                RetireLocked();
        }
    }

    private void Release()
    {
        lock (_gate)
        {
            _isHeld = false;
            Monitor.PulseAll(_gate);
        }
    }

    private sealed class Hold(MonthEngine engine) : IDisposable
    {
        public void Dispose() => engine.Release();
    }

    /// <summary>A connection to the instance. For one thread.</summary>
    internal sealed class Lease(MonthEngine engine, Instance instance, DuckDBConnection connection) : IDisposable
    {
        public DuckDBConnection Connection => connection;

        public MonthFolder Folder => engine.Folder;

        /// <summary>The name under which the file of a month is known to the instance. It is checked when it is attached.</summary>
        /// <exception cref="MonthDamagedException">There is no such file, or it does not hold what it should.</exception>
        public string Attach(Month month, MonthLedger ledger, bool mayLackEnd) => instance.Attach(month, ledger, mayLackEnd, connection);

        /// <summary>No longer to be used by others: a failure may have broken it.</summary>
        public void Retire() => engine.Retire();

        public void Dispose()
        {
            connection.Dispose();
            engine.Return(instance);
        }
    }

    internal sealed class Instance : IDisposable
    {
        private readonly DuckDBConnection _root = new("DataSource=:memory:");
        private readonly MonthFolder _folder;
        private readonly string _mode;
        private readonly Lock _attaching = new();
        private readonly HashSet<Month> _attached = [];

        public Instance(MonthFolder folder, ProjectStoreOptions options)
        {
            (_folder, _mode) = (folder, options.IsReadOnly ? " (READ_ONLY)" : "");
            _root.Open();
            try
            {
                foreach (var setting in Settings(folder, options))
                    _root.Run(setting);
            }
            catch
            {
                _root.Dispose();
                throw;
            }
        }

        public int Users { get; set; }

        public bool IsRetired { get; set; }

        public DuckDBConnection Connect()
        {
            var connection = _root.Duplicate();
            connection.Open();
            return connection;
        }

        public string Attach(Month month, MonthLedger ledger, bool mayLackEnd, DuckDBConnection connection)
        {
            var name = $"m{month.Number}";
            lock (_attaching)
            {
                if (_attached.Contains(month))
                    return name;
                // Attaching a file that is missing would make it.
                if (!_folder.Has(month))
                    throw new MonthDamagedException(month, "the file is missing");
                try
                {
                    connection.Run($"ATTACH IF NOT EXISTS {Quoted(_folder.FileOf(month))} AS {name}{_mode}");
                    MonthFormat.Check(connection, month, name, ledger, mayLackEnd);
                }
                catch (DuckDBException broken)
                {
                    throw DuckDbErrors.TranslateOpening(broken, month);
                }

                _attached.Add(month);
                return name;
            }
        }

        public void Dispose() => _root.Dispose();

        private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

        // Checkpoints come at chosen moments: one on a full disk makes the instance unusable. None of them merges the row groups of earlier ones: that reads and writes
        // a hundred thousand rows again, with hundreds of megabytes and seconds of a processor, just while rows arrive. What is spilled goes where the start wipes it.
        // Nobody relies on the order of rows in a table, and without it both threads fill one.
        // The engine's allocator keeps what was freed for itself until more than a threshold of it has gathered.
        private static IEnumerable<string> Settings(MonthFolder folder, ProjectStoreOptions options)
        {
            var temporary = options.TemporaryFolder ?? Path.Combine(Path.GetDirectoryName(folder.Root)!, "tmp");
            Directory.CreateDirectory(temporary);
            return
            [
                "SET threads = 2",
                $"SET memory_limit = '{options.EngineMemoryBytes / 1_024} KiB'",
                $"SET temp_directory = {Quoted(temporary)}",
                "SET max_temp_directory_size = '2 GiB'",
                "SET wal_autocheckpoint = '1 TB'",
                "PRAGMA disable_checkpoint_on_shutdown",
                "SET max_vacuum_tasks = 0",
                "SET preserve_insertion_order = false",
                "SET allocator_flush_threshold = '16 MiB'",
                "SET allocator_bulk_deallocation_flush_threshold = '32 MiB'",
                "SET allocator_background_threads = true",
                "SET autoinstall_known_extensions = false",
                "SET autoload_known_extensions = false",
                "SET allow_community_extensions = false",
                $"SET allowed_directories = [{Quoted(folder.Root + Path.DirectorySeparatorChar)}]",
                "SET enable_external_access = false",
                "SET lock_configuration = true",
            ];
        }
    }
}
