using Rollcall.Storage.Later;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Months;
using Rollcall.Storage.Tests.Projects;
using Xunit;
using static Rollcall.Storage.Tests.Later.Facts;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Later;

/// <summary>What is said of interactions afterwards, wherever they are by then.</summary>
public sealed class LaterFactTests : IDisposable
{
    public enum Where
    {
        Journal,
        Moved,
        MonthAlone,
    }

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Where.Journal)]
    [InlineData(Where.Moved)]
    [InlineData(Where.MonthAlone)]
    public async Task Tags_and_feedback_reach_an_interaction_wherever_it_is(Where where)
    {
        await using (var store = _folder.Open(MonthFiles.Eager with { MoveRows = 1_000 }))
        {
            await store.Add(
                Use("ann", id: "1", input: "one", output: "1") with { Tags = new Dictionary<string, string> { ["a"] = "1", ["b"] = "1" }, Feedback = """[{"slug":"paste"}]""", Cost = 7, Traces = "[1]" },
                Use("bob", id: "2"), Use("bob", "2026-06-01T09:30:00Z", id: "3"));
            await Place(store, where);
            Assert.Equal(LaterStatus.Attached, await store.Say(Tag("ann", "2026-06-01T09:00:00Z", ("b", "2"), ("c", "3"))));
            Assert.Equal(LaterStatus.Attached, await store.Say(Tag("ann", "2026-06-01T09:00:00Z", ("a", ""), ("gone", ""))));
            Assert.Equal(LaterStatus.Attached, await store.Say(Thumb("ann", "2026-06-01T09:05:00Z", text: "good")));
            Assert.Equal(LaterStatus.Attached, await store.Say(Thumb("bob", "2026-06-01T09:29:59Z", "thumbs_down")));
            Check(store);
            await store.MoveAll();
            Assert.Equal(0, _folder.Journal("SELECT count(*) FROM changed_interaction WHERE fold IS NULL"));
            Check(store);
        }

        await using var again = _folder.Open();
        Check(again);

        static void Check(ProjectStore store)
        {
            var item = store.Of("1");
            Assert.Equal("""{"b":"2","c":"3"}""", item.Tags);
            Assert.Equal("""[{"slug":"paste"},{"slug":"thumbs_up","text":"good","timestamp":"2026-06-01T09:05:00Z"}]""", item.Feedback);
            Assert.Equal(("one", "1", 7, "[1]", "ann"), (item.Input, item.Output, item.Cost, item.Traces, item.EndUser));
            Assert.Equal(["thumbs_down"], store.Slugs("2"));
            Assert.Equal([], store.Slugs("3"));
            Assert.Equal(["ann"], store.With("c", "3"));
            Assert.Equal([], store.With("b", "1"));
            Assert.Equal(["ann", "bob", "bob"], store.With("a", "").Where(name => name != "zoe"));
            var page = store.BrowseInteractions(new() { Until = Micros("2026-06-02T00:00:00Z") }, null, 10);
            Assert.Equal((3, 3), (page.Total, page.Items.Count));
            var all = store.BrowseInteractions(new(), null, 10);
            Assert.Equal((all.Total, all.Items.Count), (all.Items.Count, store.Stored()));
        }
    }

    [Fact]
    public async Task Feedback_with_texts_belongs_to_the_newest_interaction_before_it_that_has_them()
    {
        await using var store = _folder.Open();
        await store.Add(
            Use("ann", "2026-06-01T07:00:00Z", "1", "Hi", "Hello"), Use("ann", "2026-06-01T08:00:00Z", "2", "Hi", "Hello"), Use("ann", "2026-06-01T08:30:00Z", "3", "Hi", "Hallo"),
            Use("ann", "2026-06-01T09:00:00Z", "4", "Hi", "Hello"), Use("bob", "2026-06-01T08:10:00Z", "5", "Hi", "Hello"), Use("ann", "2026-06-01T09:30:00Z", "6", "later", ""));
        Assert.Equal(LaterStatus.Attached, await store.Say(Thumb("ann", "2026-06-01T08:45:00Z", input: "Hi", output: "Hello")));
        Assert.Equal(LaterStatus.Attached, await store.Say(Thumb("ann", "2026-06-01T08:45:00Z", "copy_output", input: "Hi")));
        Assert.Equal(LaterStatus.Attached, await store.Say(Thumb("ann", "2026-06-01T08:45:00Z", "edit")));
        Assert.Equal(LaterStatus.Attached, await store.Say(Thumb("ann", "2026-06-01T09:29:00Z", "rating", input: "later", output: "")));   // a clock behind the other
        Assert.Equal(LaterStatus.Waiting, await store.Say(Thumb("ann", "2026-06-01T08:45:00Z", input: "Hi", output: "hello")));
        Assert.Equal(LaterStatus.Waiting, await store.Say(Thumb("carl", "2026-06-01T08:45:00Z", input: "Hi", output: "Hello")));
        Assert.Equal(LaterStatus.Waiting, await store.Say(Thumb("ann", "2026-06-01T06:59:59Z")));
        Assert.Equal("2:thumbs_up 3:copy_output,edit 6:rating", string.Join(' ', Given(store)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_comes_first_waits_for_its_interaction(bool restart)
    {
        var store = _folder.Open();
        Assert.Equal(LaterStatus.Waiting, await store.Say(Thumb("Ann@acme.example", "2026-06-01T09:05:00Z", input: "Hi", output: "Hello")));
        Assert.Equal(LaterStatus.Waiting, await store.Say(Thumb("ann@acme.example", "2026-06-01T09:06:00Z", "regenerate")));
        Assert.Equal(LaterStatus.Waiting, await store.Say(Tag("ann@ACME.example", "2026-06-01T09:00:00Z", ("a", "2"), ("b", ""))));
        if (restart)
        {
            await store.DisposeAsync();
            store = _folder.Open();
        }

        await store.Add(Use("bob", id: "0"), Use("ann@acme.example", "2026-06-01T09:05:30Z", id: "1", input: "other"), Use("ann@acme.example", id: "2") with { Tags = Tags("b", "1") });
        Assert.Equal("1:regenerate 2:thumbs_up", string.Join(' ', Given(store)));
        Assert.Equal("""{"a":"2"}""", store.Of("2").Tags);
        Assert.Equal(0, _folder.Journal("SELECT count(*) FROM waiting_fact"));
        await store.Add(Use("ann@acme.example", id: "3"));   // nothing waits any more
        Assert.Equal([], store.Slugs("3"));
        await store.MoveAll();
        Assert.Equal("1:regenerate 2:thumbs_up", string.Join(' ', Given(store)));
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Feedback_sent_twice_counts_once_whether_it_waits_or_not()
    {
        await using var store = _folder.Open();
        Assert.Equal(LaterStatus.Waiting, await store.Say(Thumb("ann", "2026-06-01T09:05:00Z")));
        Assert.Equal(LaterStatus.Duplicate, await store.Say(Thumb("ann", "2026-06-01T09:05:00Z")));
        Assert.Equal([RowStatus.Accepted], await store.Add(Use("ann", id: "1")));
        Assert.Equal(LaterStatus.Duplicate, await store.Say(Thumb("ann", "2026-06-01T09:05:00Z")));
        Assert.Equal(LaterStatus.Attached, await store.Say(Thumb("ann", "2026-06-01T09:05:01Z")));
        Assert.Equal(LaterStatus.Attached, await store.Say(Thumb("ann", "2026-06-01T09:05:01Z", text: "x")));
        Assert.Equal([RowStatus.Duplicate], await store.Add(Use("ann", id: "1")));
        Assert.Equal(["thumbs_up", "thumbs_up", "thumbs_up"], store.Slugs("1"));
        var one = (await store.Add(Thumb("bob", "2026-06-01T09:05:00Z"), null, default)).Outcome.Id;
        Assert.Equal(one, (await store.Add(Thumb("bob", "2026-06-01T09:05:00Z"), null, default)).Outcome.Id);
    }

    [Fact]
    public async Task Texts_that_are_masked_or_hidden_find_their_interaction_by_what_was_sent()
    {
        await using var store = _folder.Open();
        var sent = Use("ann", id: "1", input: "I am ann@x.example", output: "secret");
        await store.Add(sent with { Input = "I am [email]", AsSent = sent });
        var hidden = Use("ann", "2026-06-01T09:10:00Z", "2", "hush", "secret");
        await store.Add(hidden with { Input = null, Output = null, AsSent = hidden });
        Assert.Equal(LaterStatus.Attached, await store.Say(Thumb("ann", "2026-06-01T09:30:00Z", "copy_output", "secret", "I am ann@x.example", "secret")));
        Assert.Equal(LaterStatus.Attached, await store.Say(Thumb("ann", "2026-06-01T09:30:00Z", "copy_output", "secret", "hush", "secret")));
        Assert.Equal("""[{"slug":"copy_output","text":"secret","timestamp":"2026-06-01T09:30:00Z"}]""", store.Of("1").Feedback);
        Assert.Equal("""[{"slug":"copy_output","timestamp":"2026-06-01T09:30:00Z"}]""", store.Of("2").Feedback);
    }

    [Fact]
    public async Task What_waits_is_forgotten_after_30_days_and_has_a_limit()
    {
        await using var store = _folder.Open(new() { MaxWaitingFacts = 2 });
        await store.Say(Thumb("ann", "2026-06-01T09:05:00Z"));
        await store.Say(Thumb("bob", "2026-06-01T09:05:00Z"));
        Assert.Equal("too_many_waiting", (await store.Add(Thumb("carl", "2026-06-01T09:05:00Z"), null, default)).Refusal?.Code);
        _folder.Clock.Advance(TimeSpan.FromDays(31));
        await store.Add(Use("dora", "2026-07-02T09:00:00Z", id: "1"));
        Assert.Equal(LaterStatus.Attached, await store.Say(Thumb("dora", "2026-07-02T09:05:00Z")));
        Assert.Equal(0, _folder.Journal("SELECT count(*) FROM waiting_fact"));
        await store.Add(Use("ann", id: "2"));
        Assert.Equal([], store.Slugs("2"));
    }

    [Fact]
    public async Task An_interaction_takes_so_many_tags_and_no_more()
    {
        await using var store = _folder.Open();
        await store.Add(Use("ann", id: "1"));
        for (var i = 0; i < 10; i++)
            Assert.Equal(LaterStatus.Attached, await store.Say(Tag("ann", "2026-06-01T09:00:00Z", [.. Enumerable.Range(0, 100).Select(k => ($"k{i}-{k}", "v"))])));
        Assert.Equal("interaction_full", (await store.Add(Tag("ann", "2026-06-01T09:00:00Z", ("more", "v")), null, default)).Refusal?.Code);
        Assert.Equal(LaterStatus.Attached, await store.Say(Tag("ann", "2026-06-01T09:00:00Z", ("k0-0", ""), ("more", "v"))));
        Assert.Equal(["ann"], store.With("more", "v"));
    }

    [Fact]
    public async Task A_changed_tag_is_a_new_revision_of_its_key_alone()
    {
        await using var store = _folder.Open();
        await store.Add(Use("ann", id: "1") with { Tags = Tags("a", "1") });
        var (a, b) = (store.TagRevision(["a"]), store.TagRevision(["b"]));
        await store.Say(Tag("ann", "2026-06-01T09:00:00Z", ("a", "1")));
        Assert.Equal(a, store.TagRevision(["a"]));
        await store.Say(Tag("ann", "2026-06-01T09:00:00Z", ("a", "2")));
        Assert.True(store.TagRevision(["a", "b"]) > a);
        Assert.Equal(b, store.TagRevision(["b"]));
    }

    [Fact]
    public async Task A_month_file_of_the_first_format_is_brought_up_to_date()
    {
        await using (var store = _folder.Open())
        {
            await store.Add(Use("ann", id: "1"));
            await store.MoveAll();
        }

        using (var file = new DuckDB.NET.Data.DuckDBConnection($"DataSource={_folder.Month("2026-06")}"))
        {
            file.Open();
            foreach (var sql in (string[])["ALTER TABLE interaction DROP COLUMN input_hash", "ALTER TABLE interaction DROP COLUMN output_hash", "DROP TABLE folded", "UPDATE format SET version = 1"])
            {
                using var command = file.CreateCommand();
                command.CommandText = sql;
                command.ExecuteNonQuery();
            }
        }

        await using var again = _folder.Open();
        Assert.Equal("Hi", again.Of("1").Input);
        await again.Add(Use("ann", "2026-06-01T09:01:00Z", id: "2"));
        await again.Say(Tag("ann", "2026-06-01T09:00:00Z", ("a", "1")));
        await again.MoveAll();
        Assert.Equal(("""{"a":"1"}""", 2), (again.Of("1").Tags, again.Stored()));
        Assert.Equal(0, _folder.Journal("SELECT count(*) FROM changed_interaction WHERE fold IS NULL"));
    }

    private static string[] Given(ProjectStore store) =>
        [.. store.BrowseInteractions(new(), null, 100).Items.Select(item => item.Id).Order(StringComparer.Ordinal)
            .Where(id => store.Slugs(id).Length > 0).Select(id => $"{id}:{string.Join(',', store.Slugs(id))}")];

    private async Task Place(ProjectStore store, Where where)
    {
        if (where == Where.Journal)
            return;
        await store.MoveAll();
        if (where == Where.Moved)
            return;
        _folder.Clock.Advance(TimeSpan.FromDays(2));
        await store.Add(Use("zoe", "2026-06-03T09:00:00Z", id: "last"));
        await _folder.UntilTrimmed(store);
    }
}
