using System.Collections.Concurrent;
using Rollcall.Storage.Backups;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Months;
using Rollcall.Storage.Tests.Projects;
using Xunit;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Backups;

public sealed class BackupCopyTests
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_backup_made_while_senders_write_holds_exactly_what_was_acknowledged_at_its_sequence()
    {
        using var copies = await DataCopies.Create();
        List<(string Folder, BackupManifest Manifest, string[] Before)> backups = [];
        List<StoredInteraction> everything;
        await using (var store = copies.Open(MonthFiles.Eager with { MoveRows = 40 }))
        {
            var acknowledged = new ConcurrentQueue<string>();
            using var stop = new CancellationTokenSource();
            var senders = Enumerable.Range(0, 4).Select(sender => Task.Run(() => Send(store, sender, acknowledged, stop.Token))).ToList();
            for (var i = 0; i < 6; i++)
            {
                await MonthFiles.Until(() => acknowledged.Count > (i + 1) * 300, "sending");
                string[] before = [.. acknowledged];
                var (folder, manifest) = await copies.Backup().WaitAsync(HangLimit);
                backups.Add((folder, manifest, before));
            }

            await stop.CancelAsync();
            await Task.WhenAll(senders);
            everything = Rows(store);
            Assert.Equal(acknowledged.Order(StringComparer.Ordinal), everything.Select(row => row.Id).Order(StringComparer.Ordinal));
        }

        foreach (var (folder, manifest, before) in backups)
        {
            var copied = manifest.Projects.Single(project => project.Id == DataCopies.Acme);
            var expected = everything.Where(row => row.Seq <= copied.Sequence).ToList();
            Assert.Empty(before.Except(expected.Select(row => row.Id), StringComparer.Ordinal));
            await using var store = copies.Open(await copies.Restore(folder));
            Assert.Equal(expected, Rows(store));
            Assert.Equal((copied.Interactions, copied.Sequence), (store.Statistics().Interactions, store.Index.Snapshot().ThroughSeq));
            Assert.Equal(expected.Count, store.Statistics().Interactions);
            Assert.Equal(expected.Count, store.Matches(EventFilterTerms.None, 0, long.MaxValue).Count);
            // The copy goes on where it was made: what it has is known, what came later is new.
            Assert.Equal([RowStatus.Duplicate], await store.Add(Again(expected[^1])));
            if (everything.Count > expected.Count)
                Assert.Equal([RowStatus.Accepted], await store.Add(Again(everything.MaxBy(row => row.Seq)!)));
            await store.MoveAll();
            Assert.Empty(store.Statistics().IncompleteMonths);
        }

        Assert.True(backups.Select(backup => backup.Manifest.Projects[0].Sequence).Distinct().Count() > 1);
    }

    [Fact]
    public async Task The_months_rest_while_they_are_copied_and_go_on_afterwards()
    {
        using var copies = await DataCopies.Create();
        await using var store = copies.Open();
        await store.Add(Use("ann", "2026-04-02T09:00:00Z", id: "1"));
        await store.MoveAll();
        using (await new MonthGate(copies.Data.Project(DataCopies.Acme)).Close(HangLimit, default))
        {
            await store.Add(Use("ann", "2026-03-02T09:00:00Z", id: "2"));
            var moving = store.MoveAll();
            Assert.Equal(2, store.Stored());
            Assert.Equal(["1", "2"], Rows(store).Select(row => row.Id));
            Assert.False(moving.IsCompleted);
            await Assert.ThrowsAsync<StoreInUseException>(() => new MonthGate(copies.Data.Project(DataCopies.Acme)).Close(TimeSpan.Zero, default));
            Assert.False(File.Exists(Path.Combine(copies.Data.Project(DataCopies.Acme), "months", "2026-03.duckdb")));
        }

        await store.MoveAll().WaitAsync(HangLimit);
        Assert.True(File.Exists(Path.Combine(copies.Data.Project(DataCopies.Acme), "months", "2026-03.duckdb")));
        Assert.Equal(["1", "2"], Rows(store).Select(row => row.Id));
    }

    [Fact]
    public async Task It_waits_for_whoever_changes_the_months()
    {
        using var copies = await DataCopies.Create();
        await copies.Open().DisposeAsync();
        Task<(string, BackupManifest)> copying;
        using (new MonthGate(copies.Data.Project(DataCopies.Acme)).TryEnter())
        {
            copying = copies.Backup();
            await MonthFiles.Until(() => new MonthGate(copies.Data.Project(DataCopies.Acme)).IsClosed, "closing the gate");
            await Task.Delay(200);
            Assert.False(copying.IsCompleted);
            Assert.Null(new MonthGate(copies.Data.Project(DataCopies.Acme)).TryEnter());
        }

        await copying.WaitAsync(HangLimit);
        using var inside = new MonthGate(copies.Data.Project(DataCopies.Acme)).TryEnter();
        Assert.NotNull(inside);
    }

    [Fact]
    public async Task Keys_of_sessions_and_unused_projects_are_in_it_and_nobody_else_may_look()
    {
        using var copies = await DataCopies.Create();
        await copies.Open().DisposeAsync();
        var (folder, manifest) = await copies.Backup();
        Assert.Equal([(DataCopies.Acme, 0L, 0L), ("neverusedyet", 0L, 0L)], manifest.Projects.Select(project => (project.Id, project.Sequence, project.Interactions)));
        Assert.Equal(["format", "registry.db", "protection/key-1.xml", $"projects/{DataCopies.Acme}/project.db"], manifest.Files.Select(file => file.Path));
        var restored = new DataLayout(await copies.Restore(folder));
        Assert.Equal("1\n", await File.ReadAllTextAsync(restored.FormatFile));
        Assert.Equal("<key />", await File.ReadAllTextAsync(Path.Combine(restored.ProtectionKeys, "key-1.xml")));
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix modes");
        foreach (var file in manifest.Files.SelectMany(file => (string[])[Path.Combine(folder, file.Path), Path.Combine(restored.Root, file.Path)]))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task It_goes_into_an_empty_folder_only_and_of_a_data_folder_only()
    {
        using var copies = await DataCopies.Create();
        var taken = copies.NewFolder();
        Directory.CreateDirectory(taken);
        await File.WriteAllTextAsync(Path.Combine(taken, "mine"), "stays");
        await Assert.ThrowsAsync<BackupException>(() => BackupCopy.Create(copies.Data.Root, taken, copies.Clock, _ => { }, default));
        await Assert.ThrowsAsync<BackupException>(() => BackupCopy.Create(copies.Data.Root, Path.Combine(copies.Data.Root, "backup"), copies.Clock, _ => { }, default));
        await Assert.ThrowsAsync<BackupException>(() => BackupCopy.Create(taken, copies.NewFolder(), copies.Clock, _ => { }, default));
        var (backup, _) = await copies.Backup();
        await Assert.ThrowsAsync<BackupException>(() => BackupRestore.Restore(backup, taken, _ => { }, default));
        await Assert.ThrowsAsync<BackupException>(() => BackupRestore.Restore(taken, copies.NewFolder(), _ => { }, default));
        Assert.Equal(["mine"], Directory.EnumerateFileSystemEntries(taken).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_fails_leaves_nothing_that_could_be_taken_for_a_backup_or_a_data_folder()
    {
        using var copies = await DataCopies.Create();
        await using (var store = copies.Open())
            await store.Add(Use("ann"));
        var (backup, _) = await copies.Backup();
        using var stopped = new CancellationTokenSource();
        var half = copies.NewFolder();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => BackupCopy.Create(copies.Data.Root, half, copies.Clock, _ => stopped.Cancel(), stopped.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(half));

        var database = Path.Combine(backup, "projects", DataCopies.Acme, "project.db");
        using (var file = File.OpenWrite(database))
        {
            file.Position = 5_000;
            file.WriteByte(0xFF);
        }

        var restored = copies.NewFolder();
        var refusal = await Assert.ThrowsAsync<BackupException>(() => BackupRestore.Restore(backup, restored, _ => { }, default));
        Assert.Contains("project.db", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(restored));
        File.Delete(database);
        await Assert.ThrowsAsync<BackupException>(() => BackupRestore.Restore(backup, restored, _ => { }, default));
        Assert.Empty(Directory.EnumerateFileSystemEntries(restored));
    }

    private static async Task Send(ProjectStore store, int sender, ConcurrentQueue<string> acknowledged, CancellationToken stop)
    {
        var random = new Random(sender);
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            InteractionRecord[] rows = [.. Enumerable.Range(0, random.Next(1, 20)).Select(
                row => Use($"person {random.Next(50)}", $"2026-0{random.Next(1, 6)}-{random.Next(10, 28)}T09:00:00Z", id: $"{sender}-{i}-{row}", input: new string('x', random.Next(2_000))))];
            await store.Add(rows);
            foreach (var row in rows)
                acknowledged.Enqueue(row.Id!);
            await store.Upsert(new PersonEntry($"person {random.Next(50)}") { Tags = Tags("round", $"{i}") });
        }
    }

    private static InteractionRecord Again(StoredInteraction row) => new() { EndUser = row.EndUser, TimeStart = row.TimeStart, Id = row.Id, Input = row.Input, Output = row.Output };

    private static List<StoredInteraction> Rows(ProjectStore store) => [.. store.BrowseInteractions(new(), null, 1_000_000).Items];
}
