using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;
using Rollcall.Storage.Examination;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Backups;
using Rollcall.Storage.Tests.Months;
using Rollcall.Storage.Tests.Projects;
using Xunit;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Examination;

public sealed class FolderExaminationTests : IAsyncLifetime
{
    private DataCopies _copies = null!;
    private string _project = null!;

    public async ValueTask InitializeAsync()
    {
        _copies = await DataCopies.Create();
        _project = _copies.Data.Project(DataCopies.Acme);
        var store = _copies.Open(MonthFiles.Eager with { MoveRows = 1_000_000 });
        await store.Upsert(new PersonEntry("ann") { Access = Intervals("2026-01-01.."), Tags = Tags("team", "red") });
        var random = new Random(3);
        await store.Add([.. Enumerable.Range(0, 400).Select(i => Use(
            $"person {i % 7}", $"2026-0{(i % 3) + 3}-10T09:00:00Z", id: $"{i}", input: string.Concat(Enumerable.Range(0, 1_000).Select(_ => random.Next().ToString("x8")))))]);
        await store.MoveAll();
        await store.Add([.. Enumerable.Range(400, 8).Select(i => Use("ann", "2026-05-11T09:00:00Z", id: $"{i}"))]);
        await store.DisposeAsync();
        // One month without a log, two with one.
        using var april = new DuckDBConnection($"DataSource={_project}/months/2026-04.duckdb");
        april.Open();
        april.Run("CHECKPOINT");
    }

    public ValueTask DisposeAsync()
    {
        _copies.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void A_sound_folder_has_nothing_wrong_and_is_not_changed()
    {
        var before = Times();
        var findings = new List<Finding>();
        var projects = FolderExamination.Examine(_copies.Data.Root, _copies.Clock, findings.Add);
        Assert.Empty(findings);
        Assert.Equal([("acmeacmeacme", 408L, 408L, 8L), ("neverusedyet", 0, 0, 0)], projects.Select(project => (project.Id, project.Sequence, project.Interactions, project.Identifiers)));
        Assert.Equal(before, Times());
    }

    [Fact]
    public async Task A_folder_in_use_is_left_alone()
    {
        await using var held = new FileStream(_copies.Data.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Assert.Throws<StoreInUseException>(() => FolderExamination.Examine(_copies.Data.Root, _copies.Clock, _ => { }));
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("cut in the header")]
    [InlineData("zeroed")]
    [InlineData("a block of texts")]
    [InlineData("deleted")]
    [InlineData("of another month")]
    public void A_damaged_month_is_found(string how)
    {
        var file = Path.Combine(_project, "months", "2026-04.duckdb");
        var bytes = File.ReadAllBytes(file);
        switch (how)
        {
            case "truncated":
                File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
                break;
            case "cut in the header":
                File.WriteAllBytes(file, bytes[..100]);
                break;
            case "zeroed":
                File.WriteAllBytes(file, new byte[bytes.Length]);
                break;
            case "a block of texts":
                Assert.True(bytes.Length > 1_000_000);
                Array.Clear(bytes, bytes.Length / 2, 500);
                File.WriteAllBytes(file, bytes);
                break;
            case "deleted":
                File.Delete(file);
                break;
            default:
                File.Copy(Path.Combine(_project, "months", "2026-03.duckdb"), file, overwrite: true);
                break;
        }

        var finding = Assert.Single(Findings());
        Assert.True(finding.IsWrong);
        Assert.Equal("project Acme (acmeacmeacme), month 2026-04", finding.Where);
    }

    [Theory]
    [InlineData("DELETE FROM month WHERE number = 202604", "month 2026-04")]
    [InlineData("UPDATE month SET through = 402 WHERE number = 202604", "month 2026-04")]
    [InlineData("UPDATE month SET rows = rows + 1 WHERE number = 202604", "month 2026-04")]
    [InlineData("UPDATE mover SET moved_through = 380", "month 2026-04")]
    [InlineData("UPDATE mover SET moved_through = 403", "month 2026-05")]
    [InlineData("UPDATE mover SET store = randomblob(16)", "month 2026-04")]
    [InlineData("UPDATE interaction SET time_start = 1775900000000000 WHERE seq = 1", "month 2026-04")]
    public void A_marker_that_does_not_fit_the_rows_is_found(string sql, string where)
    {
        Change(sql);
        Assert.Contains(Findings(), finding => finding.IsWrong && finding.Where.EndsWith(where, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DELETE FROM identifier WHERE number = 3", "The numbers of identifiers have gaps")]
    [InlineData("UPDATE access SET person = 77", "Access belongs to nobody on the list")]
    [InlineData("UPDATE tag_version SET person = 77", "Tags belong to nobody on the list")]
    [InlineData("UPDATE person SET number = 77", "People on the list have no identifier")]
    [InlineData("UPDATE interaction SET identifier = 77 WHERE seq = 405", "Interactions in the journal belong to nobody")]
    [InlineData("INSERT INTO interaction_text (seq, input) VALUES (999, 'x')", "Texts in the journal belong to no interaction")]
    public void A_reference_to_nothing_is_found(string sql, string words)
    {
        Change(sql);
        Assert.Contains(Findings(), finding => finding.IsWrong && finding.Words.StartsWith(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("projects/acmeacmeacme/project.db", 0.5)]
    [InlineData("projects/acmeacmeacme/project.db", 0.01)]
    [InlineData("registry.db", 0.5)]
    public void A_truncated_database_is_found(string path, double share)
    {
        var file = Path.Combine(_copies.Data.Root, path);
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..(int)(bytes.Length * share)]);
        Assert.Contains(Findings(), finding => finding.IsWrong);
    }

    [Fact]
    public void A_folder_that_is_none_or_of_a_newer_version_is_named_as_such()
    {
        File.WriteAllText(_copies.Data.FormatFile, "2\n");
        Change("PRAGMA user_version = 99");
        Assert.Equal(["format", "project Acme (acmeacmeacme)"], Findings().Select(finding => finding.Where));
        File.WriteAllText(_copies.Data.FormatFile, DataLayout.Restoring);
        Assert.Contains(Findings(), finding => finding.Words.Contains("restored", StringComparison.Ordinal));
        Assert.Equal(["format", "registry.db"], Findings(Directory.CreateDirectory(_copies.NewFolder()).FullName).Select(finding => finding.Where));
    }

    private List<Finding> Findings(string? folder = null)
    {
        List<Finding> findings = [];
        FolderExamination.Examine(folder ?? _copies.Data.Root, _copies.Clock, findings.Add);
        return findings;
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_project}/project.db;Pooling=False");
        connection.Open();
        connection.Run(sql);
    }

    private List<(string, DateTime, long)> Times() =>
        [.. Directory.GetFiles(_copies.Data.Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => (file, File.GetLastWriteTimeUtc(file), new FileInfo(file).Length))];
}
