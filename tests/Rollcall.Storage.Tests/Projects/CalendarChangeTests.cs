using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Kernel;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Erasing;
using Rollcall.Storage.Tests.Months;
using Rollcall.Storage.Usage;
using Xunit;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Projects;

public sealed class CalendarChangeTests : IDisposable
{
    private static readonly ProjectCalendar Auckland = new(TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland"), DayOfWeek.Sunday);
    private static readonly ProjectCalendar Utc = new(TimeZoneInfo.Utc, DayOfWeek.Monday);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly StoreFolder _folder = new();
    private readonly StoreFolder _others = new();
    private readonly Held _held = new();

    public void Dispose()
    {
        _held.Dispose();
        _folder.Dispose();
        _others.Dispose();
    }

    [Theory]
    [InlineData(nameof(StorePoint.RebuildBegun))]
    [InlineData(nameof(StorePoint.RebuildRead))]
    public async Task Questions_are_answered_and_writes_taken_meanwhile_and_then_all_counts_by_the_new_zone(string point)
    {
        await using var store = Open(_folder.Path, StoreFolder.Rome);
        await Fill(store);
        var before = Digest(store);
        var preparing = await Begun(store, Auckland, Enum.Parse<StorePoint>(point));

        Assert.Equal((before, StoreFolder.Rome, StoreFolder.Rome), (Digest(store), store.Calendar, store.Index.Calendar));
        await Meanwhile(store);
        var during = Digest(store);
        Assert.NotEqual(before, during);
        Assert.Equal(during, await Fresh(StoreFolder.Rome, Meanwhile));

        _held.Release();
        using (var prepared = await preparing)
        {
            // Until it is taken, the old one answers, and both learn of what is written.
            await Afterwards(store);
            Assert.Equal((await Fresh(StoreFolder.Rome, Meanwhile, Afterwards), StoreFolder.Rome), (Digest(store), store.Index.Calendar));
            await prepared.Take();
            Assert.Equal((Auckland, Auckland), (store.Calendar, store.Index.Calendar));
        }

        var expected = await Fresh(Auckland, Meanwhile, Afterwards);
        Assert.Equal(expected, Digest(store));
        Assert.NotEqual(expected, await Fresh(StoreFolder.Rome, Meanwhile, Afterwards));
        await _folder.UntilErased(store);
        Assert.Equal(expected, Digest(store));
        await store.Add(Use("late", "2026-05-30T13:30:00Z"));
        var last = Digest(store);
        await store.DisposeAsync();
        await using var again = Open(_folder.Path, Auckland);
        Assert.Equal(last, Digest(again));
    }

    [Fact]
    public async Task Files_stay_as_they_are_until_the_index_is_made_and_what_was_erased_goes_then()
    {
        await using var store = Open(_folder.Path, StoreFolder.Rome);
        await Fill(store);
        var preparing = await Begun(store, Auckland, StorePoint.RebuildBegun);
        Assert.Equal(2, await store.EraseAll(new() { Conditions = [new UsageCondition.Of(["bob"], false)] }));
        for (var i = 0; i < 3; i++)
        {
            _folder.Clock.Advance(TimeSpan.FromHours(1));
            await store.MoveAll();
        }

        Assert.True(_folder.Journal("SELECT count(*) FROM erasure") > 0);
        _held.Release();
        using (var prepared = await preparing)
            await prepared.Take();
        await _folder.UntilErased(store);
        Assert.Equal(await Reopened(store, Auckland), Digest(store));
    }

    [Theory]
    [InlineData(nameof(StorePoint.RebuildBegun))]
    [InlineData(nameof(StorePoint.RebuildRead))]
    [InlineData(nameof(StorePoint.RebuildSwap))]
    public async Task A_crash_meanwhile_leaves_what_counts_by_the_old_zone_or_by_the_new_one(string point)
    {
        await using var store = Open(_folder.Path, StoreFolder.Rome);
        await Fill(store);
        await store.MoveAll();
        var rome = Digest(store);
        _held.Hold(Enum.Parse<StorePoint>(point));
        var changing = Change(store, Auckland);
        await _held.Reached;
        string[] left = [_folder.CopyTo(_others), _folder.CopyTo(_others)];
        _held.Release();
        await changing;
        Assert.NotEqual(rome, Digest(store));
        await using var old = Open(left[0], StoreFolder.Rome);
        await using var anew = Open(left[1], Auckland);
        Assert.Equal((rome, Digest(store)), (Digest(old), Digest(anew)));
    }

    [Fact]
    public async Task Two_changes_at_once_are_made_one_after_the_other()
    {
        await using var store = Open(_folder.Path, StoreFolder.Rome);
        await Fill(store);
        var first = await Begun(store, Auckland, StorePoint.RebuildBegun);
        var second = Change(store, Utc);
        await Meanwhile(store);
        _held.Release();
        using (var prepared = await first)
        {
            await prepared.Take();
            Assert.False(second.IsCompleted);
        }

        await second.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal((await Reopened(store, Utc), Utc), (Digest(store), store.Calendar));
    }

    [Fact]
    public async Task One_that_is_not_taken_leaves_all_as_it_was()
    {
        await using var store = Open(_folder.Path, StoreFolder.Rome);
        await Fill(store);
        using (await store.Prepare(Auckland, CancellationToken.None))
            await Meanwhile(store);
        Assert.Equal((await Reopened(store, StoreFolder.Rome), StoreFolder.Rome), (Digest(store), store.Calendar));
        await _folder.UntilErased(store);
    }

    [Fact]
    public async Task Where_only_weeks_begin_otherwise_nothing_is_read_anew()
    {
        await using var store = Open(_folder.Path, StoreFolder.Rome);
        await Fill(store);
        _held.Fail(StorePoint.RebuildBegun);
        var sundays = new ProjectCalendar(StoreFolder.Rome.Zone, DayOfWeek.Sunday);
        await Change(store, sundays);
        Assert.Same(sundays, store.Index.Snapshot().Calendar);
        await Meanwhile(store);
        Assert.Equal(await Fresh(StoreFolder.Rome, Meanwhile), Digest(store));
    }

    [Fact]
    public async Task What_cannot_be_made_changes_nothing()
    {
        await using var store = Open(_folder.Path, StoreFolder.Rome);
        await Fill(store);
        _held.Fail(StorePoint.RebuildRead);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Prepare(Auckland, CancellationToken.None));
        await Meanwhile(store);
        Assert.Equal((await Fresh(StoreFolder.Rome, Meanwhile), StoreFolder.Rome), (Digest(store), store.Calendar));
        _held.Release();
        await Change(store, Auckland);
        Assert.Equal(await Fresh(Auckland, Meanwhile), Digest(store));
    }

