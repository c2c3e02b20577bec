using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Rollcall.Server.Tests.Dashboard;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Pages;

/// <summary>The whole way through the pages of a running server with the demo company: what they say is what the API says.</summary>
public sealed class DemoTests(LiveDemo demo) : IClassFixture<LiveDemo>
{
    private const int MostBytes = 130_000, MostRequests = 8;

    [Fact]
    public async Task From_signing_in_to_signing_out_the_tiles_show_what_the_API_answers()
    {
        await using var view = await demo.Open(signedIn: false);
        var page = view.Page;
        await page.GotoAsync(demo.Project);
        await LiveDemo.SignIn(page);
        var everybody = await TilesEqualTheApi(page, "");
        Assert.InRange(double.Parse(everybody[0][..^2], CultureInfo.InvariantCulture), 30, 90);   // the demo is whole

        await page.Locator("details[data-pop=people] summary").First.ClickAsync();
        await page.GetByPlaceholder("Find a value").FillAsync("sales");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sales", Exact = true }).First.ClickAsync();
        await page.WaitForURLAsync("**?people.department=Sales");
        await Assertions.Expect(page.Locator(".f.on")).ToHaveTextAsync("Departmentis Sales");
        var sales = await TilesEqualTheApi(page, "&people.department=Sales");
        Assert.NotEqual(everybody, sales);

        await page.GoBackAsync();
        await Assertions.Expect(page.Locator(".f.on")).ToHaveCountAsync(0);
        Assert.Equal(demo.Project, new Uri(page.Url).PathAndQuery);
        Assert.Equal(everybody, await TilesEqualTheApi(page, ""));

        await page.Locator("summary.me").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.WaitForURLAsync("**/sign-in", new() { WaitUntil = WaitUntilState.Commit });
        await page.GotoAsync(demo.Project);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.Empty(view.Complaints);
    }

    [Theory]
    [InlineData("?range=30d&people.department=Sales&people.department=Finance&people.region.not=EMEA", "&people.department=Sales&people.department=Finance&people.region.not=EMEA")]
    [InlineData("?range=12m&compare=year&as_of=now&people.department=Engineering", "&as_of=now&people.department=Engineering")]
    [InlineData("?range=90d&as_of=event&people.department=Finance", "&as_of=event&people.department=Finance")]
    public async Task Other_questions_too(string asked, string ofTheApi)
    {
        await using var view = await demo.Open();
        await view.Page.GotoAsync(demo.Project + asked);
        await TilesEqualTheApi(view.Page, ofTheApi);
        Assert.Empty(view.Complaints);
    }

