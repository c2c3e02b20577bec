using Microsoft.Data.Sqlite;
using Rollcall.Storage.Projects;
using static Rollcall.Storage.Tests.Projects.Short;
using Xunit;

namespace Rollcall.Storage.Tests.Projects;

public sealed class FormatTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "project.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_file_carries_its_format_and_its_settings()
    {
        await _folder.Open().DisposeAsync();
        using var connection = Connect();
        Assert.Equal(5, connection.Number("PRAGMA user_version"));
        Assert.Equal(ProjectFile.ApplicationId, connection.Number("PRAGMA application_id"));
        Assert.Equal(2, connection.Number("PRAGMA auto_vacuum"));
    }

    [Fact]
    public async Task A_newer_format_is_refused_and_left_alone()
    {
        await _folder.Open().DisposeAsync();
        using (var connection = Connect())
            connection.Run("PRAGMA user_version = 99");
        var refusal = Assert.Throws<StoreFormatException>(() => _folder.Open());
        Assert.Contains("99", refusal.Message, StringComparison.Ordinal);
        using (var connection = Connect())
            Assert.Equal(99, connection.Number("PRAGMA user_version"));
    }

    [Fact]
    public void Files_of_others_are_refused()
    {
        using (var connection = Connect())
            connection.Run("CREATE TABLE theirs (x)");
        Assert.Throws<StoreFormatException>(() => _folder.Open());
        System.IO.File.WriteAllText(File, new string('x', 5_000));
        Assert.Throws<StoreFormatException>(() => _folder.Open());
    }

    [Fact]
    public async Task An_interrupted_creation_is_finished()
    {
        using (var connection = Connect())
            connection.Run("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL");
        await using var store = _folder.Open();
        Assert.Equal([RowStatus.Accepted], await store.Add(Use("ann")));
    }

    [Fact]
    public async Task A_store_is_made_with_the_folders_above_it()
    {
        await using var store = _folder.Open(Path.Combine(_folder.Path, "projects", "p1"));
        await store.Insert(new PersonEntry("ann"));
        Assert.Single(store.ListEligible());
    }

    [Fact]
    public async Task A_copy_taken_at_any_moment_holds_what_was_answered()
    {
        await using var store = _folder.Open();
        await store.Insert(new PersonEntry("ann"));
        await store.Add(Use("ann"), Use("bob"));
        var copy = Directory.CreateDirectory(Path.Combine(_folder.Path, "copy")).FullName;
        foreach (var name in new[] { "project.db", "project.db-wal" })
            System.IO.File.Copy(Path.Combine(_folder.Path, name), Path.Combine(copy, name));
        await using var second = _folder.Open(copy);
        Assert.Equal((2, 1), (second.Stored(), second.ListEligible().Count()));
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }
}
