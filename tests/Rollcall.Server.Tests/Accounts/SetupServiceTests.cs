using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Rollcall.Server.Accounts;
using Rollcall.Server.Projects;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Accounts;

public sealed partial class SetupServiceTests
{
    private static readonly SetupService.Form Filled = new("first@example.com", "a long enough one", "Acme", "Europe/Rome", "monday");

    private static readonly Dictionary<string, string?> Bare = new()
    {
        ["ROLLCALL_BOOTSTRAP_PROJECT"] = null,
        ["ROLLCALL_BOOTSTRAP_KEY"] = null,
        ["ROLLCALL_ADMIN_EMAIL"] = null,
        ["ROLLCALL_ADMIN_PASSWORD"] = null,
    };

    [Fact]
    public async Task The_token_of_the_log_makes_the_administrator_and_the_project_once()
    {
        await using var server = await RollcallServer.Start(settings: Bare);
        var token = Token(server);
        var done = Assert.IsType<SetupAnswer.Done>(await SetUp(server, token, Filled));
        Assert.True(done.Account.IsAdministrator);
        Assert.Equal("Acme", done.Project!.Project.Name);
        Assert.Equal(KeyKind.Secret, server.Services.GetRequiredService<KeyRing>().Find(done.Project.Key.Text)!.Kind);
        Assert.Equal(MemberRole.Owner, (await server.InRegistry(r => r.Memberships.SingleAsync())).Role);

        Assert.IsType<SetupAnswer.Closed>(await SetUp(server, token, Filled with { Email = "second@example.com" }));
        Assert.Equal(1, await server.InRegistry(r => r.Users.CountAsync()));
        Assert.False(server.Services.GetRequiredService<SetupToken>().Opens(token));
    }

    [Fact]
    public async Task Every_fault_of_the_form_is_named_and_the_token_still_works()
    {
        await using var server = await RollcallServer.Start(settings: Bare);
        var token = Token(server);
        var invalid = Assert.IsType<SetupAnswer.Invalid>(await SetUp(server, token, new("nobody", "short", " ", "Mars", "tuesday")));
        Assert.Equal(["email", "password", "name", "time_zone", "week_start"], invalid.Faults.Select(f => f.Path));
        Assert.Empty(server.Services.GetRequiredService<ProjectDirectory>().All);
        Assert.IsType<SetupAnswer.Done>(await SetUp(server, token, Filled));
    }

    [Fact]
    public async Task Guessing_is_refused_limited_and_audited()
    {
        await using var server = await RollcallServer.Start(settings: Bare);
        for (var i = 0; i < 10; i++)
            Assert.IsType<SetupAnswer.Closed>(await SetUp(server, i % 2 == 0 ? "guess" : null, Filled));
        Assert.IsType<SetupAnswer.TooMany>(await SetUp(server, "guess", Filled));
        Assert.Equal(10, await server.InRegistry(r => r.Audit.CountAsync(e => e.Action == AuditAction.SetupRefused)));
    }

    [Fact]
    public async Task Of_many_at_once_one_sets_up()
    {
        await using var server = await RollcallServer.Start(settings: Bare);
        var token = Token(server);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SetUp(server, token, Filled with { Email = $"{i}@example.com" }, from: $"192.0.2.{i}")));
        Assert.Single(answers.OfType<SetupAnswer.Done>());
        Assert.Equal(1, await server.InRegistry(r => r.Users.CountAsync()));
    }

    [Fact]
    public async Task An_instance_with_an_administrator_has_no_token()
    {
        await using var server = await RollcallServer.Start();
        Assert.False(server.Services.GetRequiredService<SetupToken>().IsIssued);
        Assert.DoesNotContain(server.Log, line => line.Contains("/setup", StringComparison.Ordinal));
        Assert.IsType<SetupAnswer.Closed>(await SetUp(server, null, Filled));
    }

    [Fact]
    public async Task A_project_from_the_variables_waits_for_its_owner()
    {
        await using var server = await RollcallServer.Start(settings: new Dictionary<string, string?> { ["ROLLCALL_ADMIN_EMAIL"] = null, ["ROLLCALL_ADMIN_PASSWORD"] = null });
        var done = Assert.IsType<SetupAnswer.Done>(await SetUp(server, Token(server), Filled));
        Assert.Null(done.Project);
        Assert.Equal(server.Project.Id, (await server.InRegistry(r => r.Memberships.SingleAsync())).ProjectId);
    }

    private static string Token(RollcallServer server) => TokenInLog.Match(server.Log.Single(l => l.Contains("/setup", StringComparison.Ordinal))).Groups["token"].Value;

    private static async Task<SetupAnswer> SetUp(RollcallServer server, string? token, SetupService.Form form, string from = "192.0.2.1")
    {
        await using var scope = server.Services.CreateAsyncScope();
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(from);
        return await scope.ServiceProvider.GetRequiredService<SetupService>().SetUp(token, form, context);
    }

    [GeneratedRegex("token=(?<token>[0-9a-f]{48})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TokenInLog { get; }
}
