using System.Net;
using System.Text.Json;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Metrics;

/// <summary>What a project sets about counting holds in every answer that does not say otherwise.</summary>
public sealed class CountingRulesTests
{
    private const string Week = "from=2026-05-04&to=2026-05-11";

    // Ann chats twice on Monday and searches on Tuesday, Bob searches once, Cy has access and does nothing, Dora@Acme.example is not on the list and chats, the robot is on it and chats.
    private const string Lines = """
        {"id":"1","end_user":"ann","time_start":"2026-05-04T08:00:00Z","tags":{"feature":"chat"}}
        {"id":"2","end_user":"ann","time_start":"2026-05-04T09:00:00Z","tags":{"feature":"chat"}}
        {"id":"3","end_user":"ann","time_start":"2026-05-05T08:00:00Z","tags":{"feature":"search"}}
        {"id":"4","end_user":"bob","time_start":"2026-05-05T08:00:00Z","tags":{"feature":"search"}}
        {"id":"5","end_user":"Dora@Acme.example","time_start":"2026-05-06T08:00:00Z","tags":{"feature":"chat"}}
        {"id":"6","end_user":"robot","time_start":"2026-05-04T08:00:00Z","tags":{"feature":"chat"}}
        """;

    [Fact]
    public async Task The_projects_own_measure_of_use_holds_where_a_question_does_not_say()
    {
        await using var server = await Start();
        await Set(server, new { min_interactions = 2 });
        Assert.Equal((4, 1, 2), await Adoption(server, ""));
        Assert.Equal((4, 4, 6), await Adoption(server, "&min_interactions=1"));
        Assert.Equal((4, 0, 0), await Adoption(server, "&min_interactions=3"));
        Assert.Equal(2, (await Definition(server, "")).GetProperty("min_interactions").GetInt32());

        await Set(server, new { min_interactions = 1, events = new[] { new { key = "feature", @is = new[] { "search" } } } });
        Assert.Equal((4, 2, 2), await Adoption(server, ""));
        Assert.Equal((4, 4, 6), await Adoption(server, "&events=all"));
        Assert.Equal((4, 3, 4), await Adoption(server, "&events.feature=chat"));
        Assert.Equal((4, 0, 0), await Adoption(server, "&events.model=other"));
        Assert.Equal("""[{"key":"feature","is":["search"]}]""", (await Definition(server, "")).GetProperty("events").GetRawText());
        Assert.Equal("[]", (await Definition(server, "&events=all")).GetProperty("events").GetRawText());
        // Every other reader of the same numbers.
        Assert.Equal(["ann", "bob"], await People(server, "set=active"));
        Assert.Equal(2, (await Metric(server, $"frequency?{Week}")).GetProperty("people_by_active_days")[1].GetInt32());
        Assert.Equal(2, (await Metric(server, $"series?{Week}&interval=week")).GetProperty("buckets")[0].GetProperty("active").GetInt32());
    }

    [Fact]
    public async Task Events_is_all_or_conditions_and_not_both()
    {
        await using var server = await Start();
        Assert.Equal(["events invalid_events"], await Faults(server, "&events=none"));
        Assert.Equal(["events contradiction"], await Faults(server, "&events=all&events.feature=chat"));
        Assert.Equal(["events invalid_events"], await Faults(server, "&events=&events.feature=chat"));
        Assert.Equal(["events repeated"], await Faults(server, "&events=all&events=all"));
    }

    [Fact]
    public async Task Excluded_people_count_nowhere_and_stay_on_the_list()
    {
        await using var server = await Start();
        var everywhere = new[] { "adoption", "series?interval=day", "rolling?days=7", "frequency?", "lifecycle?interval=week", "retention?interval=week&anchor=access_start&kind=bounded", "time-to-first-use?" };
        await Set(server, new { excluded = new[] { "robot", "dora@acme.EXAMPLE", "nobody-yet" } });
        Assert.Equal((3, 2, 4), await Adoption(server, ""));
        Assert.Equal(3, (await Definition(server, "")).GetProperty("excluded").GetInt32());
        Assert.Equal(["ann", "bob"], await People(server, "set=active"));
        Assert.Equal([], await People(server, "set=shadow"));
        Assert.Equal(["ann", "bob", "cy"], await People(server, "set=eligible"));
        var groups = (await Metric(server, $"adoption?{Week}&group_by=team")).GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("value").GetString());
        Assert.Equal(["A", "B"], groups);   // nobody of the team "bots" is left, and Dora without a team neither

