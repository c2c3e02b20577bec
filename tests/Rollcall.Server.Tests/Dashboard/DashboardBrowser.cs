using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Rollcall.Server.Tests.Dashboard.Overview;
using Xunit;

namespace Rollcall.Server.Tests.Dashboard;

/// <summary>One dashboard and one browser for the tests of a class; each test opens its own context.</summary>
public sealed class DashboardBrowser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private DashboardHost? _host;

    internal DashboardHost Host => _host!;

    internal AcmeProject Project { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.Start(Project);
        _playwright = await Playwright.CreateAsync();
        _browser = await TestBrowser.Launch(_playwright);
    }

    /// <summary>A page whose relative addresses lead to the dashboard.</summary>
    internal async Task<View> Open(int width = 1440, ColorScheme scheme = ColorScheme.Light, bool script = true)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = Host.Address.ToString(),
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
            JavaScriptEnabled = script,
            Locale = "en-GB",
        });
        return View.Of(await context.NewPageAsync());
    }

    /// <summary>An open page, and what its console has complained about.</summary>
    internal sealed record View(IPage Page, List<string> Complaints) : IAsyncDisposable
    {
        public static View Of(IPage page)
        {
            page.SetDefaultTimeout(TestBrowser.Patience);
            var complaints = new List<string>();
            page.Console += (_, message) =>
            {
                if (message.Type is "error" or "warning")
                    complaints.Add(message.Text);
            };
            page.PageError += (_, error) => complaints.Add(error);
            return new View(page, complaints);
        }

        /// <summary>Fails where axe finds something.</summary>
        public async Task Accessible()
        {
            var axe = await Page.RunAxe();
            Assert.Empty(axe.Violations.Select(v => $"{Page.Url} {v.Id}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
        }

        public ValueTask DisposeAsync() => new(Page.Context.CloseAsync());
    }

    /// <summary>Keeps a picture where the variable says; pictures are for people to look at.</summary>
    internal static async Task Picture(IPage page, string name, bool whole = true)
    {
        if (Environment.GetEnvironmentVariable("ROLLCALL_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = whole });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
    }
}
