using Rollcall.Kernel;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Erasing;
using Rollcall.Storage.Later;
using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>One transaction in the making: what its commands share.</summary>
internal sealed class Batch(
    StoreState state, WriterConnection connection, Mover mover, ProjectCalendar calendar, ProjectStoreOptions options, long now)
{
    private readonly MonthQuestions _months = new(mover);
    private readonly HashSet<Month> _dropped = [.. mover.Ledger.Dropped];

    public StoreState State { get; } = state;

    public PeopleStatements People { get; } = connection.People;

    public InteractionStatements Interactions { get; } = connection.Interactions;

    public IdempotencyStatements Idempotency { get; } = connection.Idempotency;

    public LaterStatements Later { get; } = connection.Later;

    public ErasureStatements Erasures { get; } = connection.Erasures;

    public InteractionFinder Finder { get; } = new(connection.Later, new(mover));

    public ProjectCalendar Calendar { get; } = calendar;

    public ProjectStoreOptions Options { get; } = options;

    /// <summary>UTC microseconds; the time of receipt of everything in the batch.</summary>
    public long Now { get; } = now;

    /// <summary>The project's local day.</summary>
    public Day Today { get; } = calendar.DayOf(now);

    /// <summary>What the index is told once the batch is on disk.</summary>
    public IndexChange Change { get; } = new();

    /// <summary>Feedback and tags that arrived by themselves.</summary>
    public int LaterFacts { get; set; }

    /// <summary>Keys whose values changed on interactions stored before; null when nothing of such a one changed.</summary>
    public HashSet<string>? ChangedTags { get; private set; }

    /// <summary>Whether interactions stored before are gone.</summary>
    public bool HasErased { get; set; }

    /// <summary>Answers kept.</summary>
    public int KeysAdded { get; set; }

    /// <summary>Whether the command at work has begun to write. Until then its failure is its own; after that it is the batch's.</summary>
    public bool IsWriting { get; set; }

    /// <summary>Rows of interactions that were not stored, over the whole batch.</summary>
    public (long Duplicates, long Conflicts, long Refused) Dropped { get; private set; }

    public void Count(int duplicates, int conflicts, int refused) =>
        Dropped = (Dropped.Duplicates + duplicates, Dropped.Conflicts + conflicts, Dropped.Refused + refused);

    /// <summary>Notes that an interaction stored before changed, and which of its tags.</summary>
    public void Changed(IEnumerable<string> tags) => (ChangedTags ??= new(StringComparer.Ordinal)).UnionWith(tags);

    /// <summary>The tags of a version; equal texts give one object, because most people share theirs with many others.</summary>
    public IReadOnlyDictionary<string, string> TagsOf(string text) => State.Tags.Of(text);

    /// <summary>Identities, with the fingerprint of their content, of what starts in <c>[from, until)</c> of one day, in the journal or in its month.</summary>
    public Dictionary<UInt128, ulong> IdentitiesOf(long from, long until)
    {
        var identities = Interactions.Identities(from, until);
        _months.AddIdentities(from, until, identities);
        return identities;
    }

    /// <summary>Whether the interactions of the month of a moment, UTC microseconds, were dropped.</summary>
    public bool IsDropped(long timeStart) => _dropped.Count > 0 && _dropped.Contains(Month.Of(timeStart));

    /// <summary>Called by a command when all is decided and its first statement follows.</summary>
    public void BeginWriting()
    {
        Options.At?.Invoke(StorePoint.Statement);
        IsWriting = true;
    }

    /// <summary>Writes what belongs to the batch as a whole, after its last command.</summary>
    public void Finish()
    {
        if (Dropped.Duplicates > 0)
            Interactions.Count(StoreStatistics.DuplicatesName, Dropped.Duplicates);
        if (Dropped.Conflicts > 0)
            Interactions.Count(StoreStatistics.ConflictsName, Dropped.Conflicts);
        if (Dropped.Refused > 0)
            Interactions.Count(StoreStatistics.RefusedName, Dropped.Refused);
        if (KeysAdded > 0)
            Idempotency.Purge(Now - (long)Options.IdempotencyLifetime.TotalMicroseconds, (2 * KeysAdded) + 10);
        if (LaterFacts > 0)
            Later.Purge(Now - LaterFact.Patience, (2 * LaterFacts) + 10, State.Waiting);
        Change.ThroughSeq = State.LastSeq;
    }

    /// <summary>The identifier's number; a new one is stored at once.</summary>
    public int IdentifierOf(string text, string folded)
    {
        if (State.Names.TryFindForWriter(folded, out var number))
            return number;
        number = State.Names.Stage(text, folded);
        People.AddIdentifier(number, text, folded, number);
        return number;
    }
}
