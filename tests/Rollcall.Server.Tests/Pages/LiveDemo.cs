using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Rollcall.Server.Tests.Dashboard;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Pages;

/// <summary>A running server whose project holds the demo company, and a browser that has signed in to it: all done through the pages.</summary>
public sealed class LiveDemo : IAsyncLifetime
{
    private static readonly string[] Arguments = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run"];

    private LiveServer? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _session;

    public Uri Address => _server!.Address;

    /// <summary>The path of the project with the demo: <c>/p/…</c>.</summary>
    public string Project { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _server = await LiveServer.Start();
        _playwright = await Playwright.CreateAsync();
        _browser = await TestBrowser.Launch(_playwright);
        await using var view = await Open(signedIn: false);
        var page = view.Page;
        await page.GotoAsync("/");
        await SignIn(page);
        Project = new Uri(page.Url).AbsolutePath;
        await DashboardBrowser.Picture(page, "live-empty-1440-Light");
        await page.GetByRole(AriaRole.Button, new() { Name = "Load demo data" }).ClickAsync();
        await Assertions.Expect(page.Locator(".kpi .big").First).ToContainTextAsync("%");
        Assert.Empty(view.Complaints);
        _session = await page.Context.StorageStateAsync();
    }

    /// <summary>Fills the form of the sign-in page, and waits for the project.</summary>
    internal static async Task SignIn(IPage page)
    {
        await page.GetByLabel("E-mail").FillAsync(LiveServer.Email);
        await page.GetByLabel("Password").FillAsync(LiveServer.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        // Not for the event "load": it is missed now and then where the page comes quickly.
        await page.WaitForURLAsync("**/p/*", new() { WaitUntil = WaitUntilState.Commit });
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Settings" })).ToBeVisibleAsync();
    }

    internal async Task<DashboardBrowser.View> Open(int width = 1440, ColorScheme scheme = ColorScheme.Light, bool signedIn = true, Uri? address = null)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = (address ?? Address).ToString(),
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
            Locale = "en-GB",
            StorageState = signedIn ? _session : null,
        });
        return DashboardBrowser.View.Of(await context.NewPageAsync());
    }

    /// <summary>What the API answers to the same question: its total.</summary>
    internal async Task<JsonElement> Adoption(string query)
    {
        using var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", LiveServer.Key);
        using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri("api/v1/metrics/adoption?" + query, UriKind.Relative)));
        return document.RootElement.GetProperty("total").Clone();
    }

    /// <summary>Gives the account another role while something is done. There is no page for it yet.</summary>
    internal async Task As(MemberRole role, Func<Task> act)
    {
        Become(role);
        try
        {
            await act();
        }
        finally
        {
            Become(MemberRole.Owner);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private void Become(MemberRole role)
    {
        using var registry = new SqliteConnection($"Data Source={Path.Combine(_server!.Folder, "registry.db")};Pooling=False");
        registry.Open();
        using var update = registry.CreateCommand();
        update.CommandText = string.Create(CultureInfo.InvariantCulture, $"UPDATE membership SET Role = {(int)role}");
        Assert.NotEqual(0, update.ExecuteNonQuery());
    }
}
