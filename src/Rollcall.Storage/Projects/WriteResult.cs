namespace Rollcall.Storage.Projects;

/// <summary>
/// What became of a write: exactly one of the three is set. <see cref="Done"/> and <see cref="Replay"/> are on disk and survive a kill.
/// </summary>
public sealed record WriteResult<T>
    where T : class
{
    /// <summary>What the write did.</summary>
    public T? Done { get; init; }

    /// <summary>The answer kept from the first request with this idempotency key. Nothing was written now.</summary>
    public StoredAnswer? Replay { get; init; }

    /// <summary>Why nothing was written.</summary>
    public StoreRefusal? Refusal { get; init; }

    /// <summary>What the write did, where neither a replay nor a refusal can be.</summary>
    public T Outcome => Done ?? throw new InvalidOperationException($"The write was not done: {Refusal?.Code ?? "replayed"}.");
}
