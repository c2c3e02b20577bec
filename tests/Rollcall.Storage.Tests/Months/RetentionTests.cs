using System.Text;
using Rollcall.Kernel;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Examination;
using Rollcall.Storage.Later;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Registry;
using Rollcall.Storage.Tests.Erasing;
using Rollcall.Storage.Tests.Later;
using Rollcall.Storage.Tests.Projects;
using Rollcall.Storage.Usage;
using Xunit;
using static Rollcall.Storage.Tests.Later.Facts;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Months;

/// <summary>The clock stands at 2026-06-01.</summary>
public sealed class RetentionTests : IDisposable
{
    private static readonly ProjectStoreOptions TenDays = new() { Retention = new(10, null) };
    private static readonly ProjectStoreOptions OneMonth = new() { Retention = new(null, 1) };
    private static readonly ProjectCalendar Auckland = new(TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland"), DayOfWeek.Monday);

    private readonly StoreFolder _folder = new();
    private readonly StoreFolder _copies = new();

    public void Dispose()
    {
        _folder.Dispose();
        _copies.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Texts_go_after_their_days_and_the_numbers_stay(bool isMoved)
    {
        await using (var store = _folder.Open())
        {
            await store.Add(
                Use("ann", "2026-05-01T09:00:00Z", "1", "an old secret") with { Traces = """[{"source":"an old trace"}]""", Tags = Tags("k", "v"), InputTokens = 7 },
                Use("bob", "2026-05-31T09:00:00Z", "2", "a young secret"));
            if (isMoved)
                await store.MoveAll();
            var before = IndexDigest.Of(store.Index.Snapshot());
            store.Retention = TenDays.Retention;
            await _folder.Until(() => store.Of("1").Input is null && TextsChecked(store), "removing texts", store);
            Assert.Equal((null, null, null, """{"k":"v"}""", 7L), (store.Of("1").Input, store.Of("1").Output, store.Of("1").Traces, store.Of("1").Tags, store.Of("1").InputTokens));
            Assert.Equal("a young secret", store.Of("2").Input);
            Assert.Equal((before, 2), (IndexDigest.Of(store.Index.Snapshot()), store.Stored()));
            Assert.Equal([RowStatus.Duplicate], await store.Add(Use("bob", "2026-05-31T09:00:00Z", "2", "a young secret")));
        }

        Assert.DoesNotContain("an old secret", Bytes(), StringComparison.Ordinal);
        Assert.DoesNotContain("an old trace", Bytes(), StringComparison.Ordinal);
        Assert.Contains("a young secret", Bytes(), StringComparison.Ordinal);
        AssertSound(_folder.Path);
        await using var again = _folder.Open(TenDays);
        Assert.Equal((null, "a young secret"), (again.Of("1").Input, again.Of("2").Input));
        // Told by its texts still, which are not there any more.
        Assert.Equal(LaterStatus.Attached, await again.Say(Thumb("ann", "2026-05-01T09:01:00Z", input: "an old secret", text: "a copy")));
        Assert.DoesNotContain("a copy", again.Of("1").Feedback!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_that_come_late_go_too()
    {
        await using var store = _folder.Open(TenDays);
        await store.Add(Use("ann", "2026-05-01T09:00:00Z", "1"));
        await store.MoveAll();
        await _folder.Until(() => store.Of("1").Input is null && TextsChecked(store), "removing texts", store);
        await store.Add(Use("bob", "2026-05-02T09:00:00Z", "2"));
        await store.MoveAll();
        await _folder.Until(() => store.Of("2").Input is null && TextsChecked(store), "removing texts that came late", store);
    }

    [Fact]
    public async Task Texts_that_come_once_all_are_kept_again_stay_when_their_month_is_written_anew()
    {
        await using var store = _folder.Open(TenDays);
        await store.Add(Use("ann", "2026-05-01T09:00:00Z", "1"), Use("bob", "2026-05-01T09:00:00Z", "2"));
        await store.MoveAll();
        await _folder.Until(() => store.Of("1").Input is null && TextsChecked(store), "removing texts", store);
        store.Retention = Retention.ForEver;
        await store.Add(Use("cid", "2026-05-02T09:00:00Z", "3", "sent late"));
        await store.MoveAll();
        await store.EraseAll(new() { Conditions = [new UsageCondition.Of(["bob"], false)] });
        await _folder.Until(() => MonthFiles.Journal(_folder.Path, "SELECT count(*) FROM erasure") == 0, "erasing", store);
        Assert.Equal((null, "sent late"), (store.Of("1").Input, store.Of("3").Input));
    }

    [Fact]
    public async Task Of_months_that_are_dropped_the_totals_stay()
    {
        IndexDigest rome, auckland;
        using (var other = new StoreFolder())
        {
            await using var store = other.Open();
            await Fill(store);
            rome = IndexDigest.Of(store.Index.Snapshot());
            await store.DisposeAsync();
            await using var moved = ProjectStore.Open(other.Path, Auckland, other.Clock, new(), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
            auckland = IndexDigest.Of(moved.Index.Snapshot());
        }

        Assert.NotEqual(rome, auckland);
        await using (var store = _folder.Open())
        {
            await Fill(store);
            await store.MoveAll();
            var revision = store.TagRevision(["k"]);
            store.Retention = OneMonth.Retention;
            await _folder.Until(() => Reduced(_folder.Path), "dropping months", store);
            Assert.NotEqual(revision, store.TagRevision(["k"]));
            await Check(store);
        }

        AssertSound(_folder.Path);
        await using (var again = _folder.Open(OneMonth))
            await Check(again);
        await using var elsewhere = ProjectStore.Open(_folder.Path, Auckland, _folder.Clock, new(), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.Equal(auckland, IndexDigest.Of(elsewhere.Index.Snapshot()));

        async Task Check(ProjectStore store)
        {
            Assert.Equal(["2026-01", "2026-04"], store.DroppedMonths.Select(month => month.ToString()));
            Assert.Equal(rome, IndexDigest.Of(store.Index.Snapshot()));
            Assert.Equal(["5", "6"], Ids(store));
            Assert.Equal((2, 6), (store.BrowseInteractions(new(), null, 1).Total, store.Stored()));
            Assert.Equal(["ann", "bob"], store.Matches(EventFilterTerms.None, 0, long.MaxValue).Select(use => store.NameOf(use.Person)!).Order(StringComparer.Ordinal));
            Assert.Equal([RowStatus.BeyondRetention, RowStatus.Duplicate], await store.Add(Use("ann", "2026-04-01T09:00:00Z", "new"), Use("ann", "2026-05-01T09:00:00Z", "5")));
            Assert.Equal(LaterStatus.Waiting, await store.Say(Tag("ann", "2026-01-31T23:30:00Z", ("k", Guid.NewGuid().ToString()))));
            Assert.Equal(0, await store.EraseAll(new() { Until = Micros("2026-05-01T00:00:00Z") }));
            Assert.Empty(store.IncompleteMonths);
        }
    }

    [Theory]
    [InlineData(nameof(StorePoint.RetentionRecord))]
    [InlineData(nameof(StorePoint.RetentionJournal))]
    [InlineData(nameof(StorePoint.RewriteSwap))]
    [InlineData(nameof(StorePoint.RewriteSwapped))]
    public async Task A_crash_loses_no_total_and_brings_nothing_back(string where)
    {
        var (point, copies) = (Enum.Parse<StorePoint>(where), new List<string>());
        var both = new ProjectStoreOptions { Retention = new(10, 1) };
        await using var store = _folder.Open(new() { At = at => { if (at == point) copies.Add(_folder.CopyTo(_copies)); } });
        await Fill(store);
        await store.MoveAll();
        var before = IndexDigest.Of(store.Index.Snapshot());
        store.Retention = both.Retention;
        await _folder.Until(() => Reduced(_folder.Path) && TextsChecked(store), "retention", store);
        Assert.NotEmpty(copies);
        foreach (var copy in copies)
        {
            await using (var again = _copies.Open(copy, both))
            {
                Assert.Equal(before, IndexDigest.Of(again.Index.Snapshot()));
                await _copies.Until(() => Reduced(copy) && again.BrowseInteractions(new(), null, 10).Items.All(item => item.Id == "6" || item.Input is null), "retention", again);
                Assert.Equal(["5", "6"], Ids(again));
                Assert.Equal((before, 6), (IndexDigest.Of(again.Index.Snapshot()), again.Stored()));
                Assert.Empty(again.IncompleteMonths);
            }

            Assert.Equal(0, MonthFiles.Journal(copy, "SELECT count(damaged_at) FROM month"));
            AssertSound(copy);
        }
    }

    private static async Task Fill(ProjectStore store) => await store.Add(
        Use("ann", "2026-01-31T23:30:00Z", "1"), Use("ann", "2026-01-31T23:30:00Z", "2"), Use("bob", "2026-01-01T12:00:00Z", "3"), Use("zoe", "2026-04-30T23:59:59Z", "4"),
        Use("ann", "2026-05-01T09:00:00Z", "5"), Use("bob", "2026-06-01T09:00:00Z", "6"));

    private static bool Reduced(string path) =>
        MonthFiles.Journal(path, "SELECT count(*) FROM month WHERE dropped_at IS NOT NULL") == 2 && MonthFiles.Journal(path, "SELECT count(*) FROM interaction") == 2;

    private static bool TextsChecked(ProjectStore store) => store.BrowseInteractions(new(), null, 100).Items.All(item => item.TimeStart > Micros("2026-05-20T00:00:00Z") || item.Input is null);

    private static string[] Ids(ProjectStore store) => [.. store.BrowseInteractions(new(), null, 100).Items.Select(item => item.Id).Order(StringComparer.Ordinal)];

    private void AssertSound(string path)
    {
        List<Finding> findings = [];
        var examined = new ProjectExamination(path, new RegisteredProject("p", "P", "Europe/Rome", WeekStart.Monday), _folder.Clock, findings.Add).Examine();
        Assert.NotNull(examined);
        Assert.DoesNotContain(findings, finding => finding.IsWrong);
    }

    private string Bytes() => string.Concat(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Select(file => File.ReadAllText(file, Encoding.Latin1)));
}
