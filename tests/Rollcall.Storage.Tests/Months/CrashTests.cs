using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Projects;
using Xunit;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Months;

/// <summary>At each step of the mover the disk is copied, as a crash would leave it, and a store is opened on the copy.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly StoreFolder _copies = new();

    public static TheoryData<string> Points => [nameof(StorePoint.MoveAppend), nameof(StorePoint.MoveCommit), nameof(StorePoint.MoveCommitted), nameof(StorePoint.MoveRecord), nameof(StorePoint.MoveRecorded)];

    public void Dispose()
    {
        _folder.Dispose();
        _copies.Dispose();
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_crash_while_rows_are_moved_loses_and_doubles_nothing(string where)
    {
        var copies = new List<string>();
        await using var store = _folder.Open(CopyingAt(where, copies));
        // 1,400 rows of one month need two transactions.
        await store.Add([.. Enumerable.Range(0, 1_500).Select(i => Use($"u{i % 5}", i % 15 == 0 ? "2026-04-01T00:00:00Z" : "2026-05-01T00:00:00Z", id: $"{i}"))]);
        var whole = store.Everything();
        await store.MoveAll();
        await store.Add(Use("ann"), Use("u1", "2026-04-02T00:00:00Z"));
        var more = store.Everything();
        await store.MoveAll();
        Assert.True(copies.Count >= 2);
        foreach (var copy in copies)
        {
            for (var restart = 0; restart < 2; restart++)
            {
                await using var again = _copies.Open(copy);
                var known = again.Stored();
                Assert.Contains(known, new[] { 1_500, 1_502 });
                Assert.Equal(known == 1_500 ? whole : more, again.Everything());
                Assert.Equal(0, MonthFiles.Journal(copy, "SELECT count(damaged_at) FROM month"));   // what a crash leaves is no damage
                Assert.Equal(known, again.Index.Snapshot().ThroughSeq);
                Assert.Equal([RowStatus.Duplicate, RowStatus.Conflict], await again.Add(Use("u1", "2026-05-01T00:00:00Z", id: "1"), Use("u2", "2026-05-01T00:00:00Z", id: "1")));
                await again.MoveAll();
                Assert.Equal(known, again.BrowseInteractions(new(), null, 1).Total);
                Assert.Equal(known, again.BrowseInteractions(new(), null, 10_000).Items.Select(item => item.Id).Distinct().Count());
            }
        }
    }

    [Fact]
    public async Task A_crash_while_the_journal_is_trimmed_loses_nothing()
    {
        var copies = new List<string>();
        await using var store = _folder.Open(CopyingAt(nameof(StorePoint.Trim), copies) with { JournalLifetime = TimeSpan.FromDays(1) });
        await store.Add([.. Enumerable.Range(0, 3_000).Select(i => Use($"u{i % 5}", "2026-05-01T00:00:00Z", id: $"{i}"))]);
        await store.MoveAll();
        var whole = store.Everything();
        _folder.Clock.Advance(TimeSpan.FromDays(2));
        await _folder.UntilTrimmed(store);
        Assert.Equal(2, copies.Count);
        foreach (var copy in copies)
        {
            await using var again = _copies.Open(copy);
            Assert.Equal(whole, again.Everything());
            Assert.Equal(0, MonthFiles.Journal(copy, "SELECT count(damaged_at) FROM month"));
        }
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_step_that_fails_is_done_again_and_no_sender_hears_of_it(string where)
    {
        var point = Enum.Parse<StorePoint>(where);
        var left = 3;
        await using var store = _folder.Open(new() { MoveRows = 1, At = at => { if (at == point && left-- > 0) throw new InvalidOperationException("bug"); } });
        await store.Add([.. Enumerable.Range(0, 50).Select(i => Use("ann", $"2026-0{1 + (i % 6)}-01T00:00:00Z", id: $"{i}"))]);
        var whole = store.Everything();
        for (var i = 0; i < 10 && _folder.Journal("SELECT moved_through FROM mover") < 50; i++)
        {
            _folder.Clock.Advance(TimeSpan.FromMinutes(2));
            try
            {
                await store.MoveAll();
            }
            catch (InvalidOperationException)
            {
                Assert.True(i < 3);
            }
        }

        Assert.True(left < 3);
        Assert.Equal(whole, store.Everything());
        Assert.Equal([RowStatus.Duplicate, RowStatus.Accepted], await store.Add(Use("ann", "2026-01-01T00:00:00Z", id: "0"), Use("ann", id: "new")));
        await store.DisposeAsync();
        await using var again = _folder.Open();
        Assert.Equal(51, again.BrowseInteractions(new(), null, 100).Items.Select(item => item.Id).Distinct().Count());
    }

    private ProjectStoreOptions CopyingAt(string where, List<string> copies)
    {
        var point = Enum.Parse<StorePoint>(where);
        return new() { At = at => { if (at == point) copies.Add(_folder.CopyTo(_copies)); } };
    }

}
