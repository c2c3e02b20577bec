using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Projects;
using Xunit;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Months;

public sealed class MonthUseTests : IDisposable
{
    private static readonly ProjectStoreOptions Keeping = new() { RowsToKeepUse = 1 };

    // Ann twice and Bob once on 1 June in Rome, which begins at 22:00 UTC on 31 May; Ann once on 2 June.
    private static readonly string[] Expected = ["2026-06-01: 2 people, 3 interactions", "2026-06-02: 1 people, 1 interactions"];

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Kept => Path.Combine(_folder.Path, "months", "2026-06.use");

    [Fact]
    public async Task A_start_counts_what_was_kept_and_what_came_since()
    {
        await Fill();
        await using (var again = _folder.Open(Keeping))
        {
            Assert.True(File.Exists(Kept));
            Assert.Equal(Expected, Days(again));
            // On a day that is kept, on a new one, and by somebody new.
            await again.Add(Use("ann", "2026-06-01T11:00:00Z", id: "5"), Use("ann", "2026-06-01T22:00:00Z", id: "6"), Use("cid", "2026-06-03T11:00:00Z", id: "7"));
            await again.MoveAll();
        }

        await using var third = _folder.Open(Keeping);
        Assert.Equal(["2026-06-01: 2 people, 4 interactions", "2026-06-02: 1 people, 2 interactions", "2026-06-03: 1 people, 1 interactions"], Days(third));
    }

    [Theory]
    [InlineData(0)]     // the circumstances
    [InlineData(40)]    // a number
    [InlineData(-1)]    // the hash
    public async Task What_was_damaged_is_made_anew(int at)
    {
        await Fill();
        await using (_folder.Open(Keeping))
        {
        }

        var whole = await File.ReadAllBytesAsync(Kept, TestContext.Current.CancellationToken);
        var broken = whole.ToArray();
        broken[at < 0 ? broken.Length - 1 : at] ^= 0x10;
        await File.WriteAllBytesAsync(Kept, broken, TestContext.Current.CancellationToken);
        await using var again = _folder.Open(Keeping);
        Assert.Equal(Expected, Days(again));
        Assert.Equal(whole, await File.ReadAllBytesAsync(Kept, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_empty_file_is_none()
    {
        await Fill();
        await File.WriteAllBytesAsync(Kept, [], TestContext.Current.CancellationToken);
        await using var again = _folder.Open(Keeping);
        Assert.Equal(Expected, Days(again));
    }

    [Fact]
    public async Task Days_that_were_kept_are_those_of_the_calendar_they_were_kept_with()
    {
        await Fill();
        await using (_folder.Open(Keeping))
        {
        }

        var utc = new ProjectCalendar(TimeZoneInfo.Utc, DayOfWeek.Monday);
        await using var elsewhere = ProjectStore.Open(_folder.Path, utc, _folder.Clock, Keeping, NullLogger.Instance);
        Assert.Equal(["2026-05-31: 1 people, 1 interactions", "2026-06-01: 2 people, 3 interactions"], Days(elsewhere));
    }

    [Fact]
    public async Task A_file_of_which_all_is_kept_is_not_opened_before_somebody_asks_and_damage_to_it_is_found_all_the_same()
    {
        await Fill();
        await using (_folder.Open(Keeping))
        {
        }

        var file = _folder.Month("2026-06");
        _folder.Clock.Advance(TimeSpan.FromDays(40));   // else its identities would be read
        await File.WriteAllBytesAsync(file, new byte[new FileInfo(file).Length], TestContext.Current.CancellationToken);
        await using (var again = _folder.Open(new() { RowsToKeepUse = 1, JournalLifetime = TimeSpan.FromDays(365) }))
        {
            // The start did not read it, and nobody asks for it.
            Assert.Equal(Expected, Days(again));
            await MonthFiles.Until(() => _folder.Journal("SELECT count(*) FROM month WHERE damaged_at IS NOT NULL AND repairing = 0") == 1, "making the month anew");
            Assert.Equal(Expected, Days(again));
            Assert.Equal(4, again.BrowseInteractions(new(), null, 10).Total);
            Assert.Empty(again.IncompleteMonths);
        }

        await using var third = _folder.Open(Keeping);
        Assert.Equal(Expected, Days(third));
    }

    [Fact]
    public async Task Identities_received_lately_are_read_though_all_use_is_kept()
    {
        await Fill();
        await using (_folder.Open(Keeping))
        {
        }

        await using (var again = _folder.Open(Keeping))
            Assert.Equal([RowStatus.Duplicate], await again.Add(Use("bob", "2026-06-01T09:00:00Z", id: "2")));

        // Too old to be remembered: looked up in the file.
        _folder.Clock.Advance(TimeSpan.FromDays(40));
        await using var later = _folder.Open(Keeping);
        Assert.Equal([RowStatus.Duplicate, RowStatus.Accepted], await later.Add(Use("bob", "2026-06-01T09:00:00Z", id: "2"), Use("bob", "2026-06-01T09:00:00Z", id: "8")));
    }

    private async Task Fill()
    {
        await using var store = _folder.Open(Keeping);
        await store.Add(
            Use("ann", "2026-05-31T22:00:00Z", id: "1"), Use("bob", "2026-06-01T09:00:00Z", id: "2"), Use("ann", "2026-06-01T21:59:59Z", id: "3"), Use("ann", "2026-06-01T22:00:00Z", id: "4"));
        await store.MoveAll();
    }

    private static IEnumerable<string> Days(ProjectStore store)
    {
        var evaluator = new Evaluator(store.Index.Snapshot(), Day.Of(2040, 1, 1));
        return Enumerable.Range(0, 60).Select(i => Day.Of(2026, 5, 1) + i).Select(day => (day, evaluator.Adoption(new() { Window = new(day, day + 1) }).Total))
            .Where(day => day.Total.Interactions > 0).Select(day => $"{day.day}: {day.Total.Active} people, {day.Total.Interactions} interactions");
    }
}
