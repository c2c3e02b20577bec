using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Rollcall.Server.Tests.Dashboard.Charts;

public sealed class GalleryTests(DashboardBrowser browser) : IClassFixture<DashboardBrowser>
{
    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Every_chart_is_accessible_and_within_the_policy_on_content(int width, ColorScheme scheme)
    {
        await using var view = await browser.Open(width, scheme);
        var page = view.Page;
        await page.GotoAsync("dev/charts");
        await DashboardBrowser.Picture(page, $"charts-{width}-{scheme}");
        var axe = await page.RunAxe();
        Assert.Empty(axe.Violations.Select(v => $"{v.Id}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
        Assert.Empty(view.Complaints);
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task The_arrows_move_along_a_chart_and_say_where_they_are()
    {
        await using var view = await browser.Open();
        var page = view.Page;
        await page.GotoAsync("dev/charts");
        var chart = page.Locator("svg.p").First;
        await chart.FocusAsync();
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("ArrowLeft");
        Assert.Contains("58.2", await page.Locator("#say").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal("visible", await chart.Locator(".tip").EvaluateAsync<string>("e => getComputedStyle(e).visibility"));
        await DashboardBrowser.Picture(page, "crosshair-end", whole: false);
        await page.Keyboard.PressAsync("Home");
        Assert.Contains("44.6", await page.Locator("#say").TextContentAsync(), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Escape");
        Assert.Equal("hidden", await chart.Locator(".tip").EvaluateAsync<string>("e => getComputedStyle(e).visibility"));
        Assert.Empty(view.Complaints);
    }

    [Fact]
    public async Task The_theme_button_switches_and_the_choice_is_kept()
    {
        await using var view = await browser.Open();
        var page = view.Page;
        await page.GotoAsync("dev/charts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch theme" }).ClickAsync();
        Assert.Equal("dark", await page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
        await page.ReloadAsync();
        Assert.Equal("dark", await page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
        await page.Keyboard.PressAsync("t");
        Assert.Equal("light", await page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
    }
}
