using Microsoft.EntityFrameworkCore;
using Rollcall.Server.Projects;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Accounts;

public sealed class BootstrapTests
{
    [Fact]
    public async Task An_empty_instance_gets_its_project_key_and_administrator()
    {
        await using var server = await RollcallServer.Start(zone: "Asia/Tehran", weekStart: "saturday");
        Assert.Matches("^[a-z0-9]{12}$", server.Project.Id);
        Assert.Equal(("Acme", "Asia/Tehran", DayOfWeek.Saturday), (server.Project.Name, server.Project.Calendar.Zone.Id, server.Project.Calendar.WeekStart));
        var key = Assert.Single(await server.Services.GetRequiredService<KeyService>().List(server.Project.Id));
        Assert.Equal(("default_key", KeyKind.Secret, "boot"), (key.Name, key.Kind, key.Prefix));
        var account = await server.InRegistry(r => r.Users.SingleAsync());
        Assert.True(account.IsAdministrator);
        Assert.Equal(MemberRole.Owner, (await server.InRegistry(r => r.Memberships.SingleAsync(m => m.AccountId == account.Id && m.ProjectId == server.Project.Id))).Role);
        Assert.Equal(
            ["server project.created Acme", "server key.created default_key (boot…)", "server account.created admin@example.com"],
            await server.InRegistry(r => r.Audit.OrderBy(e => e.Id).Select(e => $"{e.Actor} {e.Action} {e.Subject}").ToListAsync()));
    }

    [Fact]
    public async Task The_variables_change_nothing_on_an_instance_that_has_something()
    {
        var folder = Directory.CreateTempSubdirectory("rollcall-server-").FullName;
        try
        {
            await using (await RollcallServer.Start(folder: folder))
            {
            }

            await using var again = await RollcallServer.Start(folder: folder, settings: new Dictionary<string, string?>
            {
                ["ROLLCALL_BOOTSTRAP_PROJECT"] = "Other",
                ["ROLLCALL_BOOTSTRAP_KEY"] = "another-key-altogether",
                ["ROLLCALL_ADMIN_EMAIL"] = "other@example.com",
            });
            Assert.Equal("Acme", Assert.Single(again.Services.GetRequiredService<ProjectDirectory>().All).Name);
            Assert.Null(again.Services.GetRequiredService<KeyRing>().Find("another-key-altogether"));
            Assert.Equal(RollcallServer.AdminEmail, (await again.InRegistry(r => r.Users.SingleAsync())).Email);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
