using Microsoft.EntityFrameworkCore;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Accounts;

/// <summary>Writes what has no change of its own to go with; a change and its entry are saved together instead.</summary>
public sealed class AuditLog(IDbContextFactory<RegistryContext> registries, TimeProvider clock)
{
    // Not cancelled with the request: hanging up must not keep an entry from being written.
    public async Task Write(Actor by, string action, string? projectId = null, string? subject = null)
    {
        await using var registry = await registries.CreateDbContextAsync();
        registry.Audit.Add(by.Did(action, clock, projectId, subject));
        await registry.SaveChangesAsync();
    }
}
