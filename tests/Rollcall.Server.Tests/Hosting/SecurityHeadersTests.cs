using System.Net;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Hosting;

public sealed class SecurityHeadersTests
{
    private const string Policy = "default-src 'self'; frame-ancestors 'self'; object-src 'none'; base-uri 'none'; form-action 'self'";

    [Theory]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/api/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    public async Task Every_answer_has_them(string path, HttpStatusCode status)
    {
        await using var server = await RollcallServer.Start();
        var answer = await server.Client(KeyKind.Secret).GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(Policy, Header(answer, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("same-origin", Header(answer, "Referrer-Policy"));
        Assert.Null(Header(answer, "Strict-Transport-Security"));
    }

    [Fact]
    public async Task Only_TLS_asks_to_stay_with_TLS()
    {
        await using var server = await RollcallServer.Start();
        var answer = await server.Anonymous(https: true).GetAsync("/health/live");
        Assert.Equal("max-age=31536000", Header(answer, "Strict-Transport-Security"));
    }

    [Fact]
    public async Task The_API_reference_comes_from_this_server_alone()
    {
        await using var server = await RollcallServer.Start();
        var answer = await server.Anonymous().GetAsync("/docs/");
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http:", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.StartsWith("default-src 'self';", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
