using Rollcall.Server.Hosting;

namespace Rollcall.Server.Projects;

/// <summary>How often one address may be wrong about a key.</summary>
internal sealed class WrongKeys(TimeProvider clock)
{
    public const int PerMinute = 20;

    public AttemptLimiter Limiter { get; } = new(PerMinute, clock);
}
