using System.Collections;
using System.Text.Json;

namespace Rollcall.Bench.Soak;

/// <summary>Whether what was acknowledged is there, and once: everything is exported and each number ticked off.</summary>
internal sealed record Audit(long Found, long Missing, long Twice, long Unknown, long Counted)
{
    public bool IsWhole(long acknowledged) => Found == acknowledged && Counted == acknowledged && Missing == 0 && Twice == 0 && Unknown == 0;

    public static async Task<Audit> Of(HttpClient client, long acknowledged)
    {
        var isFound = new BitArray((int)acknowledged);
        long found = 0, twice = 0, unknown = 0;
        using var response = await client.GetAsync(new Uri("/api/v1/interactions/export", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await lines.ReadLineAsync() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            var number = SentInteraction.NumberOf(row.RootElement.GetProperty("conversation_id").GetString()!);
            found++;
            if (number < 0 || number >= acknowledged)
                unknown++;
            else if (isFound[(int)number])
                twice++;
            else
                isFound[(int)number] = true;
        }

        var missing = 0L;
        foreach (bool one in isFound)
            missing += one ? 0 : 1;
        using var answer = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/v1/metrics/adoption?from=2026-01-01&to=2100-01-01", UriKind.Relative)));
        return new(found, missing, twice, unknown, answer.RootElement.GetProperty("total").GetProperty("interactions").GetInt64());
    }
}
