using Microsoft.Data.Sqlite;

namespace Rollcall.Storage.Projects;

/// <summary>The file <c>project.db</c> of one project: how it is made, brought up to date and opened.</summary>
internal sealed class ProjectFile
{
    /// <summary>Format version of this build, as <c>user_version</c>. On disk, never renumber.</summary>
    public const long Version = 5;

    /// <summary>"Roll" in ASCII, as <c>application_id</c>. On disk, never change.</summary>
    public const long ApplicationId = 0x526F6C6C;

    private ProjectFile(string folder) => Path = PathIn(folder);

    public string Path { get; }

    public static string PathIn(string folder) => System.IO.Path.Combine(folder, "project.db");

    /// <summary>When the file of a folder, or its log, was last written to, UTC; null where there is none.</summary>
    public static DateTime? WrittenAt(string folder)
    {
        FileInfo file = new(PathIn(folder)), log = new(PathIn(folder) + "-wal");
        return !file.Exists ? null : log.Exists && log.LastWriteTimeUtc > file.LastWriteTimeUtc ? log.LastWriteTimeUtc : file.LastWriteTimeUtc;
    }

    /// <summary>Makes the folder and the file where they are missing, and runs the migrations that the file lacks.</summary>
    /// <exception cref="StoreFormatException">Written by a newer version, or no project store.</exception>
    public static ProjectFile Open(string folder)
    {
        DirectorySync.CreateDirectory(folder);
        var file = new ProjectFile(folder);
        var isNew = !File.Exists(file.Path) || new FileInfo(file.Path).Length == 0;
        try
        {
            file.Prepare(isNew);
        }
        catch (SqliteException broken)
        {
            throw broken.SqliteErrorCode == SqliteErrors.NotADatabase
                ? new StoreFormatException($"'{file.Path}' is not a project store.", broken)
                : SqliteErrors.Translate(broken);
        }

        if (isNew)
            DirectorySync.Sync(folder);
        return file;
    }

    /// <summary>For those who read a file that they must not bring up to date.</summary>
    /// <exception cref="StoreFormatException">Written by another version, or no project store.</exception>
    public static void RequireCurrent(SqliteConnection connection)
    {
        if (connection.Number("PRAGMA application_id") != ApplicationId)
            throw new StoreFormatException($"'{connection.DataSource}' is not a project store.");
        if (connection.Number("PRAGMA user_version") is var version && version != Version)
            throw new StoreFormatException($"'{connection.DataSource}' has format {version}; this version of Rollcall works with {Version}. Use the version that wrote it.");
    }

    /// <summary>The newest row; 0 without any. The journal may have lost all of its rows to the months, or to an erasure.</summary>
    public static long LastSeq(SqliteConnection connection) =>
        connection.Number("SELECT max((SELECT coalesce(max(seq), 0) FROM interaction), (SELECT max(moved_through, erased_through) FROM mover))");

    public SqliteConnection OpenForWriting()
    {
        var connection = Connect(SqliteOpenMode.ReadWrite);
        connection.Run("PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 0");
        connection.Run("PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY");
        return connection;
    }

    /// <summary>A connection that can read only. Sorting stays in memory: a temporary file would hold text of users.</summary>
    public SqliteConnection OpenForReading()
    {
        var connection = Connect(SqliteOpenMode.ReadOnly);
        connection.Run("PRAGMA busy_timeout = 5000; PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000");
        return connection;
    }

    private SqliteConnection Connect(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path, Mode = mode, Pooling = false, DefaultTimeout = 10,
        }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Prepare(bool isNew)
    {
        using var connection = Connect(SqliteOpenMode.ReadWriteCreate);
        var version = connection.Number("PRAGMA user_version");
        if (version > Version)
            throw new StoreFormatException($"'{Path}' has format {version}; this version of Rollcall reads up to {Version}. Use the newer version.");
        if (!isNew && version > 0 && connection.Number("PRAGMA application_id") != ApplicationId)
            throw new StoreFormatException($"'{Path}' is not a project store.");
        if (version == 0 && connection.Number("SELECT count(*) FROM sqlite_schema") > 0)
            throw new StoreFormatException($"'{Path}' is not a project store.");

        // auto_vacuum can be set until the first page is written, which switching to WAL does.
        if (version == 0)
            connection.Run("PRAGMA auto_vacuum = INCREMENTAL");
        connection.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
        while (version < Version)
            Migrate(connection, ++version);
    }

    private static void Migrate(SqliteConnection connection, long version)
    {
        var name = $"Projects/Migrations/{version:0000}.sql";
        using var stream = typeof(ProjectFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no migration {name}.");
        using var text = new StreamReader(stream);
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"{text.ReadToEnd()}; PRAGMA user_version = {version}; PRAGMA application_id = {ApplicationId}";
        command.ExecuteNonQuery();
        transaction.Commit();
    }
}
