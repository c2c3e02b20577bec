using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Kernel.Time;
using Rollcall.Storage;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Cli.Tests.Local;

/// <summary>A data folder with one project and three interactions, and a place beside it.</summary>
internal sealed class DataFolderFixture : IDisposable
{
    private const string Acme = "acmeacmeacme";

    private readonly string _root = Directory.CreateTempSubdirectory("rollcall-cli-").FullName;

    public string Data => Path.Combine(_root, "data");

    public string Database => Path.Combine(new DataLayout(Data).Project(Acme), "project.db");

    public static async Task<DataFolderFixture> Create()
    {
        var fixture = new DataFolderFixture();
        var layout = new DataLayout(fixture.Data);
        Directory.CreateDirectory(layout.Projects);
        await File.WriteAllTextAsync(layout.FormatFile, "1\n");
        var builder = new DbContextOptionsBuilder<RegistryContext>();
        RegistryFile.Configure(builder, layout.RegistryFile);
        await using (var registry = new RegistryContext(builder.Options))
        {
            await RegistryFile.Open(registry);
            registry.Projects.Add(new() { Id = Acme, Name = "Acme", TimeZone = "UTC" });
            await registry.SaveChangesAsync();
        }

        await using var store = ProjectStore.Open(layout.Project(Acme), new ProjectCalendar(TimeZoneInfo.Utc, DayOfWeek.Monday), TimeProvider.System, new(), NullLogger.Instance);
        await store.Append([.. Enumerable.Range(0, 3).Select(i => new InteractionRecord { EndUser = "ada", Id = $"{i}", TimeStart = 1_770_000_000_000_000 })], null, default);
        return fixture;
    }

    /// <summary>A name beside it.</summary>
    public string Beside(string name) => Path.Combine(_root, name);

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_root, recursive: true);
    }
}
