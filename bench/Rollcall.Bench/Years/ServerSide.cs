using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Rollcall.Bench.Years;

/// <summary>The questions, asked of a server over HTTP. Answers are lines of text, to be compared.</summary>
internal sealed class ServerSide(HttpClient client) : IYearsSide
{
    private static readonly string[] UsageCounts = ["interactions", "conversations", "active", "with_latency", "input_tokens", "output_tokens", "cost", "errors"];
    private static readonly string[] UsageTimes = ["conversation_length_median", "conversation_seconds_median", "latency_seconds_p50", "latency_seconds_p95", "latency_seconds_p99"];
    private static readonly string[] AdoptionCounts = ["eligible", "active", "active_eligible", "never_used", "interactions"];

    public async Task<string> Usage(DateOnly from, DateOnly until, string key)
    {
        var answer = await Get($"/api/v1/metrics/usage?{Window(from, until)}&group_by={key}");
        var rows = answer["groups"]!.AsArray().Select(group => Line(group!["value"]?.GetValue<string>() ?? "", group!)).Append(Line("total", answer["total"]!));
        return string.Join('\n', rows.Order(StringComparer.Ordinal));

        static string Line(string name, JsonNode measures) => string.Join(' ', [name,
            .. UsageCounts.Select(measure => measures[measure]!.ToString()),
            .. UsageTimes.Select(measure => measures[measure]!.GetValue<double>().ToString("0.######", CultureInfo.InvariantCulture))]);
    }

    public async Task<string> Adoption(DateOnly from, DateOnly until, string? agent)
    {
        var total = (await Get($"/api/v1/metrics/adoption?{Window(from, until)}{(agent is null ? "" : $"&events.agent={agent}")}"))["total"]!;
        return string.Join(' ', AdoptionCounts.Select(measure => total[measure]!.ToString()));
    }

    public async Task<string> LastOf(string endUser)
    {
        var page = await Get($"/api/v1/interactions?end_user={Uri.EscapeDataString(endUser)}&limit=20");
        return string.Join(' ', page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()).Append(page["total"]!.ToString()));
    }

    /// <summary>Stores those that are not there yet.</summary>
    public async Task<string> Store(IReadOnlyList<JsonObject> rows)
    {
        using var content = new StringContent(new JsonArray([.. rows.Select(row => row.DeepClone())]).ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("/api/v1/interactions", UriKind.Relative), content);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return response.IsSuccessStatusCode ? $"{answer["accepted"]} new, {answer["duplicates"]} known" : answer.ToJsonString();
    }

    /// <summary>Interactions of a day as they were sent.</summary>
    public async Task<IReadOnlyList<JsonObject>> Of(DateOnly day, int limit)
    {
        var page = await Get($"/api/v1/interactions?{Window(day, day.AddDays(1))}&limit={limit}");
        List<JsonObject> rows = [.. page["items"]!.AsArray().Select(item => item!.DeepClone().AsObject())];
        foreach (var row in rows)
            row.Remove("received_at");
        return rows;
    }

    private static string Window(DateOnly from, DateOnly until) => string.Create(CultureInfo.InvariantCulture, $"from={from:yyyy-MM-dd}&to={until:yyyy-MM-dd}");

    private async Task<JsonNode> Get(string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        var body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(body)! : throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {body}");
    }
}
