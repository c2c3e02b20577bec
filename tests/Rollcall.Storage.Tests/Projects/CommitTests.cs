using Microsoft.Data.Sqlite;
using Rollcall.Storage.Projects;
using static Rollcall.Storage.Tests.Projects.Short;
using Xunit;

namespace Rollcall.Storage.Tests.Projects;

public sealed class CommitTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_answered_can_be_read_by_another_connection()
    {
        await using var store = _folder.Open();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            await store.Add(Use($"u{i}"));
            using var other = new SqliteConnection($"Data Source={_folder.Path}/project.db;Mode=ReadOnly;Pooling=False");
            other.Open();
            Assert.Equal(1, other.Number($"SELECT count(*) FROM interaction i JOIN identifier n ON n.number = i.identifier WHERE n.text = 'u{i}'"));
        }));
        Assert.Equal(64, store.Stored());
    }

    [Fact]
    public async Task Commands_that_wait_share_a_commit()
    {
        var commits = 0;
        using var gate = new ManualResetEventSlim();
        await using var store = _folder.Open(new()
        {
            At = point =>
            {
                if (point != StorePoint.Commit)
                    return;
                Interlocked.Increment(ref commits);
                gate.Wait();
            },
        });
        var writes = Enumerable.Range(0, 64).Select(i => store.Add(Use($"u{i}"))).ToList();
        gate.Set();
        await Task.WhenAll(writes);
        Assert.InRange(commits, 1, 3);
    }

    [Theory]
    [InlineData("Begin")]
    [InlineData("Statement")]
    [InlineData("Commit")]
    public async Task A_commit_that_fails_refuses_its_batch_and_no_other(string where)
    {
        var point = Enum.Parse<StorePoint>(where);
        var broken = false;
        var store = _folder.Open(new() { At = at => { if (broken && at == point) throw new SqliteException("disk I/O error", 10); } });
        await store.Insert(new PersonEntry("ann"));
        await store.Add(Use("ann"));

        broken = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Add(Use("bob"), Use("ann", input: "lost")));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Insert(new PersonEntry("eve")));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Delete("ann"));
        broken = false;

        Assert.Null(store.FindPerson("bob"));
        Assert.Equal(["ann"], store.ListEligible().Select(person => person.EndUser));
        Assert.Equal([RowStatus.Accepted, RowStatus.Accepted, RowStatus.Duplicate], await store.Add(Use("eve"), Use("ann", input: "lost"), Use("ann")));
        Assert.Equal([PersonStatus.Inserted], (await store.Insert(new PersonEntry("bob"))).Users.Select(user => user.Status));
        Assert.Equal((1, 2), (store.FindPerson("eve"), store.FindPerson("bob")));

        await store.DisposeAsync();
        await using var again = _folder.Open();
        Assert.Equal((1, 2, 3), (again.FindPerson("eve"), again.FindPerson("bob"), again.Stored()));
    }

    [Fact]
    public async Task A_full_disk_is_said_to_be_full()
    {
        var broken = false;
        await using var store = _folder.Open(new() { At = at => { if (broken && at == StorePoint.Commit) throw new SqliteException("full", 13); } });
        broken = true;
        Assert.True((await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Add(Use("ann")))).IsDiskFull);
        broken = false;
        Assert.IsType<StoreRefusal.Full>((await store.Append([Use("ann")], null, CancellationToken.None)).Refusal);
        _folder.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([RowStatus.Accepted], await store.Add(Use("ann")));
    }

    [Theory]
    [InlineData("Committed")]
    [InlineData("Apply")]
    public async Task A_failure_after_the_commit_refuses_nobody_and_memory_is_read_anew(string where)
    {
        var point = Enum.Parse<StorePoint>(where);
        var broken = true;
        await using var store = _folder.Open(new() { At = at => { if (broken && at == point) throw new InvalidOperationException("bug"); } });
        Assert.Equal([RowStatus.Accepted], await store.Add(Use("ann")));
        broken = false;
        Assert.Equal([RowStatus.Duplicate, RowStatus.Accepted], await store.Add(Use("ann"), Use("bob")));
        Assert.True(store.IsReady);
        Assert.Equal((0, 1), (store.FindPerson("ann"), store.FindPerson("bob")));
    }

    [Fact]
    public async Task Memory_is_read_anew_when_a_commit_reported_as_failed_is_on_disk_all_the_same()
    {
        var broken = false;
        await using var store = _folder.Open(new()
        {
            At = at =>
            {
                if (!broken || at != StorePoint.Begin)
                    return;
                // What recovery of the log may bring back, done by another hand.
                using var other = new SqliteConnection($"Data Source={_folder.Path}/project.db;Pooling=False");
                other.Open();
                other.Run("INSERT INTO identifier VALUES (0, 'back', 'back', 0)");
                throw new SqliteException("disk I/O error", 10);
            },
        });
        broken = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Add(Use("back")));
        broken = false;
        Assert.Equal([RowStatus.Accepted, RowStatus.Accepted], await store.Add(Use("ann"), Use("back")));
        Assert.Equal((0, 1), (store.FindPerson("back"), store.FindPerson("ann")));
    }

    [Fact]
    public async Task Too_much_waiting_is_refused_and_the_rest_is_stored()
    {
        using var gate = new ManualResetEventSlim();
        await using var store = _folder.Open(new() { MaxWaitingCommands = 3, At = at => { if (at == StorePoint.Commit) gate.Wait(); } });
        var writes = Enumerable.Range(0, 20).Select(i => store.Append([Use($"u{i}")], null, CancellationToken.None)).ToList();
        gate.Set();
        var results = await Task.WhenAll(writes);
        var refused = results.Where(result => result.Refusal is StoreRefusal.Busy).ToList();
        Assert.InRange(refused.Count, 10, 17);
        Assert.All(refused, result => Assert.NotNull(result.Refusal!.RetryAfter));
        Assert.Equal(20 - refused.Count, store.Stored());
    }

    [Fact]
    public async Task Below_the_disk_floor_writes_are_refused_and_reads_go_on_until_there_is_room()
    {
        var free = 1_000L;
        await using var store = _folder.Open(new() { DiskFloorBytes = 500, FreeBytes = _ => free });
        await store.Add(Use("ann"));
        free = 499;
        _folder.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<StoreRefusal.Full>((await store.Append([Use("bob")], null, CancellationToken.None)).Refusal);
        Assert.Equal(1, store.Stored());
        free = 500;
        _folder.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([RowStatus.Accepted], await store.Add(Use("bob")));
    }

    [Fact]
    public async Task A_sender_that_went_away_before_its_turn_leaves_nothing()
    {
        using var gate = new ManualResetEventSlim();
        using var gone = new CancellationTokenSource();
        await using var store = _folder.Open(new() { At = at => { if (at == StorePoint.Commit) gate.Wait(); } });
        var first = store.Add(Use("ann"));
        await Task.Delay(50);
        var second = store.Append([Use("bob")], null, gone.Token);
        gone.Cancel();
        gate.Set();
        await first;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Null(store.FindPerson("bob"));
    }

    [Fact]
    public async Task What_was_taken_is_written_before_the_store_closes()
    {
        List<Task<RowStatus[]>> writes;
        await using (var store = _folder.Open())
            writes = [.. Enumerable.Range(0, 100).Select(i => store.Add(Use($"u{i}")))];
        await Task.WhenAll(writes);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "project.db-wal")));
        await using var again = _folder.Open();
        Assert.Equal(100, again.Stored());
    }

    [Fact]
    public async Task The_log_does_not_grow_without_end_under_steady_writing()
    {
        using var other = new StoreFolder();
        var grown = await LogAfterWriting(other, checkpointPages: int.MaxValue);
        Assert.InRange(await LogAfterWriting(_folder, checkpointPages: 50), 0, grown / 3);

        static async Task<long> LogAfterWriting(StoreFolder folder, int checkpointPages)
        {
            await using var store = folder.Open(new() { CheckpointPages = checkpointPages });
            for (var i = 0; i < 400; i++)
                await store.Add([.. Enumerable.Range(0, 20).Select(j => Use($"u{j}", id: $"{i}-{j}", input: new string('x', 500)))]);
            Assert.Equal(8_000, store.Stored());
            return new FileInfo(Path.Combine(folder.Path, "project.db-wal")).Length;
        }
    }
}
