using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Rollcall.Cli.Server;

/// <summary>
/// Asks a server with a key. One that is busy is asked again after the time it names, a lost connection or half an answer after a pause: whatever is asked here may be
/// asked twice.
/// </summary>
internal sealed class PatientClient : IDisposable
{
    private const int Attempts = 8;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _time;
    private readonly TextWriter _notes;
    private readonly Func<int, bool> _isBusy;
    private bool _answered;   // a server that never answered is a wrong address, not one that is busy

    /// <param name="url">Ends with a slash.</param>
    /// <param name="key">Sent as a bearer key.</param>
    /// <param name="around">The network and the clock.</param>
    /// <param name="notes">Where waiting is said.</param>
    /// <param name="isBusy">Which statuses are worth another attempt.</param>
    public PatientClient(Uri url, string key, Surroundings around, TextWriter notes, Func<int, bool> isBusy)
    {
        (_time, _notes, _isBusy) = (around.Time, notes, isBusy);
        Http = new HttpClient(around.Network()) { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        Http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("rollcall", "1.0"));
    }

    public HttpClient Http { get; }

    public Uri Address => Http.BaseAddress!;

    /// <summary>Tells one project of one server from another without saying the key.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Address} {Http.DefaultRequestHeaders.Authorization}")));

    public void Dispose() => Http.Dispose();

    /// <summary>Sends a request, made anew for each attempt, and reads the answer.</summary>
    /// <param name="request">Makes it.</param>
    /// <param name="read">Reads any answer that is not worth another attempt. May throw <see cref="JsonException"/> for what is no answer at all: it is asked for again.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="ServerException">There is no answer, for all the patience.</exception>
    public async Task<T> Ask<T>(Func<HttpRequestMessage> request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan wait;
            string because;
            try
            {
                using var sent = request();
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
                limit.CancelAfter(LongestAnswer);
                using var response = await Http.SendAsync(sent, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                _answered = true;
                if (attempt == Attempts || !_isBusy((int)response.StatusCode))
                    return await read(response, limit.Token);
                wait = RetryAfter(response) ?? Pause(attempt);
                because = $"The server is busy ({(int)response.StatusCode})";
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException or JsonException || (lost is OperationCanceledException && !ct.IsCancellationRequested))
            {
                if (!_answered || attempt == Attempts)
                    throw new ServerException($"No answer from {Address}: {lost.Message}", lost);
                wait = Pause(attempt);
                because = lost is JsonException ? $"The answer cannot be read ({lost.Message})" : "The connection was lost";
            }

            if (wait > LongestWait)
                throw new ServerException($"{because} and asks to wait for {wait.TotalSeconds:0} seconds. Run the command again then.");
            if (wait > TimeSpan.Zero)
                await _notes.WriteLineAsync($"{because}; trying again in {wait.TotalSeconds:0.#} s");
            await Task.Delay(wait, _time, ct);
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var named = response.Headers.RetryAfter;
        var wait = named?.Delta ?? (named?.Date is { } date ? date - _time.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static TimeSpan Pause(int attempt) => TimeSpan.FromSeconds(Math.Min(30, 1 << (attempt - 1)));
}
