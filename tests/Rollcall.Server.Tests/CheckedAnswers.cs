using System.Text.Json;
using Rollcall.Testing;

namespace Rollcall.Server.Tests;

/// <summary>Looks at every answer of a metric that a test gets, and checks what is always true of it.</summary>
internal sealed class CheckedAnswers : DelegatingHandler
{
    private const string Metrics = "/api/v1/metrics/";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (request.RequestUri?.AbsolutePath is { } path && path.StartsWith(Metrics, StringComparison.Ordinal)
            && response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            AnswerInvariants.Check(path[Metrics.Length..].Replace('-', '_'), answer.RootElement);
        }

        return response;
    }
}
