using System.Net;
using Xunit;

namespace Rollcall.Server.Tests.Dashboard;

public sealed class ShellTests
{
    [Theory]
    [InlineData("app.css", "text/css")]
    [InlineData("app.js", "text/javascript")]
    [InlineData("_framework/blazor.web.js", "text/javascript")]
    [InlineData("inter-latin-variable.woff2", "font/woff2")]
    [InlineData("logo.svg", "image/svg+xml")]
    public async Task Files_of_the_frame_come_from_the_server_itself(string path, string type)
    {
        await using var host = await DashboardHost.Start();
        using var client = new HttpClient { BaseAddress = host.Address };
        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_page_has_no_inline_style_or_script_and_no_foreign_address()
    {
        await using var host = await DashboardHost.Start();
        using var client = new HttpClient { BaseAddress = host.Address };
        var html = await client.GetStringAsync("not-found", TestContext.Current.CancellationToken);
        Assert.Contains("There is no such page", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
    }
}
