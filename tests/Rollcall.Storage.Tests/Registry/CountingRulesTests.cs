using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Storage.Tests.Registry;

public sealed class CountingRulesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rollcall-rules-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_project_from_before_the_rules_counts_by_the_default()
    {
        await using (var registry = Context())
        {
            await registry.GetService<IMigrator>().MigrateAsync("FirstSchema");
            await registry.Database.ExecuteSqlRawAsync("INSERT INTO project (Id, Name, TimeZone, WeekStart, CreatedAt) VALUES ('acmeacmeacme', 'Acme', 'UTC', 1, 0)");
        }

        Same(CountingRules.Default, await Read());
    }

    [Fact]
    public async Task Rules_are_read_back_as_they_were_written()
    {
        var rules = new CountingRules
        {
            MinInteractions = 3,
            Events = [new("agent", ["hr-bot", ""]), new("Ключ \"x\"", ["é"])],
            Excluded = ["test@acme.example", "бот"],
            LatenessDays = 0,
            SmallestGroup = 5,
            Goal = 0.7,
        };
        await using (var registry = Context())
        {
            await RegistryFile.Open(registry);
            registry.Projects.Add(new Project { Id = "acmeacmeacme", Name = "Acme", TimeZone = "UTC", WeekStart = WeekStart.Monday });
            await registry.SaveChangesAsync();
            (await registry.Projects.SingleAsync()).Counting = rules;
            await registry.SaveChangesAsync();
        }

        Same(rules, await Read());
    }

    private static void Same(CountingRules expected, CountingRules actual)
    {
        Assert.Equal(
            (expected.MinInteractions, expected.LatenessDays, expected.SmallestGroup, expected.Goal),
            (actual.MinInteractions, actual.LatenessDays, actual.SmallestGroup, actual.Goal));
        Assert.Equal(expected.Excluded, actual.Excluded);
        Assert.Equal(expected.Events.Select(term => (term.Key, string.Join('|', term.Values), term.Exclude)), actual.Events.Select(term => (term.Key, string.Join('|', term.Values), term.Exclude)));
    }

    private async Task<CountingRules> Read()
    {
        await using var registry = Context();
        await RegistryFile.Open(registry);
        return (await registry.Projects.AsNoTracking().SingleAsync()).Counting;
    }

    private RegistryContext Context()
    {
        var builder = new DbContextOptionsBuilder<RegistryContext>();
        RegistryFile.Configure(builder, Path.Combine(_folder, "registry.db"));
        return new(builder.Options);
    }
}
