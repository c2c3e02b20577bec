using Rollcall.Storage.Later;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Months;
using Rollcall.Storage.Tests.Projects;
using Xunit;
using static Rollcall.Storage.Tests.Later.Facts;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Later;

/// <summary>Facts while the machine breaks down at every step of their way from the sender to the file of a month.</summary>
public sealed class LaterCrashTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly StoreFolder _copies = new();

    private static LaterFact[] Facts =>
    [
        Tag("u0", "2026-05-01T00:00:00Z", ("a", "2"), ("b", "")), Thumb("u0", "2026-05-01T00:01:00Z"), Thumb("u1", "2026-05-01T00:01:00Z", "rating"),
        Tag("u2", "2026-06-01T00:00:00Z", ("a", "3")), Thumb("u2", "2026-06-01T00:01:00Z", "regenerate"), Thumb("u9", "2026-06-01T00:01:00Z", "paste"),
    ];

    public static TheoryData<string> Points =>
    [
        nameof(StorePoint.Commit), nameof(StorePoint.Committed), nameof(StorePoint.FoldCommit), nameof(StorePoint.FoldRecord), nameof(StorePoint.MoveAppend),
        nameof(StorePoint.MoveCommitted), nameof(StorePoint.MoveRecord), nameof(StorePoint.MoveRecorded), nameof(StorePoint.Trim),
    ];

    public void Dispose()
    {
        _folder.Dispose();
        _copies.Dispose();
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_crash_loses_and_doubles_no_fact(string where)
    {
        var (copies, said, isLooking) = (new List<(string Path, int Said)>(), 0, false);
        var point = Enum.Parse<StorePoint>(where);
        await using var store = _folder.Open(new() { JournalLifetime = TimeSpan.FromDays(1), At = at => { if (at == point && isLooking) copies.Add((_folder.CopyTo(_copies), said)); } });
        await store.Add([.. Enumerable.Range(0, 6).Select(i => Use($"u{i % 3}", i % 3 == 2 ? "2026-06-01T00:00:00Z" : "2026-05-01T00:00:00Z", $"{i}") with { Tags = Tags("b", "1") })]);
        await store.MoveAll();
        isLooking = true;
        // One after the other, moved in between; the last ones to rows that have left the journal.
        for (; said < Facts.Length; said++)
        {
            await store.Say(Facts[said]);
            if (said is 1 or 4)
                await store.MoveAll();
            if (said == 2)
            {
                _folder.Clock.Advance(TimeSpan.FromDays(2));
                await store.Add(Use("zoe", "2026-06-03T09:00:00Z", id: "last"));
                await _folder.UntilTrimmed(store);
            }
        }

        var last = await store.Add(Use("u9", "2026-06-01T00:00:00Z", "9"));
        Assert.Equal([RowStatus.Accepted], last);
        await store.MoveAll();
        var whole = Known(store);
        Assert.Contains(whole, line => line.Contains("paste", StringComparison.Ordinal));
        Assert.NotEmpty(copies);
        foreach (var (copy, known) in copies)
        {
            await using (var again = _copies.Open(copy))
            {
                // What was acknowledged is there: sent again, it is a duplicate or changes nothing.
                var before = Known(again);
                foreach (var fact in Facts[..known].OfType<LaterFact.Feedback>())
                    Assert.Equal(LaterStatus.Duplicate, await again.Say(fact));
                foreach (var fact in Facts[..known].OfType<LaterFact.Tags>())
                    Assert.Equal(LaterStatus.Attached, await again.Say(fact));
                Assert.Equal(before, Known(again));
                foreach (var fact in Facts[known..])
                    await again.Say(fact);
                await again.Add(Use("zoe", "2026-06-03T09:00:00Z", id: "last"), Use("u9", "2026-06-01T00:00:00Z", "9"));
                Assert.Equal(whole, Known(again));
                await again.MoveAll();
                Assert.Equal(whole, Known(again));
            }

            Assert.Equal(0, MonthFiles.Journal(copy, "SELECT count(*) FROM changed_interaction WHERE fold IS NULL"));
            await using var third = _copies.Open(copy);
            Assert.Equal(whole, Known(third));
        }
    }

    [Fact]
    public async Task A_file_that_lost_the_end_of_its_log_gets_its_changes_again()
    {
        string log;
        await using (var store = _folder.Open())
        {
            await store.Add(Use("ann", id: "1"), Use("bob", id: "2"));
            await store.MoveAll();
            log = _folder.Month("2026-06") + ".wal";
            await store.Say(Tag("ann", "2026-06-01T09:00:00Z", ("a", "1")));
            await store.MoveAll();
            var whole = new FileInfo(log).Length;
            await store.Say(Thumb("ann", "2026-06-01T09:00:00Z"));
            await store.MoveAll();
            Assert.True(new FileInfo(log).Length > whole);
            await store.DisposeAsync();
            using var file = new FileStream(log, FileMode.Open);
            file.SetLength(whole);
        }

        await using var again = _folder.Open();
        Assert.Equal(("""{"a":"1"}""", 2), (again.Of("1").Tags, again.Stored()));
        Assert.Equal(["thumbs_up"], again.Slugs("1"));
        await again.MoveAll();
        Assert.Equal(["thumbs_up"], again.Slugs("1"));
        Assert.Equal(["2026-06.duckdb"], _folder.Names());
    }

    [Fact]
    public async Task A_file_that_is_lost_is_made_anew_with_the_changes()
    {
        await using (var store = _folder.Open())
        {
            await store.Add(Use("ann", id: "1"), Use("bob", id: "2"));
            await store.MoveAll();
            await store.Say(Tag("ann", "2026-06-01T09:00:00Z", ("a", "1")));
            await store.MoveAll();
            await store.Say(Thumb("bob", "2026-06-01T09:00:00Z"));
        }

        File.Delete(_folder.Month("2026-06"));
        File.Delete(_folder.Month("2026-06") + ".wal");
        await using var again = _folder.Open();
        Assert.Equal(["thumbs_up"], again.Slugs("2"));
        Assert.Equal("""{"a":"1"}""", again.Of("1").Tags);
        await _folder.Until(() => _folder.Journal("SELECT count(*) FROM month WHERE repairing = 1") == 0, "repairing");
        await again.Say(Tag("ann", "2026-06-01T09:00:00Z", ("b", "2")));
        await again.MoveAll();
        Assert.Equal("""{"a":"1","b":"2"}""", again.Of("1").Tags);
        Assert.Equal(["thumbs_up"], again.Slugs("2"));
    }

    [Theory]
    [InlineData(nameof(StorePoint.Commit))]
    [InlineData(nameof(StorePoint.Statement))]
    public async Task What_could_not_be_committed_is_refused_and_can_be_sent_again(string where)
    {
        var (point, isBroken) = (Enum.Parse<StorePoint>(where), false);
        await using var store = _folder.Open(new() { At = at => { if (at == point && isBroken) throw new StoreUnavailableException("broken"); } });
        await store.Add(Use("ann", id: "1"));
        isBroken = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Say(Thumb("ann", "2026-06-01T09:01:00Z")));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Say(Thumb("bob", "2026-06-01T09:01:00Z")));
        isBroken = false;
        Assert.Equal([], store.Slugs("1"));
        Assert.Equal(LaterStatus.Attached, await store.Say(Thumb("ann", "2026-06-01T09:01:00Z")));
        await store.Add(Use("bob", id: "2"));
        Assert.Equal([], store.Slugs("2"));
        Assert.Equal(["thumbs_up"], store.Slugs("1"));
    }

    private static string[] Known(ProjectStore store)
    {
        var page = store.BrowseInteractions(new(), null, 1_000);
        Assert.Equal(page.Total, page.Items.Count);
        return [.. page.Items.Where(item => item.Id is not ("9" or "last") || item.Feedback is not null).Select(item => $"{item.Id} {item.Tags} {item.Feedback}").Order(StringComparer.Ordinal),
            .. store.With("a", "2"), .. store.With("a", "3")];
    }
}
