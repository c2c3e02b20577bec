using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Rollcall.Storage.Registry;

/// <summary>Makes and migrates <c>registry.db</c>. Only for the process that holds the lock of the data folder.</summary>
public static class RegistryFile
{
    public static void Configure(DbContextOptionsBuilder builder, string path) => builder
        .UseSqlite(new SqliteConnectionStringBuilder { DataSource = path }.ConnectionString)
        .AddInterceptors(DurableConnections.Instance);

    /// <summary>Brings the file to the newest schema, making it where there is none.</summary>
    /// <exception cref="RegistryTooNewException">The file was written by a newer Rollcall; it is left as it is.</exception>
    public static async Task Open(RegistryContext registry, CancellationToken ct = default)
    {
        await registry.Database.OpenConnectionAsync(ct);
        try
        {
            // Before the first table, in this order: neither can be set in a file that is in WAL mode or has pages already.
            await registry.Database.ExecuteSqlRawAsync("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;", ct);

            var known = registry.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
            var unknown = (await registry.Database.GetAppliedMigrationsAsync(ct)).Where(m => !known.Contains(m)).ToList();
            if (unknown is not [])
                throw new RegistryTooNewException(unknown[^1]);

            await ReleaseMigrationLock(registry, ct);
            await registry.Database.MigrateAsync(ct);
        }
        finally
        {
            await registry.Database.CloseConnectionAsync();
        }
    }

    // Entity Framework marks a running migration by a row, for which it waits for ever when a killed process left it behind. The
    // lock of the data folder says that nobody else is migrating.
    private static async Task ReleaseMigrationLock(RegistryContext registry, CancellationToken ct)
    {
        var left = await registry.Database
            .SqlQueryRaw<int>("SELECT count(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(ct);
        if (left > 0)
            await registry.Database.ExecuteSqlRawAsync("DELETE FROM __EFMigrationsLock", ct);
    }
}
