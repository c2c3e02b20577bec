using System.Text;
using Rollcall.Kernel;
using Rollcall.Storage.Erasing;
using Rollcall.Storage.Later;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Later;
using Rollcall.Storage.Tests.Months;
using Rollcall.Storage.Tests.Projects;
using Rollcall.Storage.Usage;
using Xunit;
using static Rollcall.Storage.Tests.Later.Facts;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Erasing;

public sealed class ErasureTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_erased_is_gone_for_everybody_at_once_and_after_a_restart(bool isMoved)
    {
        var untouched = await Without(["2", "3", "6"]);
        await using (var store = _folder.Open())
        {
            await Fill(store);
            if (isMoved)
                await store.MoveAll();
            Assert.Equal(3, await store.EraseAll(Of("ann")));
            Assert.Equal(untouched, Known(store));
            Assert.Equal(0, await store.EraseAll(Of("ann")));
            await store.MoveAll();
            Assert.Equal(untouched, Known(store));
        }

        await using (var again = _folder.Open())
        {
            Assert.Equal(untouched, Known(again));
            await _folder.UntilErased(again);
            Assert.Equal(untouched, Known(again));
        }

        await using var third = _folder.Open();
        Assert.Equal(untouched, Known(third));
        Assert.Equal(3, MonthFiles.Journal(_folder.Path, "SELECT count(*) FROM interaction"));
        Assert.Equal(0, MonthFiles.Journal(_folder.Path, "SELECT count(damaged_at) FROM month"));
    }

    [Fact]
    public async Task Every_kind_of_condition_finds_rows_in_the_journal_and_in_months()
    {
        await using var store = _folder.Open();
        await Fill(store);
        await store.MoveAll();
        await store.Add(Use("ann", "2026-05-02T10:00:00Z", "7") with { Tags = Tags("k", "b") });
        await store.Say(Tag("bob", "2026-05-02T09:00:00Z", ("k", "b")));
        Assert.Equal(3, await store.EraseAll(new() { Conditions = [new UsageCondition.Tagged("k", ["b"], false)] }));
        Assert.Equal(["1", "3", "5", "6"], Ids(store));
        Assert.Equal(1, await store.EraseAll(new() { From = Micros("2026-05-01T09:00:00Z"), Until = Micros("2026-06-01T09:00:00Z") }));
        Assert.Equal(["3", "5", "6"], Ids(store));
        Assert.Equal(1, await store.EraseAll(new() { Conditions = [new UsageCondition.Named(["6", "nobody's"], false)] }));
        Assert.Equal(["3", "5"], Ids(store));
        Assert.Equal(2, await store.EraseAll(new()));
        Assert.Equal([], Ids(store));
        Assert.Equal(0, store.Stored());
    }

    [Fact]
    public async Task An_erased_id_may_be_sent_again_and_numbers_are_not_given_twice()
    {
        await using (var store = _folder.Open())
        {
            await Fill(store);
            await store.MoveAll();
            var seqs = store.BrowseInteractions(new(), null, 10).Items.Max(item => item.Seq);
            await store.EraseAll(new());
            Assert.Equal([RowStatus.Accepted], await store.Add(Use("ann", "2026-05-01T09:00:00Z", "1")));
            Assert.Equal([RowStatus.Duplicate], await store.Add(Use("ann", "2026-05-01T09:00:00Z", "1")));
            Assert.True(store.BrowseInteractions(new(), null, 10).Items.Single().Seq > seqs);
            await store.EraseAll(new());
            await _folder.UntilErased(store);
        }

        await using var again = _folder.Open();
        Assert.Equal([RowStatus.Accepted], await again.Add(Use("ann", "2026-05-01T09:00:00Z", "1")));
        Assert.Equal(8, again.BrowseInteractions(new(), null, 10).Items.Single().Seq);
        _folder.Clock.Advance(TimeSpan.FromDays(40));
        Assert.Equal([RowStatus.Duplicate], await again.Add(Use("ann", "2026-05-01T09:00:00Z", "1")));
        await again.EraseAll(new());
        Assert.Equal([RowStatus.Accepted], await again.Add(Use("ann", "2026-05-01T09:00:00Z", "1")));
    }

    [Fact]
    public async Task Texts_are_off_the_disk_in_the_end()
    {
        await using (var store = _folder.Open())
        {
            await store.Add(Use("ann", id: "1", input: "the secret word"), Use("bob", id: "2", input: "something else"));
            await store.MoveAll();
            await store.EraseAll(Of("ann"));
            await _folder.UntilErased(store);
            Assert.DoesNotContain("the secret word", Bytes(), StringComparison.Ordinal);
            Assert.Contains("something else", Bytes(), StringComparison.Ordinal);
            Assert.Equal("something else", store.Of("2").Input);
        }

        Assert.Equal(["2026-06.duckdb"], _folder.Names());
    }

    [Fact]
    public async Task A_damaged_month_that_is_made_anew_does_not_bring_them_back()
    {
        await using (var store = _folder.Open())
        {
            await Fill(store);
            await store.MoveAll();
            await store.EraseAll(Of("ann"));
        }

        File.WriteAllText(_folder.Month("2026-05"), "nonsense");
        await using var again = _folder.Open();
        Assert.Equal(["2", "3", "6"], Ids(again));
        await _folder.Until(() => _folder.Journal("SELECT count(*) FROM month WHERE repairing = 1") == 0, "repairing", again);
        Assert.Equal(["2", "3", "6"], Ids(again));
        await _folder.UntilErased(again);
        Assert.Equal(["2", "3", "6"], Ids(again));
        Assert.Empty(again.IncompleteMonths);
        Assert.Equal(3, again.Stored());
    }

    [Fact]
    public async Task What_was_erased_before_it_was_moved_keeps_nothing_from_being_moved()
    {
        await using var store = _folder.Open();
        await store.Add(Use("ann", id: "1"));
        await store.EraseAll(new());
        await store.MoveAll();
        await store.Add(Use("bob", id: "2"));
        await store.MoveAll();
        await _folder.UntilErased(store);
        Assert.Equal(["2"], Ids(store));
        Assert.Equal((2, 1), (_folder.Journal("SELECT moved_through FROM mover"), _folder.Journal("SELECT sum(rows) FROM month")));
    }

    [Fact]
    public async Task What_is_filtered_and_kept_is_asked_anew()
    {
        await using var store = _folder.Open();
        await Fill(store);
        var before = store.TagRevision(["k"]);
        await store.EraseAll(Of("ann"));
        Assert.NotEqual(before, store.TagRevision(["k"]));
    }

    private static Erasure Of(string endUser) => new() { Conditions = [new UsageCondition.Of([endUser], false)] };

    private static string[] Ids(ProjectStore store) => [.. store.BrowseInteractions(new(), null, 100).Items.Select(item => item.Id).Order(StringComparer.Ordinal)];

    private static async Task Fill(ProjectStore store, params string[] ids)
    {
        InteractionRecord[] rows =
        [
            Use("ann", "2026-05-01T09:00:00Z", "1"), Use("bob", "2026-05-02T09:00:00Z", "2"), Use("ann", "2026-06-01T09:00:00Z", "5"),
            Use("bob", "2026-06-01T09:00:00Z", "3"), Use("ann", "2026-06-01T09:01:00Z", "4") with { Tags = Tags("k", "b") }, Use("zoe", "2026-06-01T09:01:00Z", "6"),
        ];
        await store.Add([.. rows.Where(row => ids.Length == 0 || ids.Contains(row.Id))]);
    }

    // As if the others had never been sent.
    private static async Task<string[]> Without(string[] ids)
    {
        using var folder = new StoreFolder();
        await using var store = folder.Open();
        await Fill(store, ids);
        return Known(store);
    }

    [Fact]
    public async Task What_was_said_of_their_interactions_before_these_arrived_goes_with_them()
    {
        await using var store = _folder.Open();
        foreach (var user in new[] { "ann", "bob" })
        {
            Assert.Equal(LaterStatus.Waiting, await store.Say(Thumb(user, "2026-06-01T09:05:00Z", text: $"the words of {user}")));
            Assert.Equal(LaterStatus.Waiting, await store.Say(Tag(user, "2026-06-02T09:00:00Z", ("k", "v"))));
        }

        await store.EraseAll(new() { Conditions = [new UsageCondition.Tagged("k", ["v"], false)] });
        Assert.Equal(4, _folder.Journal("SELECT count(*) FROM waiting_fact"));
        await store.EraseAll(new() { Until = Micros("2026-06-02T00:00:00Z"), Conditions = [new UsageCondition.Of(["ann", " "], false)] });
        Assert.Equal(3, _folder.Journal("SELECT count(*) FROM waiting_fact"));
        await store.Add(Use("ann", "2026-06-01T09:00:00Z", "1"), Use("ann", "2026-06-02T09:00:00Z", "2"), Use("bob", "2026-06-01T09:00:00Z", "3"));
        Assert.Equal((null, """{"k":"v"}"""), (store.Of("1").Feedback, store.Of("2").Tags));
        Assert.Equal(["thumbs_up"], store.Slugs("3"));
        await store.EraseAll(new());
        Assert.Equal(0, _folder.Journal("SELECT count(*) FROM waiting_fact"));
    }

    private static string[] Known(ProjectStore store)
    {
        var page = store.BrowseInteractions(new(), null, 100);
        var usage = store.Count(new() { Bounds = [0, long.MaxValue], ThroughSeq = long.MaxValue }, facts => facts.Cells(new([0]))).SingleOrDefault()?.Counts;
        var daily = store.Matches(EventFilterTerms.None, 0, long.MaxValue).Select(use => $"{store.NameOf(use.Person)} {use.Day}").Order(StringComparer.Ordinal);
        return
        [
            $"{page.Total} {store.Stored()} {usage?.Interactions} {usage?.People} {IndexDigest.Of(store.Index.Snapshot()).Interactions}",
            .. page.Items.Select(item => $"{item.Id} {item.EndUser} {item.TimeStart} {item.Tags}"), .. daily,
        ];
    }

    private string Bytes() => string.Concat(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Select(Read));

    private static string Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
