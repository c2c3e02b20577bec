using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Rollcall.Bench.Soak;

/// <summary>Whether what was acknowledged is there, and once: everything is exported and each number ticked off.</summary>
internal sealed record Audit(long Found, long Missing, long Twice, long Unknown, long Counted)
{
    public bool IsWhole(long acknowledged) => Found == acknowledged && Counted == acknowledged && Missing == 0 && Twice == 0 && Unknown == 0;

    private const int Attempts = 10;

    /// <param name="client">Of the server.</param>
    /// <param name="acknowledged">Numbers from 0 to one less are looked for.</param>
    /// <param name="from">The first day on which one may start.</param>
    /// <param name="until">The day after the last.</param>
    public static async Task<Audit> Of(HttpClient client, long acknowledged, DateOnly from, DateOnly until)
    {
        var isFound = new BitArray((int)acknowledged);
        long found = 0, twice = 0, unknown = 0;
        for (var day = from; day < until; day = day.AddDays(1))
        {
            foreach (var number in await NumbersOf(client, day))
            {
                found++;
                if (number < 0 || number >= acknowledged)
                    unknown++;
                else if (isFound[(int)number])
                    twice++;
                else
                    isFound[(int)number] = true;
            }
        }

        var missing = 0L;
        foreach (bool one in isFound)
            missing += one ? 0 : 1;
        using var answer = JsonDocument.Parse(await client.GetStringAsync(Path("/api/v1/metrics/adoption", from, until)));
        return new(found, missing, twice, unknown, answer.RootElement.GetProperty("total").GetProperty("interactions").GetInt64());
    }

    // An export that fails midway ends with a broken connection; then the day is asked for again.
    private static async Task<List<long>> NumbersOf(HttpClient client, DateOnly day)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                List<long> numbers = [];
                using var response = await client.GetAsync(Path("/api/v1/interactions/export", day, day.AddDays(1)), HttpCompletionOption.ResponseHeadersRead);
                response.EnsureSuccessStatusCode();
                using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
                while (await lines.ReadLineAsync() is { } line)
                {
                    using var row = JsonDocument.Parse(line);
                    numbers.Add(SentInteraction.NumberOf(row.RootElement.GetProperty("conversation_id").GetString()!));
                }

                return numbers;
            }
            catch (Exception broken) when (attempt < Attempts && broken is IOException or HttpRequestException)
            {
                await Console.Error.WriteLineAsync($"The export of {day} broke off: {broken.Message}");
            }
        }
    }

    private static Uri Path(string path, DateOnly from, DateOnly until) => new(string.Create(CultureInfo.InvariantCulture, $"{path}?from={from:yyyy-MM-dd}&to={until:yyyy-MM-dd}"), UriKind.Relative);
}
