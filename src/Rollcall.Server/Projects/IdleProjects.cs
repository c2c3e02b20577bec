using Rollcall.Storage.Projects;

namespace Rollcall.Server.Projects;

/// <summary>
/// Opens the project that was written to last once the server takes requests; gives back the memory of those for which nobody asks; and asks once a day
/// for those that keep something for a time only, which takes it away when that is over.
/// </summary>
internal sealed partial class IdleProjects(
    ProjectStores stores, ProjectDirectory projects, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<IdleProjects> logger) : BackgroundService
{
    private static readonly TimeSpan Daily = TimeSpan.FromHours(24);

    private readonly Dictionary<string, DateTimeOffset> _asked = [];

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not before: reading a large one takes all processors, and those who send to the others can wait for nothing but the start.
        using var started = lifetime.ApplicationStarted.Register(() => stores.OpenLastWritten(projects.All));
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
