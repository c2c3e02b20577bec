using Rollcall.Storage.Projects;

namespace Rollcall.Server.Projects;

/// <summary>Gives back the memory of projects for which nobody asks; and asks once a day for those that keep something for a time only, which takes it away when that is over.</summary>
internal sealed partial class IdleProjects(ProjectStores stores, ProjectDirectory projects, TimeProvider clock, ILogger<IdleProjects> logger) : BackgroundService
{
    private static readonly TimeSpan Daily = TimeSpan.FromHours(24);

    private readonly Dictionary<string, DateTimeOffset> _asked = [];

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await stores.CloseIdle();
                await AskDaily(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server closes the rest.
        }
    }

    private async Task AskDaily(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var project in projects.All.Where(project => project.Retention != Retention.ForEver))
        {
            if (_asked.TryGetValue(project.Id, out var asked) && now - asked < Daily)
                continue;
            _asked[project.Id] = now;
            try
            {
                await stores.Get(project, ct);
            }
            catch (Exception broken) when (broken is StoreUnavailableException or StoreFormatException)
            {
                NotOpened(logger, project.Id, broken);   // tomorrow again; whoever asks for it is told
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Project {Project} could not be opened to take away what it keeps no longer.")]
    private static partial void NotOpened(ILogger logger, string project, Exception exception);
}
