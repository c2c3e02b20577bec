using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Storage.Tests.Registry;

public sealed class RegistryFileTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("rollcall-registry-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Opening_twice_keeps_what_was_written()
    {
        await using (var registry = await Open())
        {
            registry.Projects.Add(new Project { Id = "acmeacmeacme", Name = "Acme", TimeZone = "Europe/Rome", WeekStart = WeekStart.Monday, CreatedAt = Now });
            await registry.SaveChangesAsync();
        }

        await using var again = await Open();
        var project = await again.Projects.SingleAsync();
        Assert.Equal(("Acme", "Europe/Rome", WeekStart.Monday, Now), (project.Name, project.TimeZone, project.WeekStart, project.CreatedAt));
    }

    [Fact]
    public async Task A_commit_is_durable_before_it_is_acknowledged()
    {
        await using var registry = await Open();
        Assert.Equal("wal", await Ask<string>(registry, "SELECT journal_mode AS Value FROM pragma_journal_mode"));
        Assert.Equal(2, await Ask<long>(registry, "SELECT synchronous AS Value FROM pragma_synchronous"));      // 2: FULL
        Assert.Equal(2, await Ask<long>(registry, "SELECT auto_vacuum AS Value FROM pragma_auto_vacuum"));      // 2: INCREMENTAL
        Assert.Equal(1, await Ask<long>(registry, "SELECT secure_delete AS Value FROM pragma_secure_delete"));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_alone()
    {
        await using (var registry = await Open())
            await registry.Database.ExecuteSqlRawAsync("INSERT INTO __EFMigrationsHistory VALUES ('99990101000000_Later', '99.0.0')");

        var refusal = await Assert.ThrowsAsync<RegistryTooNewException>(async () => await Open());
        Assert.Contains("99990101000000_Later", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_lock_left_by_a_killed_process_does_not_stop_the_next_start()
    {
        await using (var registry = await Open())
            await registry.Database.ExecuteSqlRawAsync("INSERT INTO __EFMigrationsLock VALUES (1, '2026-03-10 12:00:00')");

        await using var again = await Open().WaitAsync(TimeSpan.FromSeconds(90));
        Assert.Empty(await again.Projects.ToListAsync());
    }

    [Theory]
    [InlineData("UPDATE audit SET Actor = 'nobody'")]
    [InlineData("DELETE FROM audit")]
    public async Task The_audit_log_is_append_only(string change)
    {
        await using var registry = await Open();
        registry.Audit.Add(new AuditEntry { At = Now, Actor = "server", Action = AuditAction.ProjectCreated, ProjectId = "acmeacmeacme" });
        await registry.SaveChangesAsync();

        await Assert.ThrowsAsync<SqliteException>(() => registry.Database.ExecuteSqlRawAsync(change));
        Assert.Equal("server", (await registry.Audit.AsNoTracking().SingleAsync()).Actor);
    }

    [Fact]
    public async Task The_model_has_no_change_without_a_migration()
    {
        await using var registry = await Open();
        Assert.False(registry.Database.HasPendingModelChanges());
    }

    private static Task<T> Ask<T>(RegistryContext registry, string sql) => registry.Database.SqlQueryRaw<T>(sql).SingleAsync();

    private async Task<RegistryContext> Open()
    {
        var builder = new DbContextOptionsBuilder<RegistryContext>();
        RegistryFile.Configure(builder, Path.Combine(_folder, "registry.db"));
        var registry = new RegistryContext(builder.Options);
        await RegistryFile.Open(registry);
        return registry;
    }
}
