using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Projects;
using Xunit;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Months;

public sealed class MoverTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_go_to_the_file_of_the_utc_month_in_which_they_start()
    {
        await using var store = _folder.Open();
        await store.Add(
            Use("ann", "2026-05-31T23:59:59.999999Z", id: "1"), Use("ann", "2026-06-01T00:00:00Z", id: "2"), Use("bob", "2025-12-31T23:00:00Z", id: "3"),
            Use("bob", "2025-12-01T00:00:00Z", id: "4"));
        var before = store.Everything();
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "months")));
        await store.MoveAll();
        Assert.Equal(["2025-12.duckdb", "2026-05.duckdb", "2026-06.duckdb"], _folder.Names());
        Assert.Equal([(202512, 2), (202605, 1), (202606, 1)], Recorded());
        Assert.Equal(before, store.Everything());
    }

    [Fact]
    public async Task What_was_sent_is_given_back_from_a_month_too()
    {
        await using var store = _folder.Open();
        await store.Add(
            new InteractionRecord
            {
                EndUser = "ann", TimeStart = Micros("2026-05-01T00:00:00.123456Z"), TimeEnd = Micros("2026-05-01T00:00:01Z"), ConversationId = "c", Input = "", Output = "\u0000é😀\u0000" + new string('x', 50_000),
                Model = "m", Agent = "a", InputTokens = 1, OutputTokens = long.MaxValue, Cost = 3, Error = "e", Feedback = "[]", Traces = "[1]",
                Tags = new Dictionary<string, string> { ["k"] = "v", ["odd \"/~\\k\u00e9y"] = "'" },
            },
            Use("ann", input: null, output: null), Use("bob", id: "x"));
        var before = store.BrowseInteractions(new(), null, 10);
        await store.MoveAll();
        Assert.Equal(before.Items, store.BrowseInteractions(new(), null, 10).Items);
        Assert.Equal(3, before.Total);
        await store.DisposeAsync();
        await using var again = _folder.Open();
        Assert.Equal(before.Items, again.BrowseInteractions(new(), null, 10).Items);
    }

    [Fact]
    public async Task Late_rows_go_to_their_month_and_pages_run_over_months_and_journal()
    {
        await using var store = _folder.Open();
        for (var i = 0; i < 30; i++)
        {
            // Seven months in an order that is not that of receipt; the last rows stay in the journal.
            await store.Add(Use(i % 3 == 0 ? "ann" : "bob", $"2026-0{1 + (i * 5 % 7)}-01T09:00:00Z".Replace("-07-", "-06-", StringComparison.Ordinal), id: $"{i}") with { ConversationId = $"c{i % 2}" });
            if (i is 10 or 24)
                await store.MoveAll();
        }

        Assert.Equal(25, _folder.Journal("SELECT moved_through FROM mover"));
        foreach (var filter in new InteractionFilter[] { new(), new() { EndUser = "ann" }, new() { From = Micros("2026-03-01T09:00:00Z") }, new() { Until = Micros("2026-03-01T09:00:00Z") } })
        {
            List<StoredInteraction> paged = [];
            InteractionCursor? cursor = null;
            do
            {
                var page = store.BrowseInteractions(filter, cursor, 4);
                paged.AddRange(page.Items);
                cursor = page.Next;
            }
            while (cursor is not null);
            var whole = store.BrowseInteractions(filter, null, 100);
            Assert.Equal(whole.Items, paged);
            Assert.Equal(whole.Total, paged.Count);
            Assert.Equal(paged.OrderByDescending(item => item.TimeStart).ThenByDescending(item => item.Seq), paged);
        }

        Assert.Equal(30, store.BrowseInteractions(new(), null, 100).Items.Count);
        var conversation = store.Conversation("c0");
        Assert.Equal(15, conversation.Count);
        Assert.Equal(conversation.OrderBy(item => item.TimeStart).ThenBy(item => item.Seq), conversation);
        Assert.Equal(conversation.Take(4), store.Conversation("c0", 4));
        Assert.All(Enumerable.Range(0, 30), i => Assert.Equal($"{i}", store.BrowseInteractions(new() { Id = $"{i}" }, null, 2).Items.Single().Id));
    }

    [Fact]
    public async Task Text_and_terms_mean_the_same_in_a_month_as_in_the_journal()
    {
        await using var store = _folder.Open();
        await store.Add(
            Use("a", id: "1", input: "100% SURE é") with { Tags = Tags("feature", "search") },
            Use("b", id: "2", input: "1000 sure É") with { Tags = Tags("feature", "chat"), Model = "m1" },
            Use("c", id: "3", output: "a_b\u0000c") with { Tags = Tags("model", "m1"), Model = "" },
            Use("d", id: "4", output: "axb") with { Tags = Tags("model", "m1"), Model = "m2", Error = "timeout" },
            Use("e", id: "5") with { Tags = Tags("odd \"/~$.key*", "x'") });
        string[][] texts = [["100% s"], ["sure"], ["É"], ["é"], ["A_B"], ["\u0000C"], ["\u212a"]];
        EventFilterTerms[] terms =
        [
            Of("feature", "search"), Of("feature", "search", "chat"), Of("feature", ""), Of("feature", "", "search"), Of("model", "m1"), Of("model", ""), Of("odd \"/~$.key*", "x'"),
            Of("feature"), Of("error", "timeout"), Of("$.feature", "search"), Of("/feature", "search"), Of("feature/x", ""), Of("", "x"),
        ];
        var before = Asked();
        Assert.Equal(["1"], before[0]);
        Assert.Equal(["2", "3"], before[texts.Length + 4]);
        Assert.Equal(["5"], before[texts.Length + 6]);
        await store.MoveAll();
        Assert.Equal(before, Asked());

        string[][] Asked() =>
        [
            .. texts.Select(text => Ids(new() { Contains = text[0] })),
            .. terms.Select(term => Ids(new() { Terms = term })),
            .. terms.Select(term => store.Matches(term, 0, long.MaxValue).Select(use => store.NameOf(use.Person)!).Order().ToArray()),
            .. terms.Select(term => store.Matches(term, 1, 3).Select(use => store.NameOf(use.Person)!).Order().ToArray()),
        ];

        string[] Ids(InteractionFilter filter)
        {
            var page = store.BrowseInteractions(filter, null, 9);
            Assert.Equal(page.Total, page.Items.Count);
            return [.. page.Items.Select(item => item.Id).Order()];
        }

        static EventFilterTerms Of(string key, params string[] values) => new(new Dictionary<string, IReadOnlyList<string>> { [key] = values });
    }

    [Fact]
    public async Task Rows_leave_the_journal_after_some_days_and_are_known_all_the_same()
    {
        await using (var store = _folder.Open(MonthFiles.Eager))
        {
            await store.Add([.. Enumerable.Range(0, 5_000).Select(i => Use($"u{i % 7}", $"2026-0{1 + (i % 5)}-01T09:00:00Z", id: $"{i}", output: "second" + i))]);
            await _folder.Until(() => _folder.Journal("SELECT moved_through FROM mover") == 5_000, "moving");
            var before = store.Everything();
            Assert.Equal(5_000, _folder.InJournal());
            _folder.Clock.Advance(TimeSpan.FromDays(2));
            await _folder.UntilTrimmed(store);
            Assert.Equal(0, _folder.Journal("SELECT count(*) FROM interaction_text WHERE seq < 5000"));
            Assert.Equal(before, store.Everything());
            Assert.Equal([RowStatus.Duplicate, RowStatus.Conflict], await store.Add(Use("u3", "2026-04-01T09:00:00Z", id: "3", output: "second3"), Use("u3", "2026-04-01T09:00:00Z", id: "3")));
        }

        await using var again = _folder.Open();
        Assert.Equal(5_000, again.Stored());
        Assert.Equal(5_000, again.Index.Snapshot().ThroughSeq);
        Assert.Equal(5_000, again.BrowseInteractions(new() { Contains = "SECOND" }, null, 1).Total);
        Assert.Equal([RowStatus.Duplicate, RowStatus.Accepted], await again.Add(Use("u3", "2026-04-01T09:00:00Z", id: "3", output: "second3"), Use("new", "2026-04-01T09:00:00Z", id: "new")));
        Assert.Equal(5_001, again.BrowseInteractions(new() { Id = "new" }, null, 1).Items.Single().Seq);
    }

    [Fact]
    public async Task What_a_clock_received_that_ran_ahead_keeps_nothing_in_the_journal()
    {
        var today = _folder.Clock.GetUtcNow();
        await using (var store = _folder.Open(MonthFiles.Eager))
        {
            _folder.Clock.AdjustTime(today.AddYears(4));
            await store.Add([.. Enumerable.Range(0, 20).Select(i => Use("ann", id: $"{i}"))]);
            await store.MoveAll();
            _folder.Clock.AdjustTime(today);
            await store.Add([.. Enumerable.Range(20, 20).Select(i => Use("ann", id: $"{i}"))]);
            await _folder.Until(() => _folder.InJournal() <= 20, "those of the future", store);
            _folder.Clock.Advance(TimeSpan.FromDays(2));
            await _folder.UntilTrimmed(store);
            _folder.Clock.Advance(TimeSpan.FromDays(31));
            Assert.Equal([RowStatus.Duplicate, RowStatus.Duplicate], await store.Add(Use("ann", id: "3"), Use("ann", id: "30")));
        }

        await using var again = _folder.Open();
        Assert.Equal(40, again.Stored());
        Assert.Equal([RowStatus.Duplicate, RowStatus.Duplicate], await again.Add(Use("ann", id: "4"), Use("ann", id: "31")));
    }

    [Fact]
    public async Task Rows_leave_the_journal_though_there_is_more_to_move()
    {
        List<StorePoint> points = [];
        await using var store = _folder.Open(MonthFiles.Eager with { At = OnceInTheMonth });
        // Three stretches in one commit: until all of them are done there is something to move. While the first is being moved two days go by.
        await store.Add([.. Enumerable.Range(0, 41_000).Select(i => Use("ann", id: $"{i}", input: null, output: null))]);
        await store.MoveAll();
        await store.DisposeAsync();
        Assert.InRange(points.IndexOf(StorePoint.Trim), 0, points.LastIndexOf(StorePoint.MoveRecorded));
        Assert.Equal(0, _folder.Journal("SELECT count(*) FROM interaction WHERE seq = 1"));

        void OnceInTheMonth(StorePoint point)
        {
            points.Add(point);
            if (point == StorePoint.MoveCommitted && points.Count(at => at == point) == 1)
                _folder.Clock.Advance(TimeSpan.FromDays(2));
        }
    }

    [Fact]
    public async Task The_room_of_trimmed_rows_is_given_back()
    {
        await using var store = _folder.Open(MonthFiles.Eager);
        for (var i = 0; i < 10; i++)
            await store.Add([.. Enumerable.Range(0, 300).Select(j => Use("ann", id: $"{i}-{j}", input: new string('x', 3_000)))]);
        await store.MoveAll();
        Assert.True(_folder.Journal("PRAGMA page_count") > 2_400);
        _folder.Clock.Advance(TimeSpan.FromDays(2));
        await store.MoveAll();
        await _folder.Until(() => _folder.Journal("PRAGMA page_count") < 1_000, "giving back");
        Assert.Equal(1, _folder.InJournal());
        Assert.Equal(3_000, store.BrowseInteractions(new(), null, 1).Total);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_30_days_an_id_is_found_in_the_month_of_its_utc_day(bool restart)
    {
        var store = _folder.Open(MonthFiles.Eager);
        await store.Add(Use("ann", "2026-06-01T09:00:00Z", id: "x"), Use("ann", "2026-06-01T10:00:00Z"), Use("last"));
        await store.MoveAll();
        _folder.Clock.Advance(TimeSpan.FromDays(31));
        await _folder.UntilTrimmed(store);
        if (restart)
        {
            await store.DisposeAsync();
            store = _folder.Open(MonthFiles.Eager);
        }

        await using var _ = store;
        Assert.Equal(
            [RowStatus.Duplicate, RowStatus.Duplicate, RowStatus.Conflict, RowStatus.Accepted],
            await store.Add(
                Use("ann", "2026-06-01T09:00:00Z", id: "x"), Use("ann", "2026-06-01T10:00:00Z"),
                Use("ann", "2026-06-01T23:00:00Z", id: "x"), Use("ann", "2026-06-02T09:00:00Z", id: "x")));
    }

    [Fact]
    public async Task Identities_of_the_last_30_days_are_remembered_from_the_months()
    {
        await using (var store = _folder.Open(MonthFiles.Eager))
        {
            await store.Add(Use("ann", "2026-05-20T09:00:00Z", id: "x"), Use("last"));
            await store.MoveAll();
            _folder.Clock.Advance(TimeSpan.FromDays(10));
            await _folder.UntilTrimmed(store);
        }

        await using var again = _folder.Open();
        Assert.Equal([RowStatus.Conflict], await again.Add(Use("ann", "2026-06-03T09:00:00Z", id: "x")));   // another day: only memory can know
    }

    [Fact]
    public async Task Senders_are_answered_while_rows_are_moved()
    {
        await using var store = _folder.Open(MonthFiles.Eager);
        for (var i = 0; i < 40; i++)
            Assert.Equal([RowStatus.Accepted], await store.Add(Use("ann", $"2026-0{1 + (i % 6)}-02T09:00:00Z", id: $"{i}")));
        await store.MoveAll();
        Assert.Equal(40, store.BrowseInteractions(new(), null, 1).Total);
    }

    [Fact]
    public async Task Activity_is_the_same_whether_it_is_read_from_journal_or_months()
    {
        await using var store = _folder.Open();
        // Around midnight in Rome, and twice in one quarter-hour.
        await store.Add([.. new[] { "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-28T23:00:01Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z" }.Select((start, i) => Use("ann", start, id: $"{i}"))]);
        var before = store.Everything();
        Assert.Contains("ann 2026-03-29 3", before);
        await store.MoveAll();
        Assert.Equal(before, store.Everything());
    }

    private (long Month, long Rows)[] Recorded() =>
        [.. new[] { 202512, 202605, 202606 }.Select(month => ((long)month, _folder.Journal($"SELECT rows FROM month WHERE number = {month}")))];

    [Fact]
    public async Task Texts_beyond_what_the_engine_can_hold_are_moved()
    {
        const int Rows = 150;
        await using var store = _folder.Open(new() { EngineMemoryBytes = 64L << 20, MoveRows = int.MaxValue });
        // Nothing of it can be made smaller.
        var random = new Random(1);
        for (var i = 0; i < Rows; i++)
            await store.Add(Use("ann", $"2026-05-01T00:{i / 60:00}:{i % 60:00}Z", id: $"{i}", input: Convert.ToBase64String(Bytes(random, 750_000))));
        await store.MoveAll();
        Assert.Contains((202605, Rows), Recorded());
        Assert.Equal(Rows, store.BrowseInteractions(new(), null, 0).Total);

        static byte[] Bytes(Random random, int count)
        {
            var bytes = new byte[count];
            random.NextBytes(bytes);
            return bytes;
        }
    }

    [Fact]
    public async Task The_log_does_not_grow_without_end_while_the_journal_is_trimmed_and_nobody_writes()
    {
        using var other = new StoreFolder();
        var grown = await LogAfterTrimming(other, checkpointPages: int.MaxValue);
        Assert.InRange(await LogAfterTrimming(_folder, checkpointPages: 50), 0, grown / 3);

        static async Task<long> LogAfterTrimming(StoreFolder folder, int checkpointPages)
        {
            await using var store = folder.Open(MonthFiles.Eager with { MoveRows = 1_000_000, CheckpointPages = checkpointPages });
            for (var i = 0; i < 60; i++)   // the log is folded in beside, which may take a moment
                await store.Add([.. Enumerable.Range(0, 500).Select(j => Use($"u{j}", id: $"{i}-{j}", input: new string('x', 500)))]);
            folder.Clock.Advance(TimeSpan.FromDays(2));
            await folder.UntilTrimmed(store);
            return new FileInfo(Path.Combine(folder.Path, "project.db-wal")).Length;
        }
    }
}
