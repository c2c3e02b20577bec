namespace Rollcall.Storage.Projects;

/// <summary>The idempotency key of a request, and how its answer is made, so that the answer is kept in the transaction of the rows.</summary>
/// <param name="Key">As sent, 1 to 255 characters.</param>
/// <param name="BodyHash">Tells whether a later request with this key has the same body.</param>
/// <param name="Answer">Makes the answer. Runs on the writer's thread before anything is written: it must be quick; where it throws, only this
/// request fails.</param>
public sealed record Idempotency<T>(string Key, ReadOnlyMemory<byte> BodyHash, Func<T, StoredAnswer> Answer)
{
    /// <summary>Whether the request holds the key already, by <see cref="ProjectStore.HoldKey"/>.</summary>
    public bool IsHeld { get; init; }
}

/// <summary>The answer kept for a key.</summary>
/// <param name="BodyHash">Of the request that it answered.</param>
/// <param name="Answer">As it went to the sender.</param>
public sealed record KeptAnswer(ReadOnlyMemory<byte> BodyHash, StoredAnswer Answer);

/// <summary>An answer as it went to the sender.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Body bytes.</param>
public sealed record StoredAnswer(int Status, ReadOnlyMemory<byte> Body);