        // The answers are those of a project in which they never were.
        await using var without = await Start(exclude: ["robot", "Dora@Acme.example"]);
        foreach (var metric in everywhere)
        {
            var query = $"{metric}{(metric.Contains('?', StringComparison.Ordinal) ? "&" : "?")}{Week}&group_by=team";
            Assert.Equal(Numbers(await Metric(without, query)), Numbers(await Metric(server, query)));
        }

        var list = await Get(server, "/api/v1/eligible-users");
        Assert.Equal(["ann", "bob", "cy", "robot"], list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("end_user").GetString()));
        Assert.Equal(4, (await Get(server, "/api/v1/eligible-users?on=2026-05-05")).GetProperty("total").GetInt32());

        // Whoever was excluded before they were known is so from their first interaction on.
        await server.SendLines("""{"id":"7","end_user":"nobody-yet","time_start":"2026-05-06T08:00:00Z"}""");
        Assert.Equal((3, 2, 4), await Adoption(server, ""));
        await Set(server, new { excluded = (string[]?)null });
        Assert.Equal((4, 5, 7), await Adoption(server, ""));
    }

    [Fact]
    public async Task A_window_is_final_when_the_project_says_so()
    {
        await using var server = await Start(today: new DateOnly(2026, 5, 13));   // two days after the window
        Assert.False(await IsFinal());
        await Set(server, new { lateness_days = 2 });
        Assert.True(await IsFinal());
        await Set(server, new { lateness_days = 60 });
        Assert.False(await IsFinal());

        async Task<bool> IsFinal() => (await Metric(server, $"adoption?{Week}")).GetProperty("final").GetBoolean();
    }

    [Fact]
    public async Task Two_spellings_of_one_question_hash_alike()
    {
        await using var server = await Start();
        var alike = new[]
        {
            new[] { $"adoption?{Week}", $"adoption?{Week}&min_interactions=1&denominator=any_overlap&as_of=window_end", $"adoption?to=2026-05-11&from=2026-05-04&events=all" },
            ["adoption?from=2026-05-04&to=2026-05-11", "adoption?from=2026-04-01&to=2026-05-01"],   // other days: that is what is compared
            [$"adoption?{Week}&people.team=A&people.team=B&events.feature=chat", $"adoption?events.feature=chat&{Week}&people.team=B&people.team=A&people.team=A"],
            [$"adoption?{Week}&as_of=now&people.team=A", $"adoption?{Week}&as_of=2026-06-01&people.team=A"],
            ["segments?date=2026-05-18", "segments?date=2026-05-18&weeks=12&habit_weeks=9&power_mean=15.0&novice_mean=1", "segments?novice_mean=1.00&date=2026-05-11"],
            ["transitions?before=2026-05-04/2026-05-11&after=2026-05-11/2026-05-18", "transitions?before=2026-04-06/2026-04-13&after=2026-04-13/2026-04-20"],
            [$"time-to-first-use?{Week}", $"time-to-first-use?{Week}&within=28&observed_to=2026-06-02", $"time-to-first-use?{Week}&observed_to=2027-01-01"],
        };
        foreach (var questions in alike)
            Assert.Single((await Hashes(server, questions)).Distinct());
    }

    [Fact]
    public async Task What_is_defined_otherwise_hashes_otherwise()
    {
        await using var server = await Start();
        List<string> hashes =
        [
            .. await Hashes(
                server,
                $"adoption?{Week}", $"adoption?{Week}&min_interactions=2", $"adoption?{Week}&denominator=at_end", $"adoption?{Week}&as_of=now", $"adoption?{Week}&as_of=event",
                $"adoption?{Week}&people.team=A", $"adoption?{Week}&people.team.not=A", $"adoption?{Week}&people.team=A&people.team=B", $"adoption?{Week}&people.team=A%26team%3DB",
                $"adoption?{Week}&events.team=A", $"adoption?{Week}&events.team=", $"frequency?{Week}",
                $"series?{Week}&interval=day", $"series?{Week}&interval=week", $"rolling?{Week}&days=7", $"rolling?{Week}&days=28",
                $"lifecycle?{Week}&interval=day", $"lifecycle?{Week}&interval=week",
                $"retention?{Week}&interval=week&anchor=first_use&kind=bounded", $"retention?{Week}&interval=week&anchor=first_use&kind=unbounded",
                $"retention?{Week}&interval=week&anchor=access_start&kind=bounded", $"retention?{Week}&interval=day&anchor=first_use&kind=bounded",
                $"time-to-first-use?{Week}", $"time-to-first-use?{Week}&within=7", $"time-to-first-use?{Week}&observed_to=2026-05-20",
                "transitions?before=2026-05-04/2026-05-11&after=2026-05-11/2026-05-18",
                "segments?date=2026-05-18", "segments?date=2026-05-18&weeks=4", "segments?date=2026-05-18&habit_weeks=8", "segments?date=2026-05-18&power_mean=14.5", "segments?date=2026-05-18&novice_mean=2"),
        ];
        foreach (var excluded in (string[][])[["ann"], ["ann", "bob"], ["a", "nn"]])
        {
            await Set(server, new { excluded });
            hashes.AddRange(await Hashes(server, $"adoption?{Week}"));
        }

        Assert.Equal(hashes.Count, hashes.Distinct().Count());

        // The project's default is what the question would have said; spelling and order of the excluded are nothing.
        await Set(server, new { excluded = new[] { "Eve@acme.example", "bot" }, min_interactions = 2, events = new[] { new { key = "feature", @is = new[] { "chat" } } } });
        var set = await Hashes(server, $"adoption?{Week}", $"adoption?{Week}&min_interactions=2&events.feature=chat");
        Assert.Equal(set[0], set[1]);
        await Set(server, new { excluded = new[] { "bot", "eve@ACME.example" } });
        Assert.Equal(set[0], (await Hashes(server, $"adoption?{Week}"))[0]);
    }

    private static async Task<RollcallServer> Start(string[]? exclude = null, DateOnly? today = null)
    {
        var server = await RollcallServer.Start("UTC", today ?? new DateOnly(2026, 6, 1));
        using var client = server.Client(KeyKind.Secret);
        var people = new (string Name, string Team)[] { ("ann", "A"), ("bob", "B"), ("cy", "A"), ("robot", "bots") }.Where(person => exclude?.Contains(person.Name) != true);
        using var put = await client.PutAsJsonAsync("/api/v1/eligible-users", new { users = people.Select(person => new { end_user = person.Name, active_from = "2026-05-01", tags = new { team = person.Team } }) });
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        await server.SendLines(string.Join('\n', Lines.Split('\n').Where(line => exclude?.Any(name => line.Contains($"\"{name}\"", StringComparison.Ordinal)) != true)));
        return server;
    }

    private static async Task Set(RollcallServer server, object settings)
    {
        using var client = server.Client(KeyKind.Secret);
        using var answer = await client.PatchAsJsonAsync("/api/v1/settings", settings);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<JsonElement> Get(RollcallServer server, string path)
    {
        using var client = server.Client(KeyKind.Read);
        return await client.GetFromJsonAsync<JsonElement>(path);
    }

    private static Task<JsonElement> Metric(RollcallServer server, string query) => Get(server, $"/api/v1/metrics/{query}");

    private static async Task<JsonElement> Definition(RollcallServer server, string query) => (await Metric(server, $"adoption?{Week}{query}")).GetProperty("definition");

    private static async Task<(int Eligible, int Active, int Interactions)> Adoption(RollcallServer server, string query)
    {
        var total = (await Metric(server, $"adoption?{Week}{query}")).GetProperty("total");
        return (total.GetProperty("eligible").GetInt32(), total.GetProperty("active").GetInt32(), total.GetProperty("interactions").GetInt32());
    }

    private static async Task<IEnumerable<string?>> People(RollcallServer server, string query)
        => (await Get(server, $"/api/v1/people?{Week}&{query}")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("end_user").GetString());

    private static async Task<List<string>> Hashes(RollcallServer server, params string[] queries)
    {
        var hashes = new List<string>();
        foreach (var query in queries)
            hashes.Add((await Metric(server, query)).GetProperty("definition").GetProperty("hash").GetString()!);
        return hashes;
    }

    private static async Task<IEnumerable<string>> Faults(RollcallServer server, string query)
    {
        using var client = server.Client(KeyKind.Read);
        using var answer = await client.GetAsync($"/api/v1/metrics/adoption?{Week}{query}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return problem.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("path").GetString()} {error.GetProperty("code").GetString()}");
    }

    // Everything but the definition, which says how many are excluded.
    private static string Numbers(JsonElement answer)
        => string.Join('\n', answer.EnumerateObject().Where(property => property.Name != "definition").Select(property => $"{property.Name} {property.Value.GetRawText()}"));
}