    [Fact]
    public async Task Days_comparison_and_the_day_whose_tags_decide_are_chosen_on_the_page()
    {
        await using var view = await demo.Open();
        var page = view.Page;
        await page.GotoAsync(demo.Project);
        var last = DateOnly.Parse(await page.Locator("input[name=last]").InputValueAsync(), CultureInfo.InvariantCulture);

        await page.Keyboard.PressAsync("d");
        await page.GetByLabel("First day").FillAsync(Iso(last.AddDays(-40)));
        await page.GetByLabel("Last day").FillAsync(Iso(last.AddDays(-13)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Show these days" }).ClickAsync();
        await Assertions.Expect(page.Locator("details[data-pop=range] summary")).ToContainTextAsync("Chosen dates");
        var chosen = await TilesEqualTheApi(page, "");
        await Escape(page);

        await page.Locator("details[data-pop=compare] summary").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Year before" }).ClickAsync();
        await page.WaitForURLAsync("**compare=year");
        await Assertions.Expect(page.Locator("details[data-pop=compare] summary")).ToContainTextAsync("Year before");
        await Escape(page);

        await page.Locator("details[data-pop=asof] summary").ClickAsync();
        await page.GetByLabel("A chosen day").FillAsync(Iso(last.AddDays(-200)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Take that day’s tags" }).ClickAsync();
        await Assertions.Expect(page.Locator("details[data-pop=asof] summary")).ToContainTextAsync(last.AddDays(-200).ToString("d MMM yyyy", CultureInfo.InvariantCulture));
        Assert.Equal(chosen, await TilesEqualTheApi(page, $"&as_of={Iso(last.AddDays(-200))}"));   // without a filter nobody's tags matter
        await DashboardBrowser.Picture(page, "live-chosen-1440-Light");
        Assert.Empty(view.Complaints);
    }

    [Fact]
    public async Task A_bad_address_and_an_empty_filter_are_said()
    {
        await using var view = await demo.Open();
        var page = view.Page;
        await page.GotoAsync(demo.Project + "?range=soon&compare=moon&as_of=then&from=2026-13-01");
        Assert.Equal(3, await page.Locator(".notice").CountAsync());
        await page.GotoAsync(demo.Project + "?people.department=Astronomy");
        await Assertions.Expect(page.GetByText("No one on the list matches")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Clear all filters" }).ClickAsync();
        await Assertions.Expect(page.Locator(".kpi")).ToHaveCountAsync(5);
        Assert.Equal(demo.Project, new Uri(page.Url).PathAndQuery);
        Assert.Empty(view.Complaints);
    }

    [Fact]
    public Task A_viewer_sees_the_numbers_and_nobodys_name() => demo.As(MemberRole.Viewer, async () =>
    {
        await using var view = await demo.Open();
        var page = view.Page;
        await page.GotoAsync(demo.Project);
        await TilesEqualTheApi(page, "");
        await Assertions.Expect(page.GetByText("You need the role Analyst")).ToBeVisibleAsync();
        Assert.DoesNotContain("@acme.example", (await page.Locator("main").InnerTextAsync()).Replace(LiveServer.Email, "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(403, (await page.Context.APIRequest.GetAsync(demo.Project + "/never-used.csv")).Status);
        Assert.Equal(200, (await page.Context.APIRequest.GetAsync(demo.Project + "/groups.csv")).Status);
        Assert.Empty(view.Complaints);

        var refused = await page.GotoAsync(demo.Project + "/settings/keys");
        Assert.Equal(403, refused!.Status);
        await Assertions.Expect(page.GetByText("It is for an owner of the project. You are a viewer.")).ToBeVisibleAsync();
        await view.Accessible();
    });

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Every_page_is_accessible_and_quiet_on_the_console(int width, ColorScheme scheme)
    {
        await using (var stranger = await demo.Open(width, scheme, signedIn: false))
            await Look(stranger, "sign-in", "sign-in");

        await using var view = await demo.Open(width, scheme);
        var page = view.Page;
        await Look(view, "overview", demo.Project);
        await Look(view, "filtered", demo.Project + "?people.department=Sales&group_by=region");
        await Look(view, "general", demo.Project + "/settings/general");
        await Look(view, "counting", demo.Project + "/settings/counting");
        await Look(view, "keys", demo.Project + "/settings/keys");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync($"Support assistant {width} {scheme}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        await Assertions.Expect(page.Locator("#new-key")).ToContainTextAsync("rc_");
        await Look(view, "key-made");
        await Look(view, "projects", "projects");
        Assert.Empty(view.Complaints);

        // Chromium itself writes a line for each page that is an error.
        await Look(view, "not-found", demo.Project + "/nowhere");
        await Look(view, "no-project", "p/unknown");

        async Task Look(DashboardBrowser.View at, string name, string? path = null)
        {
            if (path is not null)
                await at.Page.GotoAsync(path);
            await at.Page.EvaluateAsync("document.fonts.ready");
            await DashboardBrowser.Picture(at.Page, $"live-{name}-{width}-{scheme}");
            await at.Accessible();
            Assert.Equal(width, await at.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }
    }

    [Fact]
    public async Task Set_up_is_accessible_and_quiet_on_the_console()
    {
        await using var bare = await LiveServer.Start(bare: true);
        foreach (var (width, scheme) in new[] { (1440, ColorScheme.Light), (1440, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await using var view = await demo.Open(width, scheme, signedIn: false, address: bare.Address);
            await view.Page.GotoAsync(bare.SetupPath);
            await DashboardBrowser.Picture(view.Page, $"live-setup-{width}-{scheme}");
            await view.Accessible();
            Assert.Empty(view.Complaints);
        }
    }

    [Fact]
    public async Task The_first_view_is_small()
    {
        await using var view = await demo.Open();
        var page = view.Page;
        var network = await page.Context.NewCDPSessionAsync(page);
        await network.SendAsync("Network.enable");
        var (sizes, paths, told) = (new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal), new Lock());
        network.Event("Network.responseReceived").OnEvent += (_, said) =>
        {
            // Chromium counts the icons of its own controls, which are data: addresses.
            var url = new Uri(said!.Value.GetProperty("response").GetProperty("url").GetString()!);
            lock (told)
            {
                if (url.Scheme is not "data")
                    paths[Text(said, "requestId")] = url.AbsolutePath;
            }
        };
        network.Event("Network.loadingFinished").OnEvent += (_, said) =>
        {
            lock (told)
                sizes[Text(said, "requestId")] = said!.Value.GetProperty("encodedDataLength").GetDouble();
        };
        await page.GotoAsync(demo.Project, new() { WaitUntil = WaitUntilState.NetworkIdle });
        lock (told)
        {
            var total = paths.Keys.Sum(id => sizes[id]);
            TestContext.Current.TestOutputHelper!.WriteLine($"{total:N0} bytes with headers: {string.Join(", ", paths.Select(p => $"{p.Value} {sizes[p.Key]:N0}"))}");
            Assert.InRange(paths.Count, 4, MostRequests);
            Assert.InRange(total, 1, MostBytes);
        }

        static string Text(JsonElement? said, string name) => said!.Value.GetProperty(name).GetString()!;
    }

    [Theory]
    [InlineData(null, "br")]
    [InlineData("none", "br")]
    [InlineData("same-origin", "br")]
    [InlineData("same-site", "")]
    [InlineData("cross-site", "")]
    public async Task A_page_is_compressed_unless_another_site_asks_for_it(string? site, string encoding)
    {
        using var client = new HttpClient { BaseAddress = demo.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "sign-in") { Headers = { { "Accept-Encoding", "gzip, br" } } };
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(encoding, string.Join(',', answer.Content.Headers.ContentEncoding));
    }

    [Theory]
    [InlineData("api/v1/openapi.json")]
    [InlineData("api/v1/metrics/adoption?from=2026-01-01&to=2026-02-01")]
    public async Task The_API_answers_as_it_is(string path)
    {
        using var client = new HttpClient { BaseAddress = demo.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept-Encoding", "gzip, br" }, { "Authorization", "Bearer " + LiveServer.Key } } };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
    }

    // The five numbers, as they stand on the page.
    private async Task<string[]> TilesEqualTheApi(IPage page, string filters)
    {
        var from = await page.Locator("input[name=from]").First.InputValueAsync();
        var last = DateOnly.Parse(await page.Locator("input[name=last]").InputValueAsync(), CultureInfo.InvariantCulture);
        var total = await demo.Adoption($"from={from}&to={Iso(last.AddDays(1))}{filters}");
        string[] expected = [Rate("activation_rate"), Count("active_eligible"), Count("idle"), Count("shadow"), Rate("utilisation")];
        Assert.Equal(expected, (await page.Locator(".kpi .big").AllTextContentsAsync()).Select(t => t.Trim()));
        Assert.Equal($"{Count("active_eligible")} of {Count("eligible")} with access", (await page.Locator(".kpi .cap").First.TextContentAsync())!.Trim());
        Assert.Equal([$"{Count("never_used")} never used", $"{Count("used_before")} used before"], (await page.Locator(".kpi .split").AllTextContentsAsync()).Select(t => t.Trim()));
        return expected;

        string Rate(string name) => string.Create(CultureInfo.InvariantCulture, $"{total.GetProperty(name).GetDouble() * 100:0.0}\u202f%");
        string Count(string name) => total.GetProperty(name).GetInt64().ToString("#,##0", CultureInfo.InvariantCulture);
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task Escape(IPage page)
    {
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Escape");
    }
}
