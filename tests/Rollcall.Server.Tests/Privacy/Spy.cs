using System.Text.Json;
using Rollcall.Storage.Registry;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Server.Tests.Privacy;

/// <summary>
/// Somebody with a read key who asks everything, writes down about whom each number was that was shown, and looks what follows. The parts of the company are its
/// people by department and site; who they are and how many have access is no secret, only what they do.
/// </summary>
internal sealed class Spy(RollcallServer server, int smallest) : IDisposable
{
    private readonly HttpClient _client = server.Client(KeyKind.Read);
    private readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);

    public int Asked { get; private set; }

    public int Shown { get; private set; }

    public int Hidden { get; private set; }

    /// <summary>Every filter of one value or two of one tag, with and without <c>not</c>; and, with both, every one of a value of each tag.</summary>
    public static IEnumerable<string> Filters(bool both)
    {
        string[] departments = ["A", "B", "C", "D", "E", ""], sites = ["x", "y", ""];
        IEnumerable<string> one = ["", .. Terms("dept", departments, pairs: true), .. Terms("site", sites, pairs: true)];
        return both ? [.. one, .. from department in Terms("dept", departments, pairs: false) from site in Terms("site", sites, pairs: false) select department + site] : one;
    }

    /// <summary>Asks for an answer with total and groups, and gives each of its parts to be learnt from.</summary>
    /// <param name="path">Metric and parameters, without filters and groups.</param>
    /// <param name="filter"><c>&amp;people.KEY=VALUE...</c>.</param>
    /// <param name="groupBy">Keys.</param>
    /// <param name="learn">Total or group, and the people it is about: the filter, and behind a bar the values of the group.</param>
    public async Task Ask(string path, string filter, string[] groupBy, Func<JsonElement, string, Task> learn)
    {
        var answer = await Get($"{path}{filter}{string.Concat(groupBy.Select(key => $"&group_by={key}"))}");
        await learn(answer.TryGetProperty("total", out var total) ? total : answer, filter);
        if (groupBy.Length == 0)
            return;
        foreach (var group in answer.GetProperty("groups").EnumerateArray())
        {
            var values = groupBy.Select(key => (Key: key, Value: groupBy.Length == 1 ? group.GetProperty("value") : group.GetProperty("values").GetProperty(key)));
            await learn(group, filter + "|" + string.Concat(values.Select(value => $"&people.{value.Key}={value.Value.GetString()}")));
        }
    }

    public async Task<JsonElement> Get(string path)
    {
        Asked++;
        using var response = await _client.GetAsync($"/api/v1/{path}");
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The same answer as CSV suppresses as many lines, and these say what they are about and no more.</summary>
    public async Task CompareWithCsv(string path, string filter, string[] groupBy)
    {
        path += $"{filter}{string.Concat(groupBy.Select(key => $"&group_by={key}"))}";
        var json = (await Get(path)).GetRawText();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/{path}") { Headers = { { "Accept", "text/csv" } } };
        using var response = await _client.SendAsync(request);
        var lines = (await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToList();
        Assert.Equal("suppressed", lines[0][^1]);
        var suppressed = lines.Where(line => line[^1] == "true").ToList();
        Assert.Equal(json.Split("\"suppressed\":true").Length - 1, suppressed.Count);
        string[] about = ["row", .. groupBy, "from", "to", "partial", "date", "cohort", "suppressed"];
        Assert.All(suppressed, line => Assert.All(lines[0].Zip(line), cell => Assert.True(about.Contains(cell.First) || cell.Second.Length == 0, string.Join(',', line))));
    }

    /// <summary>Writes down a number that is shown about people of a window.</summary>
    /// <param name="window"><c>from=...&amp;to=...</c> and the definition.</param>
    /// <param name="filter">The people.</param>
    /// <param name="part">With measures, or suppressed.</param>
    /// <param name="additive">A measure to be compared with that of the parts; null where it has none that adds up.</param>
    public async Task Learn(string window, string filter, JsonElement part, string? additive = null)
    {
        if (part.TryGetProperty("suppressed", out var suppressed) && suppressed.GetBoolean())
        {
            Hidden++;
            return;
        }

        Shown++;
        var known = await WindowOf(window);
        var about = known.Parts.ConvertAll(people => Admits(filter, people));
        known.Attacker.Learn(about);
        if (additive is not null)
            Assert.Equal(known.Parts.Where((_, i) => about[i]).Sum(people => people.Measures.GetProperty(additive).GetInt64()), part.GetProperty(additive).GetInt64());
    }

    /// <summary>What follows about too few people, in any window.</summary>
    public IEnumerable<string> Finds() => _windows.Where(window => window.Value.Attacker.Finds(smallest) is not null)
        .Select(window => $"{window.Key}: {string.Join(", ", window.Value.Attacker.Finds(smallest)!.Select(i => $"{window.Value.Parts[i].Department}/{window.Value.Parts[i].Site} of {window.Value.Parts[i].Eligible}"))}");

    public int Windows => _windows.Count;

    public void Dispose() => _client.Dispose();

    private static IEnumerable<string> Terms(string key, string[] values, bool pairs)
    {
        var choices = values.Select(value => new[] { value }).Concat(pairs ? values.SelectMany((first, i) => values.Skip(i + 1).Select(second => new[] { first, second })) : []);
        foreach (var choice in choices)
        {
            yield return string.Concat(choice.Select(value => $"&people.{key}={value}"));
            yield return string.Concat(choice.Select(value => $"&people.{key}.not={value}"));
        }
    }

    // The parts as they are: the same question without a minimum group size.
    private async Task<Window> WindowOf(string window)
    {
        if (_windows.TryGetValue(window, out var known))
            return known;
        server.HideUnder(1);
        var groups = (await Get($"metrics/adoption?{window}&group_by=dept&group_by=site")).GetProperty("groups").EnumerateArray().ToList();
        server.HideUnder(smallest);
        List<Part> parts = [.. groups.Select(group => new Part(
            group.GetProperty("values").GetProperty("dept").GetString() ?? "",
            group.GetProperty("values").GetProperty("site").GetString() ?? "",
            group.GetProperty("eligible").GetInt64(),
            group))];
        return _windows[window] = new(parts, new Attacker([.. parts.Select(part => part.Eligible)]));
    }

    // Filters, then the values of a group: both must admit.
    private static bool Admits(string filters, Part people) => filters.Split('|').All(filter =>
    {
        var terms = filter.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(term => term.Split('='));
        return terms.GroupBy(term => term[0]).All(term =>
        {
            var value = term.Key.Contains("dept", StringComparison.Ordinal) ? people.Department : people.Site;
            var isNamed = term.Any(named => named[1] == value);
            return isNamed != term.Key.EndsWith(".not", StringComparison.Ordinal);
        });
    });

    private sealed record Part(string Department, string Site, long Eligible, JsonElement Measures);

    private sealed record Window(List<Part> Parts, Attacker Attacker);
}
