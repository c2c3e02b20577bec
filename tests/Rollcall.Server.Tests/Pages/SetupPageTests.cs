using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace Rollcall.Server.Tests.Pages;

public sealed class SetupPageTests
{
    private static readonly Dictionary<string, string?> Bare = new()
    {
        ["ROLLCALL_BOOTSTRAP_PROJECT"] = null, ["ROLLCALL_BOOTSTRAP_KEY"] = null, ["ROLLCALL_ADMIN_EMAIL"] = null, ["ROLLCALL_ADMIN_PASSWORD"] = null,
    };

    [Fact]
    public async Task The_link_of_the_log_sets_up_once_and_signs_in()
    {
        await using var server = await RollcallServer.Start(settings: Bare);
        var visitor = new Visitor(server);
        Assert.Equal("/setup", (await visitor.Get("/")).Location);
        var closed = await visitor.Get("/setup");
        Assert.Equal(HttpStatusCode.Forbidden, closed.Status);
        Assert.Contains("Its log has a line with a link", closed.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.Get("/setup?token=guess")).Status);

        var link = Link(server);
        var form = await visitor.Get(link);
        Assert.Equal(HttpStatusCode.OK, form.Status);
        var wrong = await visitor.Submit(form, "Set up", ("email", "nobody"), ("password", "short"), ("name", ""), ("time_zone", "Mars"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains("is not an e-mail address", wrong.Html, StringComparison.Ordinal);
        Assert.Contains("at least 12 characters", wrong.Html, StringComparison.Ordinal);
        Assert.Contains("A name is needed.", wrong.Html, StringComparison.Ordinal);
        Assert.Contains("is not an IANA time zone", wrong.Html, StringComparison.Ordinal);

        var done = await visitor.Submit(form, "Set up", ("email", "first@example.com"), ("password", "a long enough one"), ("name", "Acme"), ("time_zone", "Europe/Rome"), ("week_start", "sunday"));
        Assert.StartsWith("rc_sec_", done.Key, StringComparison.Ordinal);
        Assert.Equal(("Acme", "Europe/Rome", DayOfWeek.Sunday), (server.Project.Name, server.Project.Calendar.Zone.Id, server.Project.Calendar.WeekStart));
        Assert.Equal(HttpStatusCode.OK, (await visitor.Get($"/p/{server.Project.Id}/settings/keys")).Status);

        var late = await new Visitor(server).Get(link);
        Assert.Equal(HttpStatusCode.Forbidden, late.Status);
        Assert.Contains("This server is set up already.", late.Html, StringComparison.Ordinal);
        Assert.Equal("/sign-in", (await new Visitor(server).Get("/")).Location);
    }

    private static string Link(RollcallServer server)
        => Regex.Match(server.Log.Single(l => l.Contains("/setup?token=", StringComparison.Ordinal)), "/setup\\?token=[0-9a-f]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
}
