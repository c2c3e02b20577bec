using System.Net;
using Rollcall.Server.Hosting;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Hosting;

public sealed class RollcallOptionsReaderTests
{
    [Fact]
    public void Nothing_set_gives_the_documented_defaults()
    {
        var options = Read([])!;
        Assert.Equal("http://127.0.0.1:8080", options.Urls);
        Assert.Equal(Path.GetFullPath("./data"), options.Data);
        Assert.InRange(options.MemoryBytes, 64L << 20, long.MaxValue);
        Assert.Null(options.Project);
        Assert.Null(options.Admin);
        Assert.Equal("", options.PathBase);
        Assert.Empty(options.TrustedProxies);
    }

    [Fact]
    public void Every_variable_is_read()
    {
        var options = Read(new()
        {
            ["ROLLCALL_URLS"] = "http://*:80;http://[::1]:8080",
            ["ROLLCALL_DATA"] = "/srv/rollcall",
            ["ROLLCALL_MEMORY"] = "1.5GB",
            ["ROLLCALL_BOOTSTRAP_PROJECT"] = "Acme",
            ["ROLLCALL_BOOTSTRAP_KEY"] = "12345678901234567890",
            ["ROLLCALL_BOOTSTRAP_TIME_ZONE"] = "Europe/Rome",
            ["ROLLCALL_BOOTSTRAP_WEEK_START"] = "saturday",
            ["ROLLCALL_ADMIN_EMAIL"] = "ops@example.com",
            ["ROLLCALL_ADMIN_PASSWORD"] = " twelve chars ",
            ["ROLLCALL_PATH_BASE"] = "/rollcall/",
            ["ROLLCALL_TRUSTED_PROXIES"] = "10.0.0.0/8, 192.0.2.7,2001:db8::1",
        })!;
        Assert.Equal("/srv/rollcall", options.Data);
        Assert.Equal(3L << 29, options.MemoryBytes);
        Assert.Equal(new BootstrapProject("Acme", "12345678901234567890", "Europe/Rome", WeekStart.Saturday), options.Project);
        Assert.Equal(new BootstrapAdmin("ops@example.com", " twelve chars "), options.Admin);
        Assert.Equal("/rollcall", options.PathBase);
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("192.0.2.7/32"), IPNetwork.Parse("2001:db8::1/128")], options.TrustedProxies);
    }

    [Fact]
    public void Every_fault_is_named_at_once_and_no_secret_is_repeated()
    {
        var options = Read(
            new()
            {
                ["ROLLCALL_URLS"] = "127.0.0.1:8080;ftp://x;http://ok:1/path",
                ["ROLLCALL_DATA"] = "a\0b",
                ["ROLLCALL_MEMORY"] = "12 parsecs",
                ["ROLLCALL_BOOTSTRAP_PROJECT"] = new string('x', 101),
                ["ROLLCALL_BOOTSTRAP_KEY"] = "tooshort",
                ["ROLLCALL_BOOTSTRAP_TIME_ZONE"] = "Mars/Olympus",
                ["ROLLCALL_BOOTSTRAP_WEEK_START"] = "tuesday",
                ["ROLLCALL_ADMIN_EMAIL"] = "nobody",
                ["ROLLCALL_ADMIN_PASSWORD"] = "eleven char",
                ["ROLLCALL_PATH_BASE"] = "rollcall?",
                ["ROLLCALL_TRUSTED_PROXIES"] = "10.0.0.0/8,proxy.local",
                ["ROLLCALL_POSTGRES"] = "Host=db",
                ["ROLLCALL_CLICKHOUSE"] = "Host=ch",
            },
            out var faults);
        Assert.Null(options);
        var all = string.Join('\n', faults);
        foreach (var name in (string[])["URLS", "DATA", "MEMORY", "BOOTSTRAP_PROJECT", "BOOTSTRAP_KEY", "BOOTSTRAP_TIME_ZONE", "BOOTSTRAP_WEEK_START",
            "ADMIN_EMAIL", "ADMIN_PASSWORD", "PATH_BASE", "TRUSTED_PROXIES", "POSTGRES", "CLICKHOUSE"])
        {
            Assert.Contains($"ROLLCALL_{name}: ", all, StringComparison.Ordinal);
        }

        Assert.Equal(3, faults.Count(f => f.StartsWith("ROLLCALL_URLS", StringComparison.Ordinal)));
        Assert.DoesNotContain("tooshort", all, StringComparison.Ordinal);
        Assert.DoesNotContain("eleven char", all, StringComparison.Ordinal);
        Assert.DoesNotContain("Host=", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ROLLCALL_MEMORY", "63MB")]
    [InlineData("ROLLCALL_MEMORY", "-1GB")]
    [InlineData("ROLLCALL_MEMORY", "1e30")]
    [InlineData("ROLLCALL_MEMORY", "MB")]
    [InlineData("ROLLCALL_BOOTSTRAP_KEY", "needs-a-project-beside-it")]
    [InlineData("ROLLCALL_ADMIN_EMAIL", "alone@example.com")]
    [InlineData("ROLLCALL_ADMIN_PASSWORD", "a password alone")]
    [InlineData("ROLLCALL_BOOTSTRAP_TIME_ZONE", "W. Europe Standard Time")]
    [InlineData("ROLLCALL_BOOTSTRAP_TIME_ZONE", "../../etc/passwd")]
    public void Wrong_alone(string name, string value)
    {
        Assert.Null(Read(new() { [name] = value }, out var faults));
        Assert.NotEmpty(faults);
    }

    [Fact]
    public void An_empty_variable_is_an_unset_one()
        => Assert.NotNull(Read(new() { ["ROLLCALL_POSTGRES"] = "", ["ROLLCALL_BOOTSTRAP_KEY"] = " ", ["ROLLCALL_ADMIN_PASSWORD"] = "" }));

    private static RollcallOptions? Read(Dictionary<string, string?> variables) => Read(variables, out _);

    private static RollcallOptions? Read(Dictionary<string, string?> variables, out IReadOnlyList<string> faults)
        => RollcallOptionsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(variables).Build(), out faults);
}
