using Microsoft.Extensions.Options;

namespace Rollcall.Server.Hosting;

/// <summary>How long the server goes on serving after it was asked to stop, while readiness already says no.</summary>
internal sealed class DrainingOptions
{
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// Kestrel closes its sockets the moment it stops; a load balancer that has not looked yet would run into refused connections. So
/// readiness turns first, new requests are still answered for a moment, and begun ones are awaited after that.
/// </summary>
internal sealed class Draining(Readiness readiness, IHostApplicationLifetime lifetime, IOptions<DrainingOptions> options) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(readiness.Stopping);
        return Task.CompletedTask;
    }

    // Wall time on purpose: it is about other machines' patience.
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.Stopping();
        return Task.Delay(options.Value.Delay, CancellationToken.None);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
