using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Rollcall.Server.Tests.Dashboard.Overview;

public sealed class OverviewPageTests(DashboardBrowser browser) : IClassFixture<DashboardBrowser>
{
    public static TheoryData<string, string, int, ColorScheme> Views
    {
        get
        {
            var views = new TheoryData<string, string, int, ColorScheme>();
            foreach (var (name, path) in new[]
            {
                ("overview", "p/acme"),
                ("empty", "p/field-pilot"),
                ("nobody", "p/acme?people.department=Astronomy&interval=hour"),
                ("few", "p/acme?people.department=Executive%20office"),
                ("table", "p/acme?range=30d&table=rate&group_by=country&people.contract.not=External"),
                ("month", "p/acme?range=12m&compare=year"),
            })
            {
                foreach (var width in new[] { 1440, 390 })
                {
                    views.Add(name, path, width, ColorScheme.Light);
                    views.Add(name, path, width, ColorScheme.Dark);
                }
            }

            return views;
        }
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Every_state_is_accessible_and_quiet_on_the_console(string name, string path, int width, ColorScheme scheme)
    {
        var (page, complaints) = await browser.Open(width, scheme);
        await page.GotoAsync(path);
        await page.EvaluateAsync("document.fonts.ready");
        await DashboardBrowser.Picture(page, $"{name}-{width}-{scheme}");
        var axe = await page.RunAxe();
        Assert.Empty(axe.Violations.Select(v => $"{v.Id}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
        Assert.Empty(complaints);
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }
}
