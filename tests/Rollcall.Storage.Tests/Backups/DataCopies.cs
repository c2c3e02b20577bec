using Microsoft.EntityFrameworkCore;
using Rollcall.Storage.Backups;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Registry;
using Rollcall.Storage.Tests.Months;
using Rollcall.Storage.Tests.Projects;

namespace Rollcall.Storage.Tests.Backups;

/// <summary>A data folder with one project, and room for backups and restored folders beside it.</summary>
internal sealed class DataCopies : IDisposable
{
    public const string Acme = "acmeacmeacme";

    private readonly StoreFolder _all = new();
    private int _names;

    public DataCopies()
    {
        Data = new(Path.Combine(_all.Path, "data"));
        Directory.CreateDirectory(Data.Projects);
        Directory.CreateDirectory(Data.ProtectionKeys);
        File.WriteAllText(Data.FormatFile, "1\n");
        File.WriteAllText(Path.Combine(Data.ProtectionKeys, "key-1.xml"), "<key />");
    }

    public DataLayout Data { get; }

    public Microsoft.Extensions.Time.Testing.FakeTimeProvider Clock => _all.Clock;

    public static async Task<DataCopies> Create()
    {
        var copies = new DataCopies();
        var builder = new DbContextOptionsBuilder<RegistryContext>();
        RegistryFile.Configure(builder, copies.Data.RegistryFile);
        await using var registry = new RegistryContext(builder.Options);
        await RegistryFile.Open(registry);
        registry.Projects.Add(new() { Id = Acme, Name = "Acme", TimeZone = "Europe/Rome", WeekStart = WeekStart.Monday, CreatedAt = copies.Clock.GetUtcNow() });
        registry.Projects.Add(new() { Id = "neverusedyet", Name = "Never used", TimeZone = "UTC", CreatedAt = copies.Clock.GetUtcNow() });
        await registry.SaveChangesAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return copies;
    }

    /// <summary>A folder that is not there yet.</summary>
    public string NewFolder() => Path.Combine(_all.Path, $"copy-{Interlocked.Increment(ref _names)}");

    public ProjectStore Open(ProjectStoreOptions? options = null) => Open(Data.Root, options);

    public ProjectStore Open(string data, ProjectStoreOptions? options = null) => _all.Open(new DataLayout(data).Project(Acme), options ?? MonthFiles.Eager);

    public async Task<(string Folder, BackupManifest Manifest)> Backup()
    {
        var folder = NewFolder();
        return (folder, await BackupCopy.Create(Data.Root, folder, Clock, _ => { }, default));
    }

    public async Task<string> Restore(string backup)
    {
        var folder = NewFolder();
        await BackupRestore.Restore(backup, folder, _ => { }, default);
        return folder;
    }

    public void Dispose() => _all.Dispose();
}
