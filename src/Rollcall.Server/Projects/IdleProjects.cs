namespace Rollcall.Server.Projects;

/// <summary>Gives back the memory of projects for which nobody asks.</summary>
internal sealed class IdleProjects(ProjectStores stores, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await stores.CloseIdle();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server closes the rest.
        }
    }
}
