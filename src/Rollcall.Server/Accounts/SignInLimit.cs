using Rollcall.Server.Hosting;

namespace Rollcall.Server.Accounts;

/// <summary>How often one address may be wrong about a password. Lockout guards an account, this guards against trying many.</summary>
public sealed class SignInLimit(TimeProvider clock)
{
    public const int PerMinute = 10;

    private readonly AttemptLimiter _limiter = new(PerMinute, clock);

    internal TimeSpan? Wait(string caller) => _limiter.Wait(caller);

    internal void Failed(string caller) => _limiter.Failed(caller);
}
