using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;
using static Rollcall.Storage.Tests.Projects.Short;
using Xunit;

namespace Rollcall.Storage.Tests.Projects;

public sealed class PeopleTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Inserted_people_have_access_from_today_and_stand_in_the_list()
    {
        await using var store = _folder.Open();
        var outcome = await store.Insert(
            new PersonEntry("bob") { Tags = Tags("team", "red") },
            new PersonEntry("ann") { ActiveFrom = Bound("2026-05-01T08:00:00+02:00"), ActiveTo = new(Bound("2026-07-01")) },
            new PersonEntry("bob"));

        Assert.Equal([PersonStatus.Inserted, PersonStatus.Inserted, PersonStatus.Skipped], outcome.Users.Select(user => user.Status));
        var listed = store.ListEligible().ToList();
        Assert.Equal(["ann", "bob"], listed.Select(person => person.EndUser));
        Assert.Equal(["2026-05-01T08:00:00+02:00..2026-07-01", "2026-06-01.."], listed.Select(person => Text(person.Access!.Value)));
        Assert.Equal("red", listed[1].Tags["team"]);
        Assert.Equal(listed[1].Access, outcome.Users[0].Now!.Access);
        Assert.Equal([1, 0], listed.Select(person => person.Person));
        Assert.Equal(["bob"], store.ListEligible(after: "ann").Select(person => person.EndUser));
    }

    [Fact]
    public async Task The_list_is_whole_when_it_is_longer_than_one_read()
    {
        await using var store = _folder.Open();
        string[] names = [.. Enumerable.Range(0, 1_001).Select(i => $"u{i:0000}")];
        await store.Insert([.. names.Reverse().Select(name => new PersonEntry(name))]);
        Assert.Equal(names, store.ListEligible().Select(person => person.EndUser));
        Assert.Equal(names[..1000], store.Show([.. names[..1000].Select(name => store.FindPerson(name)!.Value)]).Select(person => person.EndUser));
    }

    [Fact]
    public async Task An_address_matches_without_case_and_keeps_its_first_spelling()
    {
        await using var store = _folder.Open();
        await store.Insert(new PersonEntry(" Ann@Example.com "));
        Assert.Equal(PersonStatus.Skipped, (await store.Insert(new PersonEntry("ann@example.COM"))).Users[0].Status);
        Assert.Equal(PersonStatus.Inserted, (await store.Insert(new PersonEntry("Ann"), new PersonEntry("ann"))).Users[1].Status);
        Assert.Equal("Ann@Example.com", store.NameOf(store.FindPerson("ANN@example.com")!.Value));
        Assert.Equal(["Ann", "Ann@Example.com", "ann"], store.ListEligible().Select(person => person.EndUser));
    }

    [Fact]
    public async Task An_update_skips_strangers_and_says_nothing_twice()
    {
        await using var store = _folder.Open();
        await store.Insert(new PersonEntry("ann") { Tags = Tags("team", "red") });
        PersonEntry[] body = [new("ann") { ActiveTo = new(Bound("2026-08-01")), Tags = Tags("team", "blue") }, new("stranger")];
        Assert.Equal([PersonStatus.Updated, PersonStatus.Skipped], (await store.Update(body)).Users.Select(user => user.Status));
        var changes = store.PersonDetail("ann")!.Changes.Count;
        Assert.Equal([PersonStatus.Unchanged, PersonStatus.Skipped], (await store.Update(body)).Users.Select(user => user.Status));
        Assert.Equal(changes, store.PersonDetail("ann")!.Changes.Count);
        Assert.Null(store.FindPerson("stranger"));
        Assert.Equal("blue", store.ListEligible().Single().Tags["team"]);

        await store.Update(new PersonEntry("ann") { ActiveTo = new(null) });
        Assert.Equal(["2026-06-01.."], store.Access("ann"));
        Assert.Equal("blue", store.ListEligible().Single().Tags["team"]);
        await store.Update(new PersonEntry("ann") { Tags = new Dictionary<string, string>() });
        Assert.Empty(store.ListEligible().Single().Tags);
    }

    [Fact]
    public async Task A_fault_refuses_the_whole_command_and_names_every_place()
    {
        await using var store = _folder.Open();
        await store.Insert(new PersonEntry("ann"), new PersonEntry("bob"));
        var refusal = (await store.Write(new PeopleCommand.Upsert(
            [
                new("bob") { ActiveTo = new(Bound("2026-09-01")) },
                new("ann") { ActiveTo = new(Bound("2026-05-01")) },
                new("eve") { Access = Intervals("2026-01-01..2026-02-01", "2026-04-01..2026-03-01") },
            ],
            "test"), null, CancellationToken.None)).Refusal;
        var faults = Assert.IsType<StoreRefusal.Faulty>(refusal).Faults;
        Assert.Equal([(1, "active_to"), (2, "access.1.to")], faults.Select(fault => (fault.Index, fault.Field)));
        Assert.Equal(["2026-06-01.."], store.Access("bob"));
        Assert.Null(store.FindPerson("eve"));
    }

    [Fact]
    public async Task Who_leaves_keeps_the_history_and_can_be_inserted_again()
    {
        await using var store = _folder.Open();
        await store.Insert(new PersonEntry("ann") { ActiveFrom = Bound("2026-05-01") });
        Assert.Equal([PersonStatus.Deleted, PersonStatus.Unknown], (await store.Delete("ann", "nobody")).Users.Select(user => user.Status));
        Assert.Empty(store.ListEligible());
        Assert.Equal(["2026-05-01..2026-06-01"], store.Access("ann"));
        Assert.Equal([PersonStatus.Unknown], (await store.Delete("ann")).Users.Select(user => user.Status));
        Assert.Equal([PersonStatus.Skipped], (await store.Update(new PersonEntry("ann"))).Users.Select(user => user.Status));

        _folder.Clock.Advance(TimeSpan.FromDays(10));
        await store.Insert(new PersonEntry("ann"));
        Assert.Equal(["2026-05-01..2026-06-01", "2026-06-11.."], store.Access("ann"));
        Assert.Equal("2026-06-11..", Text(store.ListEligible().Single().Access!.Value));
        Assert.Equal(["listed", "left", "listed"], store.PersonDetail("ann")!.Changes.Select(change => change.Kind));
    }

    [Fact]
    public async Task Delete_as_if_never_withdraws_all_access_also_of_who_left_before()
    {
        await using var store = _folder.Open();
        await store.Insert(new PersonEntry("ann"), new PersonEntry("bob"));
        await store.Delete("bob");
        var outcome = await store.Do(new PeopleCommand.Delete(["ann", "bob"], true, "test"));
        Assert.Equal(2, outcome.Count(PersonStatus.Deleted));
        Assert.Empty(store.Access("ann"));
        Assert.Empty(store.Access("bob"));
    }

    [Fact]
    public async Task An_upsert_inserts_updates_and_replaces_all_intervals()
    {
        await using var store = _folder.Open();
        await store.Insert(new PersonEntry("ann"));
        PersonEntry[] body =
        [
            new("ann") { Access = Intervals("2026-05-01..", "2026-01-01..2026-02-01") },
            new("bob") { Access = Intervals("2026-01-01..2026-02-01") },
            new("eve"),
        ];
        var outcome = await store.Upsert(body);
        Assert.Equal((2, 1, 0), (outcome.Count(PersonStatus.Inserted), outcome.Count(PersonStatus.Updated), outcome.Count(PersonStatus.Unchanged)));
        Assert.Equal(["2026-01-01..2026-02-01", "2026-05-01.."], store.Access("ann"));
        Assert.Equal(3, (await store.Upsert(body)).Count(PersonStatus.Unchanged));
    }

    [Fact]
    public async Task Tag_versions_begin_on_their_day_and_replace_only_that_day()
    {
        await using var store = _folder.Open();
        await store.Upsert(new PersonEntry("ann") { Tags = Tags("team", "red"), TagsFrom = Day.Of(2026, 1, 1) });
        await store.Upsert(new PersonEntry("ann") { Tags = Tags("team", "blue") });
        await store.Upsert(new PersonEntry("ann") { Tags = Tags("team", "green"), TagsFrom = Day.Of(2026, 3, 1) });
        await store.Upsert(new PersonEntry("ann") { Tags = Tags("team", "pink"), TagsFrom = Day.Of(2026, 9, 1) });
        await store.Upsert(new PersonEntry("ann") { Tags = Tags("team", "black") });
        var named = new PersonEntry("ann") { Tags = Tags("team", "red"), TagsFrom = Day.Of(2026, 2, 1) };
        Assert.Equal(1, (await store.Upsert(named)).Count(PersonStatus.Updated));
        Assert.Equal(1, (await store.Upsert(named)).Count(PersonStatus.Unchanged));

        Assert.Equal(
            ["2026-01-01 red", "2026-02-01 red", "2026-03-01 green", "2026-06-01 black", "2026-09-01 pink"],
            store.PersonDetail("ann")!.Tags.Select(version => $"{version.From} {version.Tags["team"]}"));
        Assert.Equal("black", store.ListEligible().Single().Tags["team"]);
    }

    [Fact]
    public async Task The_earliest_version_also_holds_before_its_day()
    {
        await using var store = _folder.Open();
        await store.Upsert(new PersonEntry("ann") { Tags = Tags("team", "red"), TagsFrom = Day.Of(2026, 9, 1) });
        Assert.Equal("red", store.ListEligible().Single().Tags["team"]);
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        IReadOnlyList<string> before;
        await using (var store = _folder.Open())
        {
            await store.Insert(new PersonEntry("ann") { Tags = Tags("team", "red") }, new PersonEntry("bob"), new PersonEntry("eve"));
            await store.Delete("bob");
            await store.Add(Use("shadow"));
            before = Describe(store);
        }

        await using var again = _folder.Open();
        Assert.Equal(before, Describe(again));
        Assert.Equal(3, again.FindPerson("shadow"));
        Assert.Equal(1, again.Statistics().UnlistedPeople);
        Assert.Equal([PersonStatus.Inserted], (await again.Insert(new PersonEntry("bob"))).Users.Select(user => user.Status));
    }

    private static List<string> Describe(ProjectStore store) =>
        [.. store.ListEligible().Select(person => $"{person.Person} {person.EndUser} {Text(person.Access!.Value)} {person.Tags.GetValueOrDefault("team")}")];
}
