using System.Globalization;
using System.Text;
using System.Text.Json;
using Rollcall.Storage.Registry;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Server.Tests.Metrics;

/// <summary>The worked cases and the real activity of the test data, loaded and asked over HTTP: each answer as the reference gives it.</summary>
public sealed class ReferenceOverHttpTests
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static TheoryData<string> Cases => [.. TestData.OracleCases().Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_case_is_answered_as_the_reference_does(string file)
    {
        var @case = Case.Load(TestData.PathOf("oracle", file));
        await using var server = await CaseLoader.Start(@case);
        Assert.Equal(44, await Ask(server, @case.Queries, file));
    }

    [Fact]
    public async Task Real_activity_is_answered_as_the_reference_does()
    {
        await using var server = await CommitsData.Start();
        var interactions = await File.ReadAllTextAsync(TestData.PathOf("commits", "interactions.ndjson"));
        Assert.Equal(15_509, (await server.SendLines(interactions)).GetProperty("duplicates").GetInt64());

        using var answers = JsonDocument.Parse(await File.ReadAllTextAsync(TestData.PathOf("commits", "answers.json")));
        var queries = answers.RootElement.GetProperty("queries").Deserialize<List<CaseQuery>>(Json)!;
        Assert.Equal(14, await Ask(server, queries, "commits"));
    }

    /// <summary>The query string of a question.</summary>
    private static string Query(CaseParams p)
    {
        var query = new StringBuilder("?");
        Add("from", p.From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("to", p.To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("interval", p.Interval);
        Add("days", p.Days?.ToString(CultureInfo.InvariantCulture));
        Add("anchor", p.Anchor);
        Add("kind", p.Kind);
        Add("within", p.Within?.ToString(CultureInfo.InvariantCulture));
        Add("observed_to", p.ObservedTo?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("before", p.Before is null ? null : $"{p.Before[0]:yyyy-MM-dd}/{p.Before[1]:yyyy-MM-dd}");
        Add("after", p.After is null ? null : $"{p.After[0]:yyyy-MM-dd}/{p.After[1]:yyyy-MM-dd}");
        Add("date", p.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("weeks", p.Weeks?.ToString(CultureInfo.InvariantCulture));
        Add("habit_weeks", p.HabitWeeks?.ToString(CultureInfo.InvariantCulture));
        Add("power_mean", p.PowerMean?.ToString(CultureInfo.InvariantCulture));
        Add("novice_mean", p.NoviceMean?.ToString(CultureInfo.InvariantCulture));
        Add("group_by", p.GroupBy);
        Add("as_of", p.AsOf);
        Add("denominator", p.Denominator);
        Add("min_interactions", p.MinInteractions?.ToString(CultureInfo.InvariantCulture));
        foreach (var (prefix, suffix, terms) in new[] { ("people.", "", p.People), ("people.", ".not", p.PeopleNot), ("events.", "", p.Events) })
        {
            foreach (var (key, value) in (terms ?? []).SelectMany(term => term.Value.Select(value => (term.Key, value))))
                Add(prefix + key + suffix, value);
        }

        return query.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
                query.Append(query.Length > 1 ? "&" : "").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    private static async Task<int> Ask(RollcallServer server, IEnumerable<CaseQuery> queries, string where)
    {
        using var client = server.Client(KeyKind.Read);
        var asked = 0;
        foreach (var query in queries)
        {
            var path = $"/api/v1/metrics/{query.Metric.Replace('_', '-')}{Query(query.Params)}&explain=true";
            var response = await client.GetAsync(path);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
            using var answer = JsonDocument.Parse(text);
            ReferenceAnswers.Contains(query.Answer, answer.RootElement, $"{where} {path}");
            if (query.Params.GroupBy is null || query.Metric == "adoption")
                Assert.NotEqual(0, await PeopleBehindNumbers.Check(client, query.Metric, Query(query.Params with { GroupBy = null }), answer.RootElement));
            asked++;
        }

        return asked;
    }
}
