using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Kernel.Time;
using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Projects;

public sealed class ProjectStoresTests : IAsyncDisposable
{
    private static readonly ProjectInfo Acme = new("acmeacmeacme", "Acme", new ProjectCalendar(TimeZoneInfo.Utc, DayOfWeek.Monday), CountingRules.Default);

    private readonly string _path = Directory.CreateTempSubdirectory("rollcall-stores-").FullName;
    private readonly DataFolder _folder;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
    private readonly ProjectStores _stores;

    public ProjectStoresTests()
    {
        _folder = DataFolder.Open(_path);
        _stores = new ProjectStores(_folder, new() { Urls = "", Data = _folder.Root, MemoryBytes = 256 << 20, PathBase = "", TrustedProxies = [] }, _clock, NullLoggerFactory.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        _folder.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public async Task A_store_is_opened_once_however_many_ask_for_it()
    {
        var got = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _stores.Get(Acme).AsTask()));
        Assert.Single(got.Distinct());
        Assert.NotSame(got[0], await _stores.Get(Acme with { Id = "otherotherot" }));
        Assert.Equal(
            ["acmeacmeacme", "otherotherot"],
            Directory.EnumerateDirectories(_folder.Projects).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task At_the_start_the_project_that_was_written_to_last_is_opened_and_no_other()
    {
        var (other, unused) = (Acme with { Id = "otherotherot" }, Acme with { Id = "unusedunused" });
        await _stores.Get(other);
        await _stores.Get(Acme);
        _clock.Advance(ProjectStores.IdleAfter);
        Assert.Equal(2, await _stores.CloseIdle());
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Projects, other.Id, "project.db"), new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc));

        _stores.OpenLastWritten([other, Acme, unused]);
        _clock.Advance(ProjectStores.IdleAfter);
        await _stores.Get(other);   // were it open already, it would be asked for again
        Assert.Equal(1, await _stores.CloseIdle());
        Assert.False(Directory.Exists(Path.Combine(_folder.Projects, unused.Id)));
    }

    [Fact]
    public async Task A_project_that_cannot_be_opened_at_the_start_is_left_to_whoever_asks()
    {
        var file = Path.Combine(_folder.Projects, Acme.Id, "project.db");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, "no store");
        _stores.OpenLastWritten([Acme]);
        await Assert.ThrowsAsync<StoreFormatException>(async () => await _stores.Get(Acme));
        File.Delete(file);
        Assert.True((await _stores.Get(Acme)).IsReady);
    }

    [Fact]
    public async Task Nothing_is_opened_after_the_server_has_closed_them()
    {
        await _stores.Get(Acme);
        await _stores.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _stores.Get(Acme));
    }

    [Fact]
    public async Task A_store_that_did_not_open_is_tried_again()
    {
        var inTheWay = Path.Combine(_folder.Projects, Acme.Id);
        await File.WriteAllTextAsync(inTheWay, "a file where the folder should be");
        await Assert.ThrowsAnyAsync<Exception>(async () => await _stores.Get(Acme));
        File.Delete(inTheWay);
        Assert.True((await _stores.Get(Acme)).IsReady);
    }

    [Fact]
    public async Task A_changed_project_counts_by_its_new_calendar_and_keeps_its_store_with_everything_written()
    {
        var store = await _stores.Get(Acme);
        var writes = Enumerable.Range(0, 50).Select(i => store.Append([new InteractionRecord { EndUser = "ada", Id = $"{i}", TimeStart = 1_770_000_000_000_000 }], null, default)).ToList();
        var (rome, saved) = (Acme with { Calendar = new ProjectCalendar(TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome"), DayOfWeek.Sunday) }, new List<string>());
        await Task.WhenAll(_stores.Recount(Acme, rome, Save, default), _stores.Recount(Acme, rome, Save, default));
        Assert.All(await Task.WhenAll(writes), written => Assert.Null(written.Refusal));

        Assert.Equal(["UTC", "Europe/Rome"], saved);
        Assert.Same(store, await _stores.Get(Acme));   // asked with the old state
        Assert.Equal((rome.Calendar, 50L), (store.Index.Calendar, store.Index.Snapshot().ThroughSeq));
        Assert.Equal(50, store.Statistics().Interactions);

        // What is saved is not taken yet.
        Task Save()
        {
            saved.Add(store.Calendar.Zone.Id);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_change_that_cannot_be_saved_leaves_the_old_calendar()
    {
        var store = await _stores.Get(Acme);
        var rome = Acme with { Calendar = new ProjectCalendar(TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome"), DayOfWeek.Sunday) };
        await Assert.ThrowsAsync<InvalidOperationException>(() => _stores.Recount(Acme, rome, () => throw new InvalidOperationException(), default));
        Assert.Equal((Acme.Calendar, Acme.Calendar), (store.Calendar, (await _stores.Get(Acme)).Index.Calendar));
    }

    [Fact]
    public async Task A_store_opened_after_the_change_by_an_older_request_has_the_new_calendar()
    {
        await _stores.Recount(Acme, Acme with { Calendar = new ProjectCalendar(TimeZoneInfo.Utc, DayOfWeek.Saturday) }, () => Task.CompletedTask, default);
        _clock.Advance(ProjectStores.IdleAfter);
        Assert.Equal(1, await _stores.CloseIdle());
        Assert.Equal(DayOfWeek.Saturday, (await _stores.Get(Acme)).Index.Calendar.WeekStart);
    }

    [Fact]
    public async Task A_store_for_which_nobody_asks_is_closed_and_opened_again_with_everything_it_had()
    {
        var other = Acme with { Id = "otherotherot" };
        var store = await _stores.Get(Acme);
        await _stores.Get(other);
        await store.Append([new InteractionRecord { EndUser = "ada", Id = "1", TimeStart = 1_770_000_000_000_000 }], null, default);
        _clock.Advance(ProjectStores.IdleAfter - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await _stores.CloseIdle());
        var other2 = await _stores.Get(other);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await _stores.CloseIdle());
        Assert.Equal(0, await _stores.CloseIdle());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.Append([new InteractionRecord { EndUser = "ada", Id = "2", TimeStart = 1_770_000_000_000_000 }], null, default));
        Assert.Same(other2, await _stores.Get(other));
        var again = await _stores.Get(Acme);
        Assert.NotSame(store, again);
        Assert.Equal((1L, 1L), (again.Statistics().Interactions, again.Index.Snapshot().ThroughSeq));
    }

    [Fact]
    public async Task Whoever_asks_while_a_store_is_closed_gets_it_anew_once_and_loses_nothing()
    {
        var stored = 0;
        for (var round = 0; round < 10; round++)
        {
            var store = await _stores.Get(Acme);
            // Taken before the store is closed, so written.
            var writes = Enumerable.Range(0, 20).Select(i => store.Append([new InteractionRecord { EndUser = "ada", Id = $"{round}-{i}", TimeStart = 1_770_000_000_000_000 }], null, default)).ToList();
            _clock.Advance(ProjectStores.IdleAfter);
            var closing = _stores.CloseIdle();
            var got = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _stores.Get(Acme).AsTask()));
            Assert.Equal(1, await closing);
            Assert.NotSame(store, Assert.Single(got.Distinct()));
            Assert.All(await Task.WhenAll(writes), written => Assert.Null(written.Refusal));
            stored += writes.Count;
            Assert.Equal(stored, got[0].Statistics().Interactions);
        }
    }
}
