using System.Net;
using Xunit;

namespace Rollcall.Server.Tests.Pages;

public sealed class ErrorPagesTests
{
    [Fact]
    public async Task What_is_not_there_has_a_page_with_a_trace()
    {
        await using var server = await RollcallServer.Start();
        var page = await new Visitor(server).Get("/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Equal("text/html", page.Answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("There is no such page", page.Html, StringComparison.Ordinal);
        Assert.Matches("Trace <span class=\"mono\">[0-9a-f]{32}</span>", page.Html);
        Assert.DoesNotContain(" style=", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<base", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_ours_has_a_page_that_says_nothing_of_the_inside()
    {
        await using var server = await RollcallServer.Start(services: added => added.AddSingleton<IStartupFilter>(
            new TestEndpoints(routes => routes.MapGet("/probe/fault", string () => throw new InvalidOperationException("the inside")))));
        var page = await new Visitor(server).Get("/probe/fault");
        Assert.Equal(HttpStatusCode.InternalServerError, page.Status);
        Assert.Contains("Something went wrong here", page.Html, StringComparison.Ordinal);
        Assert.Matches("Trace <span class=\"mono\">[0-9a-f]{32}</span>", page.Html);
        Assert.DoesNotContain("the inside", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", page.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Error_pages_keep_the_theme(string theme)
    {
        await using var server = await RollcallServer.Start();
        var client = server.Anonymous();
        client.DefaultRequestHeaders.Add("Cookie", $"theme={theme}");
        Assert.Contains($"data-theme=\"{theme}\"", await (await client.GetAsync("/nowhere")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
