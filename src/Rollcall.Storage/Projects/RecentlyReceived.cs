namespace Rollcall.Storage.Projects;

/// <summary>Collects the identities that are still remembered at a moment, UTC microseconds.</summary>
internal sealed class RecentlyReceived(RecentIdentities identities, long now)
{
    /// <summary>What was received before this is remembered no longer.</summary>
    public long Since { get; } = now - (RecentIdentities.Lifetime * 60_000_000L);

    public void Reserve(long count) => identities.Reserve(count);

    public void Add(UInt128 identity, ulong content, long received) => identities.Add(identity, content, StoreState.Minute(received), StoreState.Minute(now));
}
