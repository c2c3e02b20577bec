using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Months;
using static Rollcall.Storage.Tests.Projects.Short;
using Xunit;

namespace Rollcall.Storage.Tests.Projects;

public sealed class InteractionTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_record_counts_once_also_within_one_list_and_after_a_restart()
    {
        await using (var store = _folder.Open())
        {
            Assert.Equal([RowStatus.Accepted, RowStatus.Duplicate, RowStatus.Accepted], await store.Add(Use("ann"), Use("ann"), Use("ann", input: "Other")));
            Assert.Equal([RowStatus.Duplicate], await store.Add(Use("ann")));
        }

        await using var again = _folder.Open();
        Assert.Equal([RowStatus.Duplicate, RowStatus.Accepted], await again.Add(Use("ann"), Use("bob")));
        Assert.Equal(3, again.Stored());
        Assert.Equal(3, again.Statistics().Duplicates);
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_a_conflict_and_the_first_wins()
    {
        await using (var store = _folder.Open())
        {
            Assert.Equal([RowStatus.Accepted, RowStatus.Conflict], await store.Add(Use("ann", id: "x", output: "first"), Use("ann", id: "x", output: "second")));
            Assert.Equal([RowStatus.Duplicate], await store.Add(Use("ann", id: "x", output: "first")));
        }

        await using var again = _folder.Open();
        Assert.Equal([RowStatus.Conflict], await again.Add(Use("ann", id: "x", output: "third")));
        Assert.Equal("first", again.BrowseInteractions(new() { Id = "x" }, null, 10).Items.Single().Output);
        Assert.Equal(2, again.Statistics().Conflicts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_30_days_an_id_is_known_on_the_same_utc_day_only(bool restart)
    {
        var store = _folder.Open();
        await store.Add(Use("ann", "2026-06-01T09:00:00Z", id: "x"), Use("ann", "2026-06-01T10:00:00Z"));
        _folder.Clock.Advance(TimeSpan.FromDays(31));
        if (restart)
        {
            await store.DisposeAsync();
            store = _folder.Open();
        }

        await using var _ = store;
        Assert.Equal(
            [RowStatus.Duplicate, RowStatus.Duplicate, RowStatus.Conflict, RowStatus.Accepted],
            await store.Add(
                Use("ann", "2026-06-01T09:00:00Z", id: "x"), Use("ann", "2026-06-01T10:00:00Z"),
                Use("ann", "2026-06-01T23:00:00Z", id: "x"), Use("ann", "2026-06-02T09:00:00Z", id: "x")));
    }

    [Fact]
    public async Task Ids_that_were_not_sent_are_made_from_the_content()
    {
        await using var store = _folder.Open();
        var outcome = (await store.Append([Use("ann"), Use("ann", id: "x")], null, CancellationToken.None)).Outcome;
        var id = outcome.Rows[0].Id;
        Assert.Equal(32, id.Length);
        Assert.Equal("x", outcome.Rows[1].Id);
        var stored = store.BrowseInteractions(new() { Id = id }, null, 10).Items.Single();
        Assert.Equal((id, $"c-{id}"), (stored.Id, stored.ConversationId));
        Assert.Equal(id, store.Conversation($"c-{id}").Single().Id);
    }

    [Fact]
    public async Task What_was_sent_is_given_back()
    {
        await using var store = _folder.Open();
        var sent = new InteractionRecord
        {
            EndUser = "ann", TimeStart = 5, TimeEnd = 7, ConversationId = "c", Input = "", Output = "\u0000é😀" + new string('x', 5_000), Model = "m", Agent = "a",
            InputTokens = 1, OutputTokens = 2, Cost = 3, Error = "e", Feedback = "[]", Traces = "[1]", Tags = new Dictionary<string, string> { ["k"] = "v", ["empty"] = "" },
        };
        await store.Add(sent, Use("ann", input: null, output: null));
        var stored = store.BrowseInteractions(new() { Until = 6 }, null, 10).Items.Single();
        Assert.Equal(
            new StoredInteraction(1, stored.ReceivedAt, stored.Id, "c", "ann", 0, 5, 7, "m", "a", 1, 2, 3, "e", "[]", """{"k":"v"}""", "", sent.Output, "[1]"), stored);
        Assert.Null(store.BrowseInteractions(new() { From = 6 }, null, 10).Items.Single().Input);
    }

    [Fact]
    public async Task New_people_beyond_the_limit_are_refused_and_others_are_not()
    {
        await using var store = _folder.Open(new() { MaxUnlistedPeople = 2 });
        await store.Insert(new PersonEntry("listed"));
        Assert.Equal(
            [RowStatus.Accepted, RowStatus.Accepted, RowStatus.UnlistedPeopleLimit, RowStatus.Accepted, RowStatus.Accepted],
            await store.Add(Use("a"), Use("b"), Use("c"), Use("listed"), Use("a", input: "more")));
        Assert.Equal([RowStatus.UnlistedPeopleLimit], await store.Add(Use("c")));
        Assert.Null(store.FindPerson("c"));

        await store.Insert(new PersonEntry("a"));
        Assert.Equal([RowStatus.Accepted], await store.Add(Use("c")));
        Assert.Equal(2, store.Statistics().RefusedUnlisted);
    }

    [Fact]
    public async Task Browsing_goes_from_new_to_old_page_by_page()
    {
        await using var store = _folder.Open();
        await store.Add([.. Enumerable.Range(0, 5).Select(i => Use(i % 2 == 0 ? "ann" : "bob", $"2026-06-01T0{i / 2}:00:00Z", id: $"{i}"))]);
        var first = store.BrowseInteractions(new(), null, 2);
        var second = store.BrowseInteractions(new(), first.Next, 2);
        var third = store.BrowseInteractions(new(), second.Next, 2);
        Assert.Equal(["4", "3", "2", "1", "0"], [.. first.Items.Concat(second.Items).Concat(third.Items).Select(item => item.Id)]);
        Assert.Equal(5, second.Total);
        Assert.Null(third.Next);
        Assert.Equal(["3", "1"], store.BrowseInteractions(new() { EndUser = "bob" }, null, 9).Items.Select(item => item.Id));
        Assert.Empty(store.BrowseInteractions(new() { EndUser = "nobody" }, null, 9).Items);
        Assert.Equal(["3", "2"], store.BrowseInteractions(new() { From = Micros("2026-06-01T01:00:00Z"), Until = Micros("2026-06-01T02:00:00Z") }, null, 9).Items.Select(item => item.Id));
    }

    [Fact]
    public async Task Text_is_found_as_it_is_written()
    {
        await using var store = _folder.Open();
        await store.Add(Use("ann", id: "1", input: "100% sure"), Use("ann", id: "2", input: "1000 sure"), Use("ann", id: "3", output: "a_b"), Use("ann", id: "4", output: "axb"));
        Assert.Equal(["1"], store.BrowseInteractions(new() { Contains = "100% S" }, null, 9).Items.Select(item => item.Id));
        var page = store.BrowseInteractions(new() { Contains = "a_b" }, null, 9);
        Assert.Equal(("3", 1L), (page.Items.Single().Id, page.Total));
    }

    [Fact]
    public async Task Terms_choose_by_tag_and_by_field_before_the_tag_of_its_name()
    {
        await using var store = _folder.Open();
        await store.Add(
            Use("a") with { Tags = Tags("feature", "search") },
            Use("b") with { Tags = Tags("feature", "chat"), Model = "m1" },
            Use("c") with { Tags = Tags("model", "m1") },
            Use("d") with { Tags = Tags("model", "m1"), Model = "m2" },
            Use("e") with { Tags = Tags("odd \"key\"", "x") });
        Assert.Equal(["a"], Matching(store, ("feature", ["search"])));
        Assert.Equal(["a", "b"], Matching(store, ("feature", ["search", "chat"])));
        Assert.Equal(["c", "d", "e"], Matching(store, ("feature", [""])));
        Assert.Equal(["a", "c", "d", "e"], Matching(store, ("feature", ["", "search"])));
        Assert.Equal(["b", "c"], Matching(store, ("model", ["m1"])));
        Assert.Equal(["b"], Matching(store, ("model", ["m1"]), ("feature", ["chat"])));
        Assert.Equal(["a", "e"], Matching(store, ("model", [""])));
        Assert.Equal(["e"], Matching(store, ("odd \"key\"", ["x"])));
        Assert.Empty(Matching(store, ("feature", [])));
        Assert.Equal([(0, Day.Of(2026, 6, 1)), (1, Day.Of(2026, 6, 1))], store.Matches(EventFilterTerms.None, afterSeq: 0, throughSeq: 2));
    }

    private static List<string> Matching(ProjectStore store, params (string Key, string[] Allowed)[] terms) =>
        [.. store.Matches(new(terms.ToDictionary(term => term.Key, term => (IReadOnlyList<string>)term.Allowed)), 0, long.MaxValue).Select(row => store.NameOf(row.Person)!)];
}
