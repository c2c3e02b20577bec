namespace Rollcall.Storage.Projects;

/// <summary>Limits of one project's store.</summary>
public sealed record ProjectStoreOptions
{
    /// <summary>People who are active but were never on the list. Interactions of further ones are refused. Default 1,000,000.</summary>
    public int MaxUnlistedPeople { get; init; } = 1_000_000;

    /// <summary>Below this many free bytes on the store's disk writes are refused; reads go on. Default 256 MB.</summary>
    public long DiskFloorBytes { get; init; } = 256L << 20;

    /// <summary>Commands that may wait for the writer. Default 10,000.</summary>
    public int MaxWaitingCommands { get; init; } = 10_000;

    /// <summary>
    /// Rows (people or interactions) that may wait for the writer. Default 400,000; one larger command is taken when nothing else waits.
    /// </summary>
    public int MaxWaitingRows { get; init; } = 400_000;

    /// <summary>
    /// Bytes of text, estimated, that may wait for the writer. Default 256 MB; one larger command is taken when nothing else waits.
    /// </summary>
    public long MaxWaitingBytes { get; init; } = 256L << 20;

    /// <summary>Rows after which a commit takes no further commands, so that a commit stays short. Default 10,000.</summary>
    public int MaxRowsPerCommit { get; init; } = 10_000;

    /// <summary>
    /// Pages of 4 KiB written to the log after which they are copied into the database behind the writer's back. Default 4,000 (16 MB).
    /// </summary>
    public int CheckpointPages { get; init; } = 4_000;

    /// <summary>How long the answer of a request with an idempotency key is kept, at least. Default 25 hours.</summary>
    public TimeSpan IdempotencyLifetime { get; init; } = TimeSpan.FromHours(25);

    /// <summary>Free bytes of the store's disk; tests say what they like.</summary>
    internal Func<string, long>? FreeBytes { get; init; }

    /// <summary>Called at the named points of a commit; a test throws from it.</summary>
    internal Action<StorePoint>? At { get; init; }
}

/// <summary>Points of a commit at which tests let something break.</summary>
internal enum StorePoint
{
    Begin,
    Statement,
    Commit,
    Committed,
    Apply,
}
