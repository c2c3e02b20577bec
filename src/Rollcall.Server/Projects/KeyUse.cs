using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>Writes the times of last use, once a minute and when the server stops. A kill loses at most that minute, which nothing depends on.</summary>
internal sealed partial class KeyUse(
    KeyRing keys, IDbContextFactory<RegistryContext> registries, TimeProvider clock, ILogger<KeyUse> logger) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Write(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Write(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync writes the rest.
        }
    }

    private async Task Write(CancellationToken ct)
    {
        var used = keys.All.Where(k => k.IsUnwritten).Select(k => (Key: k, At: k.LastUsedAt)).ToList();
        if (used is [])
            return;
        try
        {
            await using var registry = await registries.CreateDbContextAsync(ct);
            await using var transaction = await registry.Database.BeginTransactionAsync(ct);
            foreach (var (key, at) in used)
                await registry.Keys.Where(k => k.Id == key.Id).ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, at), ct);
            await transaction.CommitAsync(ct);
            foreach (var (key, at) in used)
                key.Written(at!.Value);
        }
        catch (DbException e)
        {
            NotWritten(logger, e, used.Count);   // tried again in a minute
        }
    }

    [LoggerMessage(EventId = 120, Level = LogLevel.Warning, Message = "The last use of {Keys} keys could not be written")]
    private static partial void NotWritten(ILogger logger, Exception exception, int keys);
}
