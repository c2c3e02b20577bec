using Microsoft.Playwright;
using Rollcall.Server.Tests.Dashboard;
using Xunit;

namespace Rollcall.Server.Tests.Pages;

/// <summary>The server as people run it, in a browser with script.</summary>
public sealed class NavigationTests : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await TestBrowser.Launch(_playwright);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/rollcall")]
    public async Task Links_between_pages_of_any_depth_patch_the_page_and_the_theme_holds_on_all(string prefix)
    {
        await using var context = await _browser!.NewContextAsync(new() { ColorScheme = ColorScheme.Light });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(TestBrowser.Patience);
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add($"{message.Type} {message.Text}");
        page.PageError += (_, error) => complaints.Add(error);

        await using var server = await LiveServer.Start(prefix: prefix);
        await page.GotoAsync(new Uri(server.Address, $"{prefix}/").ToString());
        await LiveDemo.SignIn(page);
        await page.EvaluateAsync("window.stayed = true");
        await page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Keys", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "New key" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("t");
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("window.stayed"), "The pages were patched, not loaded anew.");
        await page.ReloadAsync();
        Assert.Equal("dark", await page.EvaluateAsync<string>("document.documentElement.dataset.theme"));

        await page.Locator("summary.me").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.WaitForURLAsync($"**{prefix}/sign-in", new() { WaitUntil = WaitUntilState.Commit });
        Assert.Empty(complaints);
    }
}
