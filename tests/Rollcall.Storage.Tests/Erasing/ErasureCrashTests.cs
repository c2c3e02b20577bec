using Rollcall.Storage.Erasing;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Months;
using Rollcall.Storage.Tests.Projects;
using Rollcall.Storage.Usage;
using Xunit;
using static Rollcall.Storage.Tests.Later.Facts;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Erasing;

/// <summary>Erasures while the machine breaks down at every step of their way from the sender to the file of a month.</summary>
public sealed class ErasureCrashTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly StoreFolder _copies = new();

    private static Erasure OfAnn => new() { Conditions = [new UsageCondition.Of(["ann"], false)] };

    public void Dispose()
    {
        _folder.Dispose();
        _copies.Dispose();
    }

    [Theory]
    [InlineData(nameof(StorePoint.Commit))]
    [InlineData(nameof(StorePoint.Committed))]
    [InlineData(nameof(StorePoint.EraseJournal))]
    [InlineData(nameof(StorePoint.RewriteSwap))]
    [InlineData(nameof(StorePoint.RewriteSwapped))]
    [InlineData(nameof(StorePoint.EraseLog))]
    [InlineData(nameof(StorePoint.EraseRecord))]
    [InlineData(nameof(StorePoint.MoveCommitted))]
    [InlineData(nameof(StorePoint.MoveRecord))]
    public async Task A_crash_brings_nothing_back_and_takes_nothing_else(string where)
    {
        var (point, copies, said, isLooking) = (Enum.Parse<StorePoint>(where), new List<(string Path, bool IsSaid)>(), false, false);
        await using var store = _folder.Open(new() { At = at => { if (at == point && isLooking) copies.Add((_folder.CopyTo(_copies), said)); } });
        // In months, in the journal too, in the journal alone; one with a tag that its file does not have yet.
        await store.Add([.. Enumerable.Range(0, 12).Select(i => Use(i % 3 == 0 ? "bob" : "ann", i < 6 ? "2026-05-01T09:00:00Z" : "2026-06-01T09:00:00Z", $"{i}"))]);
        await store.MoveAll();
        await store.Add([.. Enumerable.Range(12, 12).Select(i => Use(i % 3 == 0 ? "bob" : "ann", i < 18 ? "2026-04-01T09:00:00Z" : "2026-06-01T09:00:00Z", $"{i}"))]);
        await store.Say(Tag("ann", "2026-05-01T09:00:00Z", ("k", "1")));
        var before = store.Everything();
        isLooking = true;
        await store.EraseAll(OfAnn);
        said = true;
        var after = store.Everything();
        Assert.NotEqual(before, after);
        Assert.All(store.BrowseInteractions(new(), null, 100).Items, item => Assert.Equal("bob", item.EndUser));
        await store.MoveAll();
        await _folder.UntilErased(store);
        Assert.Equal(after, store.Everything());
        Assert.NotEmpty(copies);
        foreach (var (copy, isSaid) in copies)
        {
            await using (var again = _copies.Open(copy))
            {
                var known = again.Everything();
                if (isSaid)
                    Assert.Equal(after, known);
                else
                    Assert.Contains(known, new[] { before, after });
                await again.EraseAll(OfAnn);
                Assert.Equal(after, again.Everything());
                Assert.Equal([RowStatus.Duplicate, RowStatus.Accepted], await again.Add(Use("bob", "2026-05-01T09:00:00Z", "0"), Use("ann", "2026-05-01T09:00:00Z", "1")));
                await again.EraseAll(OfAnn);
                await again.MoveAll();
                await _copies.Until(() => MonthFiles.Journal(copy, "SELECT count(*) FROM erasure") == 0, "erasing", again);
                Assert.Equal(after, again.Everything());
            }

            Assert.Equal((8, 0), (MonthFiles.Journal(copy, "SELECT count(*) FROM interaction"), MonthFiles.Journal(copy, "SELECT count(damaged_at) FROM month")));
            await using var third = _copies.Open(copy);
            Assert.Equal(after, third.Everything());
        }
    }

    [Fact]
    public async Task A_commit_that_fails_erases_nothing()
    {
        var isBroken = false;
        await using var store = _folder.Open(new() { At = at => { if (at == StorePoint.Commit && isBroken) throw new StoreUnavailableException("broken"); } });
        await store.Add(Use("ann", id: "1"), Use("bob", id: "2"));
        var before = store.Everything();
        isBroken = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.EraseAll(OfAnn));
        isBroken = false;
        Assert.Equal(before, store.Everything());
        Assert.Equal([RowStatus.Duplicate], await store.Add(Use("ann", id: "1")));
        Assert.Equal(1, await store.EraseAll(OfAnn));
        Assert.Equal([RowStatus.Accepted], await store.Add(Use("ann", id: "1")));
    }

    [Fact]
    public async Task Readers_who_began_before_a_month_was_written_anew_are_answered()
    {
        await using var store = _folder.Open();
        await store.Add([.. Enumerable.Range(0, 40).Select(i => Use(i % 2 == 0 ? "bob" : "ann", "2026-05-01T09:00:00Z", $"{i}"))]);
        await store.MoveAll();
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() =>
        {
            var totals = new HashSet<long>();
            while (!stop.IsCancellationRequested)
            {
                var page = store.BrowseInteractions(new(), null, 100);
                Assert.Equal(page.Total, page.Items.Count);
                totals.Add(page.Total!.Value);
            }

            return totals;
        });
        await store.EraseAll(OfAnn);
        await _folder.UntilErased(store);
        await stop.CancelAsync();
        Assert.All(await reading, total => Assert.Contains(total, new[] { 40L, 20 }));
    }
}
