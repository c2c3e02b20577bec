using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Rollcall.Kernel.Time;

namespace Rollcall.Storage.Registry;

/// <summary>The registry of an instance: projects, keys, accounts, roles and the audit log, in <c>registry.db</c>.</summary>
public sealed class RegistryContext(DbContextOptions<RegistryContext> options) : IdentityUserContext<Account, Guid>(options)
{
    public DbSet<Project> Projects => Set<Project>();

    public DbSet<ApiKey> Keys => Set<ApiKey>();

    public DbSet<Membership> Memberships => Set<Membership>();

    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    // SQLite compares text as text; a number orders, compares and indexes as the time it is.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
        => configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcMicroseconds>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Account>().ToTable("account");
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("account_claim");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("account_login");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("account_token");

        builder.Entity<Project>(project =>
        {
            project.ToTable("project");
            project.Property(p => p.Id).HasMaxLength(12);
            project.Property(p => p.AllowedOrigins).HasConversion(new TextList(), TextList.Comparer);
            project.ComplexProperty(p => p.Counting, CountingColumns.Map);
        });
        builder.Entity<ApiKey>(key =>
        {
            key.ToTable("api_key");
            key.HasIndex(k => k.Hash).IsUnique();
            key.HasOne<Project>().WithMany().HasForeignKey(k => k.ProjectId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<Membership>(membership =>
        {
            membership.ToTable("membership");
            membership.HasKey(m => new { m.AccountId, m.ProjectId });
            membership.HasOne<Account>().WithMany().HasForeignKey(m => m.AccountId).OnDelete(DeleteBehavior.Cascade);
            membership.HasOne<Project>().WithMany().HasForeignKey(m => m.ProjectId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<AuditEntry>(entry =>
        {
            // No foreign keys: a row outlives what it speaks of.
            entry.ToTable("audit");
            entry.HasIndex(e => new { e.ProjectId, e.Id });
        });
    }

    private sealed class UtcMicroseconds() : ValueConverter<DateTimeOffset, long>(
        instant => Timestamp.ToMicroseconds(instant), stored => Timestamp.FromMicroseconds(stored));
}
