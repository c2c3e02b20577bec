using Microsoft.EntityFrameworkCore;
using Rollcall.Server.Accounts;
using Rollcall.Server.Projects;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Projects;

public sealed class ProjectServiceTests
{
    [Fact]
    public async Task A_project_begins_with_a_secret_key_and_its_owner()
    {
        await using var server = await RollcallServer.Start();
        var owner = (await server.InRegistry(r => r.Users.SingleAsync())).Id;
        var projects = server.Services.GetRequiredService<ProjectService>();
        var (made, faults) = await projects.Create(" Field pilot ", "America/Santiago", "sunday", owner, new Actor("admin@example.com", owner, "192.0.2.1"));
        Assert.Empty(faults);
        Assert.Equal(("Field pilot", "America/Santiago", DayOfWeek.Sunday), (made!.Project.Name, made.Project.Calendar.Zone.Id, made.Project.Calendar.WeekStart));
        Assert.Equal("default_key", made.Key.Key.Name);
        Assert.Equal(made.Project.Id, server.Services.GetRequiredService<KeyRing>().Find(made.Key.Text)!.ProjectId);
        Assert.Equal([("Acme", MemberRole.Owner), ("Field pilot", MemberRole.Owner)], (await projects.List(owner)).Select(p => (p.Project.Name, p.Role)));
        Assert.Equal(
            ["project.created Field pilot 192.0.2.1", $"key.created default_key ({made.Key.Key.Prefix}…) 192.0.2.1"],
            await server.InRegistry(r => r.Audit.Where(e => e.ProjectId == made.Project.Id && e.AccountId == owner).OrderBy(e => e.Id).Select(e => $"{e.Action} {e.Subject} {e.Address}").ToListAsync()));
    }

    [Fact]
    public async Task Every_fault_is_named_and_nothing_is_made()
    {
        await using var server = await RollcallServer.Start();
        var (made, faults) = await server.Services.GetRequiredService<ProjectService>().Create("", "Europe/Atlantis", "friday", owner: null, Actor.Server);
        Assert.Null(made);
        Assert.Equal(["name", "time_zone", "week_start"], faults.Select(f => f.Path));
        Assert.Single(server.Services.GetRequiredService<ProjectDirectory>().All);
    }

    [Fact]
    public async Task A_change_holds_at_once_and_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("rollcall-server-").FullName;
        try
        {
            await using (var server = await RollcallServer.Start(folder: folder))
            {
                Assert.Empty(await server.Services.GetRequiredService<ProjectService>().Change(server.Project.Id, new ProjectChange { Name = "Acme Labs", WeekStart = "saturday" }, Actor.Server));
                Check(server);
            }

            await using var again = await RollcallServer.Start(folder: folder);
            Check(again);
            Assert.Equal(1, await again.InRegistry(r => r.Audit.CountAsync(e => e.Action == AuditAction.ProjectChanged)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static void Check(RollcallServer server) => Assert.Equal(
            ("Acme Labs", "UTC", DayOfWeek.Saturday),
            (server.Project.Name, server.Project.Calendar.Zone.Id, server.Project.Calendar.WeekStart));
    }

    [Fact]
    public async Task Changes_of_several_things_at_once_are_all_kept()
    {
        await using var server = await RollcallServer.Start();
        var projects = server.Services.GetRequiredService<ProjectService>();
        ProjectChange[] changes =
        [
            new() { Name = "Acme Labs" },
            new() { Counting = rules => rules with { MinInteractions = 3 } },
            new() { Counting = rules => rules with { Excluded = ["test@acme.example"] } },
            new() { Counting = rules => rules with { Goal = 0.7 } },
        ];
        var faults = await Task.WhenAll(changes.Select(change => Task.Run(() => projects.Change(server.Project.Id, change, Actor.Server))));
        Assert.All(faults, Assert.Empty);
        var rules = server.Project.Counting;
        Assert.Equal(("Acme Labs", 3, "test@acme.example", 0.7), (server.Project.Name, rules.MinInteractions, Assert.Single(rules.Excluded), rules.Goal));
        Assert.Equal((3, 0.7), await server.InRegistry(async r => (await r.Projects.SingleAsync()) is var p ? (p.Counting.MinInteractions, p.Counting.Goal!.Value) : default));
    }

    [Fact]
    public async Task Rules_out_of_range_are_all_named_and_change_nothing()
    {
        await using var server = await RollcallServer.Start();
        var wrong = new CountingRules { MinInteractions = 0, LatenessDays = 61, SmallestGroup = 1_001, Goal = 1.01, Excluded = [.. Enumerable.Range(0, 10_001).Select(i => $"{i}")] };
        var faults = await server.Services.GetRequiredService<ProjectService>().Change(server.Project.Id, new ProjectChange { Counting = _ => wrong }, Actor.Server);
        Assert.Equal(["excluded", "goal", "lateness_days", "min_interactions", "smallest_group"], faults.Select(f => f.Path).Order(StringComparer.Ordinal));
        Assert.Equal(CountingRules.Default.MinInteractions, server.Project.Counting.MinInteractions);
        Assert.Equal(0, await server.InRegistry(r => r.Audit.CountAsync(e => e.Action == AuditAction.ProjectChanged)));
    }
}
