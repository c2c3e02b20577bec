using Microsoft.Playwright;
using Xunit;

namespace Rollcall.Server.Tests.Dashboard.Overview;

public sealed class OverviewPageTests(DashboardBrowser browser) : IClassFixture<DashboardBrowser>
{
    [Theory]
    [InlineData("overview", "p/acme", 1440, ColorScheme.Light)]
    [InlineData("overview", "p/acme", 1440, ColorScheme.Dark)]
    [InlineData("overview", "p/acme", 390, ColorScheme.Light)]
    [InlineData("overview", "p/acme", 390, ColorScheme.Dark)]
    [InlineData("empty", "p/field-pilot", 1440, ColorScheme.Dark)]
    [InlineData("empty", "p/field-pilot", 390, ColorScheme.Light)]
    [InlineData("nobody", "p/acme?people.department=Astronomy&interval=hour", 390, ColorScheme.Light)]
    [InlineData("few", "p/acme?people.department=Executive%20office", 1440, ColorScheme.Dark)]
    [InlineData("table", "p/acme?range=30d&table=rate&group_by=country&people.contract.not=External", 1440, ColorScheme.Light)]
    [InlineData("table", "p/acme?range=30d&table=rate&group_by=country&people.contract.not=External", 390, ColorScheme.Dark)]
    [InlineData("month", "p/acme?range=12m&compare=year", 1440, ColorScheme.Dark)]
    [InlineData("damaged", "p/damaged", 1440, ColorScheme.Light)]
    [InlineData("damaged", "p/damaged", 390, ColorScheme.Dark)]
    public async Task Every_state_is_accessible_and_quiet_on_the_console(string name, string path, int width, ColorScheme scheme)
    {
        await using var view = await browser.Open(width, scheme);
        await view.Page.GotoAsync(path);
        await view.Page.EvaluateAsync("document.fonts.ready");
        await DashboardBrowser.Picture(view.Page, $"{name}-{width}-{scheme}");
        await view.Accessible();
        Assert.Empty(view.Complaints);
        Assert.Equal(width, await view.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Theory]
    [InlineData("p/damaged", "Interactions of Mar 2026, Oct 2026 were lost with a damaged file")]
    [InlineData("p/damaged?from=2026-04-01&to=2026-05-01", "Interactions of Mar 2026 were lost with a damaged file")]
    [InlineData("p/damaged?from=2026-02-01&to=2026-03-01", null)]
    [InlineData("p/acme", null)]
    public async Task Months_that_lost_interactions_before_the_end_of_the_window_are_named(string path, string? words)
    {
        await using var view = await browser.Open();
        await view.Page.GotoAsync(path);
        Assert.NotEqual(0, await view.Page.Locator(".kpi").CountAsync());
        var notices = await view.Page.Locator(".notice").AllTextContentsAsync();
        if (words is null)
            Assert.Empty(notices);
        else
            Assert.Contains(words, Assert.Single(notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_goes_into_the_address_the_picker_stays_open_and_Back_takes_it_away()
    {
        await using var view = await browser.Open();
        var page = view.Page;
        await page.GotoAsync("p/acme");
        var everybody = await page.Locator(".kpi .big").First.TextContentAsync();
        await page.EvaluateAsync("window.stayed = true");
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("sal");
        await DashboardBrowser.Picture(page, "picker", whole: false);
        await view.Accessible();
        await page.GetByRole(AriaRole.Link, new() { Name = "Sales", Exact = true }).First.ClickAsync();
        await page.WaitForURLAsync("**/p/acme?people.department=Sales");
        await Assertions.Expect(page.Locator(".f.on")).ToHaveTextAsync("Departmentis Sales");
        await Assertions.Expect(page.Locator("details[data-pop=people]")).ToHaveAttributeAsync("open", "");
        await DashboardBrowser.Picture(page, "filtered", whole: false);
        Assert.NotEqual(everybody, await page.Locator(".kpi .big").First.TextContentAsync());
        await page.Keyboard.PressAsync("Escape");
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator(".f.on")).ToHaveCountAsync(0);
        Assert.Equal(everybody, await page.Locator(".kpi .big").First.TextContentAsync());
        Assert.True(await page.EvaluateAsync<bool>("window.stayed"), "The pages were patched, not loaded anew.");
        Assert.Empty(view.Complaints);
    }

    [Fact]
    public async Task The_keyboard_chooses_a_range_and_keeps_its_place()
    {
        await using var view = await browser.Open();
        var page = view.Page;
        await page.GotoAsync("p/acme");
        await page.Keyboard.PressAsync("d");
        await DashboardBrowser.Picture(page, "range", whole: false);
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("details[data-pop=range] summary")).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Month", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/p/acme?interval=month");
        // The address changes first and the page after it.
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Month", Exact = true })).ToHaveAttributeAsync("aria-current", "true");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Month", Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("[");
        await page.WaitForURLAsync("**/p/acme?from=2025-11-24&to=2026-05-25&interval=month");
        await Assertions.Expect(page.Locator("details[data-pop=range] summary")).ToContainTextAsync("24 Nov 2025 – 24 May 2026");
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await DashboardBrowser.Picture(page, "shortcuts", whole: false);
        await view.Accessible();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        Assert.Empty(view.Complaints);
    }

    [Fact]
    public async Task Chosen_days_are_asked_for_by_their_last_day_and_written_half_open()
    {
        await using var view = await browser.Open();
        var page = view.Page;
        await page.GotoAsync("p/acme?people.country=Italy");
        await page.Keyboard.PressAsync("d");
        await page.GetByLabel("First day").FillAsync("2026-10-01");
        await page.GetByLabel("Last day").FillAsync("2026-10-31");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show these days" }).ClickAsync();
        await Assertions.Expect(page.Locator("details[data-pop=range] summary")).ToContainTextAsync("1 – 31 Oct 2026");
        await page.GetByRole(AriaRole.Link, new() { Name = "Week", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/p/acme?from=2026-10-01&to=2026-11-01&interval=week&people.country=Italy");
    }

    [Fact]
    public async Task Without_script_the_page_shows_and_its_links_work()
    {
        await using var view = await browser.Open(script: false);
        var page = view.Page;
        await page.GotoAsync("p/acme");
        await Assertions.Expect(page.Locator("svg.p path.ln.now")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Switch theme" })).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "View activation rate as a table" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Activation rate by week, table" })).ToBeVisibleAsync();
        Assert.EndsWith("/p/acme?table=rate", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Small_groups_stand_muted_at_the_end_of_the_table_and_lead_nowhere()
    {
        await using var view = await browser.Open();
        var page = view.Page;
        await page.GotoAsync("p/acme");
        // Guests without a department, the executive office of four and, so that these do not follow from the total, the nine of Legal.
        var rows = page.Locator("table.dept tbody tr");
        var hidden = page.Locator("table.dept tr.hidden-row");
        Assert.Equal(["Executive office", "Legal", "No department"], (await hidden.Locator("th").AllTextContentsAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(await rows.CountAsync() - 3, await page.Locator("table.dept tr.link").CountAsync());
        await Assertions.Expect(rows.Last).ToContainTextAsync("Too few people to show");
        await Assertions.Expect(hidden.Locator("a")).ToHaveCountAsync(0);
        Assert.Equal(await Colour(page.Locator(".card-foot").First), await Colour(hidden.First.Locator("th")));
        await Assertions.Expect(page.GetByText("Groups under 5 people are hidden.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Names are hidden")).ToBeVisibleAsync();
        await view.Accessible();
        await page.GotoAsync("p/acme?people.department.not=Legal");
        await Assertions.Expect(page.GetByText("Too few people to show")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".kpi")).ToHaveCountAsync(0);
        Assert.Empty(view.Complaints);

        static Task<string> Colour(ILocator text) => text.EvaluateAsync<string>("text => getComputedStyle(text).color");
    }

    [Fact]
    public async Task Loading_the_demo_data_asks_the_loader_once()
    {
        await using var view = await browser.Open();
        await view.Page.GotoAsync("p/field-pilot");
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Load demo data" }).ClickAsync();
        await view.Page.WaitForLoadStateAsync(LoadState.Load);
        await Assertions.Expect(view.Page.GetByText("Two calls, and this page fills itself")).ToBeVisibleAsync();
        Assert.Equal(1, browser.Project.Loads);
        Assert.Empty(view.Complaints);
    }
}
