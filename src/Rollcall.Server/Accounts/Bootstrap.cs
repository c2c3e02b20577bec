using Microsoft.EntityFrameworkCore;
using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Accounts;

/// <summary>Opens the registry before the first request: schema, what is held in memory, and on an empty instance the first project and administrator.</summary>
internal sealed partial class Bootstrap(
    RollcallOptions options,
    RegistryContext registry,
    ProjectDirectory directory,
    KeyRing keys,
    ProjectService projects,
    AccountService accounts,
    SetupToken token,
    Readiness readiness,
    TimeProvider clock,
    ILogger<Bootstrap> logger)
{
    /// <exception cref="StartRefusedException">The registry cannot be opened by this version.</exception>
    public async Task Run()
    {
        try
        {
            await RegistryFile.Open(registry);
        }
        catch (RegistryTooNewException e)
        {
            throw new StartRefusedException(e.Message, e);
        }

        await Load();
        if (options.Project is { } project && !directory.All.Any())
            await MakeProject(project);
        if (!await registry.Users.AnyAsync())
            await MakeAdministrator();
        readiness.RegistryOpened();
    }

    private async Task Load()
    {
        foreach (var project in await registry.Projects.AsNoTracking().ToListAsync())
            directory.Put(Known(project));
        var now = clock.GetUtcNow();
        foreach (var key in await registry.Keys.AsNoTracking().Where(k => k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now)).ToListAsync())
            keys.Put(key);
    }

    private static ProjectInfo Known(Project project)
    {
        try
        {
            return project.ToInfo();
        }
        catch (TimeZoneNotFoundException e)
        {
            throw new StartRefusedException(e.Message, e);
        }
    }

    private async Task MakeProject(BootstrapProject wanted)
    {
        var weekStart = wanted.WeekStart.ToString().ToLowerInvariant();
        var (made, faults) = await projects.Create(wanted.Name, wanted.TimeZone, weekStart, owner: null, Actor.Server, wanted.Key);
        if (made is null)
            throw new StartRefusedException(string.Join(' ', faults.Select(f => f.Message)));
        ProjectMade(logger, made.Project.Name, made.Project.Id);
        // To the terminal and not to the log: logs are kept, shipped and read by others.
        if (wanted.Key is null)
            await Console.Out.WriteLineAsync($"The API key of project {made.Project.Name}, shown this once: {made.Key.Text}");
    }

    private async Task MakeAdministrator()
    {
        if (options.Admin is not { } admin)
        {
            SetUp(logger, $"{options.PathBase}/setup?token={token.Issue()}");
            return;
        }

        var (made, faults) = await accounts.CreateAdministrator(admin.Email, admin.Password, Actor.Server);
        if (made is null)
            throw new StartRefusedException(string.Join(' ', faults.Select(f => f.Message)));
    }

    [LoggerMessage(EventId = 110, Level = LogLevel.Information, Message = "Project {Name} made, its id is {Id}")]
    private static partial void ProjectMade(ILogger logger, string name, string id);

    [LoggerMessage(EventId = 111, Level = LogLevel.Information, Message = "There is no administrator yet. Open {Path} on this server; the link works once")]
    private static partial void SetUp(ILogger logger, string path);
}
