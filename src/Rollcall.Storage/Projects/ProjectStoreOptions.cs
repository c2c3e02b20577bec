using System.Globalization;

namespace Rollcall.Storage.Projects;

/// <summary>Limits of one project's store.</summary>
public sealed record ProjectStoreOptions
{
    /// <summary>People who are active but were never on the list. Interactions of further ones are refused. Default 1,000,000.</summary>
    public int MaxUnlistedPeople { get; init; } = 1_000_000;

    /// <summary>Feedback and tags that may wait for their interactions. Default 100,000; further ones are refused until some have found theirs or 30 days have passed.</summary>
    public int MaxWaitingFacts { get; init; } = 100_000;

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

    /// <summary>How long an interaction stays in the journal after it was received, though its month has it: what a month file is repaired from. Default 7 days.</summary>
    public TimeSpan JournalLifetime { get; init; } = Switch("JournalLifetime") is { } text ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : TimeSpan.FromDays(7);

    /// <summary>How long what is kept, until <see cref="ProjectStore.Retention"/> says something else. Default: for ever.</summary>
    public Retention Retention { get; init; } = Retention.ForEver;

    /// <summary>Where questions about interactions may spill what exceeds <see cref="EngineMemoryBytes"/>; texts of users among it. Default: in the store's folder.</summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>Memory of the engine that reads and writes the months. Default 256 MB.</summary>
    public long EngineMemoryBytes { get; init; } = 256L << 20;

    /// <summary>
    /// Rows that wait in the journal before they are moved to their months. Questions read both, so nobody waits for a move; a few thousand rows make
    /// a commit of the engine worth its price and are scanned in a few milliseconds.
    /// </summary>
    internal int MoveRows { get; init; } = Switch("MoveRows") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 5_000;

    /// <summary>
    /// New interactions of a month from which a start keeps who used it on which day beside its file. Fewer are sooner looked at again than the rest is written anew.
    /// </summary>
    internal int RowsToKeepUse { get; init; } = 20_000;

    /// <summary>How long a question to the months may take, all of them together: less than a client waits.</summary>
    internal TimeSpan QuestionLimit { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Whether month files are only looked at: then none of them may be changed.</summary>
    internal bool IsReadOnly { get; init; }

    /// <summary>Free bytes of the store's disk; tests say what they like.</summary>
    internal Func<string, long>? FreeBytes { get; init; }

    /// <summary>Called at the named points of a commit; a test throws from it.</summary>
    internal Action<StorePoint>? At { get; init; }

    // Not settings: a test of the whole program sets these in the configuration of the runtime.
    private static string? Switch(string name) => AppContext.GetData($"Rollcall.Storage.{name}") as string;
}

/// <summary>Points of a commit at which tests let something break.</summary>
internal enum StorePoint
{
    Begin,
    Statement,
    Commit,
    Committed,
    Apply,

    // The mover's.
    MoveAppend,
    MoveCommit,
    MoveCommitted,
    MoveRecord,
    MoveRecorded,
    FoldCommit,
    FoldRecord,
    Trim,
    SetAside,
    EraseJournal,
    RewriteSwap,
    RewriteSwapped,
    EraseLog,
    EraseRecord,
    RetentionRecord,
    RetentionJournal,

    // Of an index with another calendar: begun, read from the files, about to be swapped in.
    RebuildBegun,
    RebuildRead,
    RebuildSwap,

    // Of a month, on a thread of its own.
    MonthCheckpoint,
}