    [Fact]
    public async Task A_month_found_damaged_is_mended_on_the_way()
    {
        await using var store = Open(_folder.Path, StoreFolder.Rome);
        await Fill(store);
        await store.MoveAll();
        var may = _folder.Month("2026-05");
        // A descriptor may go between the two looks: then it has no target.
        await _folder.Until(() => !Directory.GetFiles("/proc/self/fd").Any(open => new FileInfo(open).LinkTarget == may), "closing the months", store);
        await File.WriteAllBytesAsync(may, [1, 2, 3], TestContext.Current.CancellationToken);
        await Change(store, Auckland);
        Assert.Equal(await Fresh(Auckland), Digest(store));
        Assert.Contains(_folder.Names(), name => name.StartsWith("2026-05.duckdb.damaged-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Memory_that_is_lost_meanwhile_is_read_anew_by_the_new_zone()
    {
        await using var store = Open(_folder.Path, StoreFolder.Rome);
        await Fill(store);
        var preparing = await Begun(store, Auckland, StorePoint.RebuildBegun);
        _held.Fail(StorePoint.Apply);
        await store.Add(Use("cid", "2026-05-31T12:30:00Z"));
        _held.Release();
        using (var prepared = await preparing)
            await prepared.Take();
        await MonthFiles.Until(() => store.IsReady, "reading the store anew");
        Assert.Equal((await Fresh(Auckland, again => again.Add(Use("cid", "2026-05-31T12:30:00Z"))), Auckland), (Digest(store), store.Index.Calendar));
    }

    [Fact]
    public async Task A_store_that_is_closed_meanwhile_gives_it_up()
    {
        var store = Open(_folder.Path, StoreFolder.Rome);
        await Fill(store);
        var preparing = await Begun(store, Auckland, StorePoint.RebuildBegun);
        var closing = store.DisposeAsync();
        _held.Release();
        await closing;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => preparing);
    }

    private ProjectStore Open(string path, ProjectCalendar calendar) =>
        ProjectStore.Open(path, calendar, _folder.Clock, new() { MoveRows = 1_000_000, RowsToKeepUse = 1, At = _held.At }, NullLogger.Instance);

    private async Task<Task<PreparedCalendar>> Begun(ProjectStore store, ProjectCalendar calendar, StorePoint point)
    {
        _held.Hold(point);
        var preparing = store.Prepare(calendar, CancellationToken.None);
        await _held.Reached;
        return preparing;
    }

    private static async Task Change(ProjectStore store, ProjectCalendar calendar)
    {
        using var prepared = await store.Prepare(calendar, CancellationToken.None);
        await prepared.Take();
    }

    private static IndexDigest Digest(ProjectStore store) => IndexDigest.Of(store.Index.Snapshot());

    // Access by days and by moments; use of two months, around the midnights of Rome and Auckland, one in the journal alone.
    private static async Task Fill(ProjectStore store)
    {
        await store.Insert(
            new PersonEntry("ann") { Access = Intervals("2026-01-01..", "2025-03-01T12:30:00Z..2025-06-01"), Tags = Tags("team", "a"), TagsFrom = Day.Of(2026, 1, 1) },
            new PersonEntry("bob") { Access = Intervals("2026-02-20T11:59:00Z..2026-05-01T22:30:00Z") });
        await store.Add(
            Use("ann", "2026-04-30T11:59:00Z", id: "1"), Use("ann", "2026-04-30T12:00:00Z", id: "2"), Use("ann", "2026-04-30T22:00:00Z", id: "3"),
            Use("bob", "2026-05-11T12:00:00Z", id: "4"), Use("eve", "2026-05-12T21:59:00Z", id: "5"));
        await store.MoveAll();
        await store.Add(Use("bob", "2026-05-12T12:00:00Z", id: "6"));
    }

    // New people, changed ones, later use, use that is moved; and erased: use from before and use that has just come.
    private static async Task Meanwhile(ProjectStore store)
    {
        await store.Upsert(
            new PersonEntry("dan") { Access = Intervals("2026-03-05T23:30:00Z.."), Tags = Tags("team", "b"), TagsFrom = Day.Of(2026, 3, 1) },
            new PersonEntry("ann") { Access = Intervals("2026-01-01..2026-05-20T12:15:00Z"), Tags = Tags("team", "c"), TagsFrom = Day.Of(2026, 4, 1) });
        Assert.Equal([RowStatus.Accepted, RowStatus.Accepted, RowStatus.Duplicate], await store.Add(
            Use("dan", "2026-05-20T12:30:00Z", id: "7"), Use("new", "2026-05-20T21:30:00Z", id: "8"), Use("ann", "2026-04-30T12:00:00Z", id: "2")));
        await store.MoveAll();
        await store.Add(Use("new", "2026-05-21T12:30:00Z", id: "9"), Use("dan", "2026-05-21T23:30:00Z", id: "10"));
        Assert.Equal(4, await store.EraseAll(new() { Conditions = [new UsageCondition.Of(["bob", "new"], false)] }));
        await store.Delete("bob");
    }

    private static async Task Afterwards(ProjectStore store)
    {
        await store.Add(Use("ann", "2026-05-22T12:30:00Z", id: "11"), Use("zoe", "2026-05-22T22:30:00Z", id: "12"));
        await store.Upsert(new PersonEntry("zoe") { Access = Intervals("2026-05-22T12:30:00Z..") });
    }

    // A project that had the zone from its first day, to which the same was done.
    private async Task<IndexDigest> Fresh(ProjectCalendar calendar, params Func<ProjectStore, Task>[] steps)
    {
        await using var store = ProjectStore.Open(Path.Combine(_others.Path, $"{Guid.NewGuid():n}"), calendar, _folder.Clock, new() { MoveRows = 1_000_000 }, NullLogger.Instance);
        await Fill(store);
        foreach (var step in steps)
            await step(store);
        return Digest(store);
    }

    private async Task<IndexDigest> Reopened(ProjectStore store, ProjectCalendar calendar)
    {
        await store.MoveAll();
        await using var again = ProjectStore.Open(_folder.CopyTo(_others), calendar, _folder.Clock, new(), NullLogger.Instance);
        return Digest(again);
    }

    /// <summary>Keeps whoever comes to a point there, or lets it fail, until released.</summary>
    private sealed class Held : IDisposable
    {
        private readonly ManualResetEventSlim _free = new(true);
        private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private StorePoint? _at;
        private StorePoint? _failing;

        public Task Reached => _reached.Task.WaitAsync(Patience);

        public void Hold(StorePoint point)
        {
            _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _free.Reset();
            _at = point;
        }

        public void Fail(StorePoint point) => _failing = point;

        public void Release()
        {
            (_at, _failing) = (null, null);
            _free.Set();
        }

        public void At(StorePoint point)
        {
            if (point == _failing)
                throw new StoreUnavailableException("It broke.");
            if (point != _at)
                return;
            _reached.TrySetResult();
            if (!_free.Wait(Patience))
                throw new TimeoutException("Nobody released it.");
        }

        public void Dispose() => _free.Dispose();
    }
}
