using Microsoft.Playwright;

namespace Rollcall.Server.Tests.Dashboard;

/// <summary>Debian's Chromium, as all tests of pages start it.</summary>
internal static class TestBrowser
{
    /// <summary>Milliseconds after which something on a page is taken to never come. Only a limit against hanging: machines may be slow and busy.</summary>
    public const float Patience = 120_000;

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    public static Task<IBrowser> Launch(IPlaywright playwright)
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        return playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Arguments, Timeout = Patience });
    }
}
