using Rollcall.Server.Hosting;
using Xunit;

namespace Rollcall.Server.Tests.Hosting;

public sealed class ListeningTests
{
    [Theory]
    [InlineData("10.1.2.3", "203.0.113.9", "203.0.113.9 https")]
    [InlineData("10.1.2.3", "198.51.100.1, 203.0.113.9, 10.9.9.9", "203.0.113.9 https")]   // what the caller claims to stand before is not believed
    [InlineData("192.0.2.1", "203.0.113.9", "192.0.2.1 http")]
    public async Task A_proxy_is_believed_only_where_it_was_named(string peer, string forwarded, string expected)
    {
        await using var server = await Start(proxies: "10.0.0.0/8");
        Assert.Equal(expected, await Ask(server, peer, forwarded));
    }

    [Fact]
    public async Task Nobody_is_believed_by_default()
    {
        await using var server = await Start(proxies: null);
        Assert.Equal("127.0.0.1 http", await Ask(server, "127.0.0.1", "203.0.113.9"));
    }

    private static Task<string> Ask(RollcallServer server, string peer, string forwarded)
    {
        var client = server.Anonymous(from: peer);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", string.Join(", ", forwarded.Split(',').Select(_ => "https")));
        return client.GetStringAsync("/whoami");
    }

    private static Task<RollcallServer> Start(string? proxies) => RollcallServer.Start(
        settings: new Dictionary<string, string?> { ["ROLLCALL_TRUSTED_PROXIES"] = proxies },
        services: added => added.AddSingleton<IStartupFilter>(new TestEndpoints(routes =>
            routes.MapGet("/whoami", (HttpContext context) => $"{context.Address()} {context.Request.Scheme}"))));
}
