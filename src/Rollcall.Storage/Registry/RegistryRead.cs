using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Registry;

/// <summary>What backup and examination need of a registry that they must not change: no migration is run.</summary>
internal static class RegistryRead
{
    /// <summary>Every project, by id.</summary>
    /// <exception cref="RegistryTooNewException">Written by a newer version.</exception>
    public static IReadOnlyList<RegisteredProject> Projects(SqliteConnection connection)
    {
        RequireKnown(connection);
        List<RegisteredProject> projects = [];
        using var rows = new Statement(connection, "SELECT Id, Name, TimeZone, WeekStart FROM project ORDER BY Id");
        while (rows.Read())
            projects.Add(new(rows.Text(0), rows.Text(1), rows.Text(2), (WeekStart)rows.Number(3)));
        return projects;
    }

    private static void RequireKnown(SqliteConnection connection)
    {
        var builder = new DbContextOptionsBuilder<RegistryContext>();
        RegistryFile.Configure(builder, connection.DataSource);
        using var registry = new RegistryContext(builder.Options);
        var known = registry.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        using var rows = new Statement(connection, "SELECT MigrationId FROM __EFMigrationsHistory ORDER BY MigrationId");
        while (rows.Read())
        {
            if (!known.Contains(rows.Text(0)))
                throw new RegistryTooNewException(rows.Text(0));
        }
    }
}

/// <summary>A project as the registry names it.</summary>
internal sealed record RegisteredProject(string Id, string Name, string TimeZone, WeekStart WeekStart)
{
    public ProjectCalendar Calendar => new(TimeZoneInfo.FindSystemTimeZoneById(TimeZone), (DayOfWeek)WeekStart);
}
