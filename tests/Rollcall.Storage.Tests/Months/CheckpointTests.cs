using DuckDB.NET.Data;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Projects;
using static Rollcall.Storage.Tests.Projects.Short;
using Xunit;

namespace Rollcall.Storage.Tests.Months;

/// <summary>When what was moved is folded into the file of its month, and who waits for that: nobody.</summary>
public sealed class CheckpointTests : IDisposable
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(90);

    private readonly StoreFolder _folder = new();
    private readonly Random _random = new(3);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Senders_and_readers_are_answered_while_a_checkpoint_is_held_up()
    {
        using ManualResetEventSlim begun = new(), gate = new();
        await using var store = _folder.Open(MonthFiles.Eager with { MoveRows = 1_000_000, At = Hold });
        try
        {
            await store.Add(Rows("old", 1_000));
            await store.MoveAll();
            // So long afterwards that the writer asks the file of the month whether it has a row already.
            _folder.Clock.Advance(TimeSpan.FromDays(31));
            await _folder.Until(() => begun.IsSet, "the beginning of the checkpoint");
            var statuses = await store.Add([.. Rows("new", 10), Use("ann", "2026-05-02T09:00:00Z", id: "old-7", input: "another")]).WaitAsync(HangLimit, TestContext.Current.CancellationToken);
            Assert.Equal([.. Enumerable.Repeat(RowStatus.Accepted, 10), RowStatus.Conflict], statuses);
            Assert.Equal(1_010, store.BrowseInteractions(new(), null, 1).Total);
            Assert.True(LogBytes > 1 << 20);
        }
        finally
        {
            gate.Set();
        }

        await _folder.Until(() => LogBytes == 0, "the checkpoint", store);
        Assert.Equal(1_010, store.BrowseInteractions(new(), null, 1).Total);

        void Hold(StorePoint point)
        {
            if (point != StorePoint.MonthCheckpoint)
                return;
            begun.Set();
            gate.Wait(HangLimit);
        }
    }

    [Fact]
    public async Task A_small_log_waits_until_nobody_has_sent_anything_for_a_while()
    {
        var checkpoints = 0;
        await using var store = _folder.Open(MonthFiles.Eager with { At = point => Interlocked.Add(ref checkpoints, point == StorePoint.MonthCheckpoint ? 1 : 0) });
        // Nobody waits between two of these, but by the store's clock they all come at once.
        for (var i = 0; i < 6; i++)
        {
            await store.Add(Rows($"{i}", 300));
            await store.MoveAll();
        }

        Assert.True(LogBytes > 1 << 20);
        Assert.Equal(0, checkpoints);
        await _folder.Until(() => LogBytes == 0, "the checkpoint");
        Assert.Equal(1, checkpoints);
        Assert.Equal(1_800, store.BrowseInteractions(new(), null, 1).Total);
    }

    [Fact]
    public async Task A_large_log_does_not_wait_for_that()
    {
        var checkpoints = 0;
        await using var store = _folder.Open(MonthFiles.Eager with { At = point => Interlocked.Add(ref checkpoints, point == StorePoint.MonthCheckpoint ? 1 : 0) });
        for (var i = 0; i < 9; i++)
        {
            await store.Add(Rows($"{i}", 1_000));
            await store.MoveAll();
        }

        await MonthFiles.Until(() => checkpoints > 0 && LogBytes < 4 << 20, "the checkpoint");
        Assert.Equal(9_000, store.BrowseInteractions(new(), null, 1).Total);
    }

    [Fact]
    public async Task What_was_folded_in_before_is_not_written_again()
    {
        await using (var store = _folder.Open(MonthFiles.Eager with { MoveRows = 1_000_000 }))
        {
            for (var i = 0; i < 3; i++)
            {
                await store.Add(Rows($"{i}", 1_000));
                await store.MoveAll();
                await _folder.Until(() => LogBytes == 0, "the checkpoint", store);
            }
        }

        using var month = new DuckDBConnection($"DataSource={_folder.Month("2026-05")};ACCESS_MODE=READ_ONLY");
        month.Open();
        Assert.InRange(month.Numbers("SELECT count(DISTINCT row_group_id) FROM pragma_storage_info('interaction')")[0], 3, 4);
        Assert.Equal(3_000, month.Numbers("SELECT count(*) FROM interaction")[0]);
    }

    private long LogBytes => new FileInfo(_folder.Month("2026-05") + ".wal") is { Exists: true } log ? log.Length : 0;

    /// <summary>Two kilobytes each that cannot be written shorter.</summary>
    private InteractionRecord[] Rows(string name, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Use("ann", "2026-05-02T09:00:00Z", id: $"{name}-{i}", input: Noise(2_000)))];

    private string Noise(int length) => string.Create(length, _random, static (text, random) =>
    {
        foreach (ref var c in text)
            c = (char)random.Next(' ', '~');
    });
}
