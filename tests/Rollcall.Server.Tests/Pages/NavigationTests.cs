using System.Diagnostics;
using Microsoft.Playwright;
using Xunit;

namespace Rollcall.Server.Tests.Pages;

/// <summary>The server as people run it, in a browser with script.</summary>
public sealed class NavigationTests : IAsyncLifetime
{
    private const string Email = "olga.perez@acme.example", Password = "correct horse battery";

    private readonly string _folder = Directory.CreateTempSubdirectory("rollcall-pages-").FullName;
    private Process? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_server is not null)
        {
            _server.Kill();
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/rollcall")]
    public async Task Links_between_pages_of_any_depth_patch_the_page_and_the_theme_holds_on_all(string prefix)
    {
        await using var context = await _browser!.NewContextAsync(new() { ColorScheme = ColorScheme.Light });
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add($"{message.Type} {message.Text}");
        page.PageError += (_, error) => complaints.Add(error);

        await page.GotoAsync(await Start(prefix) + prefix + "/");
        await page.GetByLabel("E-mail").FillAsync(Email);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.WaitForURLAsync($"**{prefix}/p/*");
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
        await page.WaitForURLAsync($"**{prefix}/sign-in");
        Assert.Empty(complaints);
    }

    private async Task<string> Start(string prefix)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Rollcall.Server.dll")]) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in new[]
        {
            ("ROLLCALL_DATA", _folder), ("ROLLCALL_URLS", "http://127.0.0.1:0"), ("ROLLCALL_PATH_BASE", prefix), ("ROLLCALL_BOOTSTRAP_PROJECT", "Acme"),
            ("ROLLCALL_BOOTSTRAP_KEY", "bootstrap-key-of-the-tests"), ("ROLLCALL_ADMIN_EMAIL", Email), ("ROLLCALL_ADMIN_PASSWORD", Password),
        })
        {
            start.Environment[name] = value;
        }

        _server = Process.Start(start)!;
        const string Said = "Now listening on: ";
        while (await _server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)) is { } line)
        {
            if (line.IndexOf(Said, StringComparison.Ordinal) is > 0 and var at)
                return line[(at + Said.Length)..];
        }

        throw new InvalidOperationException("The server did not start.");
    }
}
