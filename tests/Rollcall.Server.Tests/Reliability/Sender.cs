using System.Net;
using System.Net.Http.Headers;

namespace Rollcall.Server.Tests.Reliability;

/// <summary>One request of a sender.</summary>
/// <param name="Round">The round it was first sent in.</param>
/// <param name="IsWhole">Whether it is stored whole or not at all.</param>
/// <param name="Interactions">What it holds, each by a text of its own.</param>
/// <param name="People">What it says of people: the value of a tag.</param>
internal sealed record Sending(
    int Round, HttpMethod Method, string Path, string ContentType, string Body, bool IsWhole, IReadOnlyList<string> Interactions, IReadOnlyDictionary<string, string> People);

/// <summary>
/// Sends one request after the other until there is no answer, and remembers what was acknowledged. What got no answer is sent again first, as a careful
/// client does.
/// </summary>
/// <param name="next">The next request of a round.</param>
internal sealed class Sender(Func<int, Sending> next, TimeSpan pause)
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);

    /// <summary>Sent, and not answered.</summary>
    public Sending? Pending { get; private set; }

    /// <summary>Acknowledged interactions with the round they were first sent in.</summary>
    public Dictionary<string, int> Interactions { get; } = new(StringComparer.Ordinal);

    /// <summary>Acknowledged people with the value they were given last.</summary>
    public Dictionary<string, string> People { get; } = new(StringComparer.Ordinal);

    public int Acknowledged { get; private set; }

    /// <summary>Works until a request gets no answer, or until asked to stop after one.</summary>
    public async Task Work(HttpClient client, int round, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Pending ??= next(round);
            if (!await IsAnswered(client, Pending))
                return;
            foreach (var interaction in Pending.Interactions)
                Interactions.Add(interaction, Pending.Round);
            foreach (var (person, value) in Pending.People)
                People[person] = value;
            Pending = null;
            Acknowledged++;
            await Task.Delay(pause, CancellationToken.None);
        }
    }

    private static async Task<bool> IsAnswered(HttpClient client, Sending sending)
    {
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(sending.Method, sending.Path) { Content = new StringContent(sending.Body) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue(sending.ContentType);
                using var answer = await client.SendAsync(request);
                if (answer.IsSuccessStatusCode)
                    return true;
                if (answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.InsufficientStorage) || answer.Headers.RetryAfter is null)
                    throw new InvalidOperationException($"{sending.Method} {sending.Path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                await Task.Delay(Again);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return false;
            }
        }
    }
}
