using System.Net;
using Rollcall.Server.Tests.Pages;
using Xunit;

namespace Rollcall.Server.Tests.Privacy;

/// <summary>The dashboard of a project with a minimum group size: the same rule as the API's, and nobody's name.</summary>
public sealed class SmallGroupPageTests
{
    private const string Window = "from=2026-05-04&to=2026-06-01";

    [Fact]
    public async Task Hidden_groups_stand_muted_in_the_table_and_nobody_is_named()
    {
        await using var server = await Company.Start(5);
        var visitor = new Visitor(server);
        await visitor.SignIn();
        var page = await visitor.Get($"/p/{server.Project.Id}?{Window}&group_by=team");
        Assert.Equal(HttpStatusCode.OK, page.Answer.StatusCode);
        Assert.Equal(2, Count(page.Html, "class=\"hidden-row\""));
        foreach (var team in new[] { "C", "D" })
            Assert.Contains($"<tr class=\"hidden-row\"><th scope=\"row\" class=\"muted\">{team}</th>", page.Html, StringComparison.Ordinal);
        Assert.Equal(2, Count(page.Html, "Too few people to show"));
        Assert.Contains("Groups under 5 people are hidden.", page.Html, StringComparison.Ordinal);
        Assert.Contains("Names are hidden", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("@acme.example", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("never-used.csv", page.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("people.team=D", "Too few people to show")]
    [InlineData("people.team.not=D", "Too few people to show")]
    [InlineData("people.team=A&people.site=x&people.floor=1", "Too many tags in the filters")]
    [InlineData("people.team=A&people.site.not=x&group_by=floor", "Too many tags at once")]
    public async Task What_cannot_be_shown_says_so(string filter, string words)
    {
        await using var server = await Company.Start(5);
        var visitor = new Visitor(server);
        await visitor.SignIn();
        var page = await visitor.Get($"/p/{server.Project.Id}?{Window}&{filter}");
        Assert.Contains(words, page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("@acme.example", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_files_hide_the_same()
    {
        await using var server = await Company.Start(5);
        using var client = await server.SignedIn();
        var path = $"/p/{server.Project.Id}";
        Assert.Equal(
            "team,eligible,active_eligible,activation_rate,previous_activation_rate,suppressed\r\nA,8,8,1,,false\r\nB,6,3,0.5,,false\r\nC,,,,,true\r\nD,,,,,true\r\n",
            await client.GetStringAsync($"{path}/groups.csv?{Window}&group_by=team"));
        Assert.StartsWith(
            "from,to,partial,eligible,active_eligible,activation_rate,previous_activation_rate,suppressed\r\n2026-05-04,2026-05-11,false,22,0,0,,false\r\n",
            await client.GetStringAsync($"{path}/activation-rate.csv?{Window}&interval=week"),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync($"{path}/activation-rate.csv?{Window}&people.team=D")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync($"{path}/never-used.csv?{Window}")).StatusCode);
        server.HideUnder(1);
        Assert.Contains("D2@acme.example", await client.GetStringAsync($"{path}/never-used.csv?{Window}"), StringComparison.Ordinal);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
