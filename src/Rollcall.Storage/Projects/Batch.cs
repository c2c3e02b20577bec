using Rollcall.Kernel;
using Rollcall.Kernel.Time;

namespace Rollcall.Storage.Projects;

/// <summary>One transaction in the making: what its commands share.</summary>
internal sealed class Batch(StoreState state, WriterConnection connection, ProjectCalendar calendar, ProjectStoreOptions options, long now)
{
    public StoreState State { get; } = state;

    public PeopleStatements People { get; } = connection.People;

    public InteractionStatements Interactions { get; } = connection.Interactions;

    public IdempotencyStatements Idempotency { get; } = connection.Idempotency;

    public ProjectCalendar Calendar { get; } = calendar;

    public ProjectStoreOptions Options { get; } = options;

    /// <summary>UTC microseconds; the time of receipt of everything in the batch.</summary>
    public long Now { get; } = now;

    /// <summary>The project's local day.</summary>
    public Day Today { get; } = calendar.DayOf(now);

    /// <summary>What the index is told once the batch is on disk.</summary>
    public IndexChange Change { get; } = new();

    /// <summary>Whether the command at work has begun to write. Until then its failure is its own; after that it is the batch's.</summary>
    public bool IsWriting { get; set; }

    /// <summary>Called by a command when all is decided and its first statement follows.</summary>
    public void BeginWriting()
    {
        Options.At?.Invoke(StorePoint.Statement);
        IsWriting = true;
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
