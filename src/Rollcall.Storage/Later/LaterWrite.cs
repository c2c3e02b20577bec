using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Later;

/// <summary>A later fact on its way to disk: to its interactions, or to those that wait.</summary>
internal sealed class LaterWrite(PreparedFact fact, Idempotency<LaterOutcome>? idempotency, CancellationToken cancellation)
    : PendingWrite<LaterOutcome>(1, fact.Bytes, idempotency, cancellation)
{
    private IReadOnlyList<FoundInteraction> _found = [];
    private List<FoundInteraction> _changed = [];
    private LaterStatus _status;

    protected override WriteResult<LaterOutcome> Decide(Batch batch)
    {
        _status = LaterStatus.Duplicate;
        if (batch.Later.IsWaiting(fact.Identity) || (fact.Feedback is not null && batch.Later.IsGiven(fact.Identity)))
            return Done();
        _found = batch.State.Names.TryFindForWriter(fact.Folded, out var identifier) ? batch.Finder.Find(identifier, fact) : [];
        _changed = [.. _found.Select(interaction => LaterText.With(interaction, fact)).OfType<FoundInteraction>()];
        if (_changed.Count < _found.Count)
            return new() { Refusal = new StoreRefusal.InteractionFull() };
        _status = _found.Count > 0 ? LaterStatus.Attached : LaterStatus.Waiting;
        return _status == LaterStatus.Waiting && batch.State.Waiting.Count >= batch.Options.MaxWaitingFacts ? new() { Refusal = new StoreRefusal.WaitingFull() } : Done();
    }

    protected override void Write(Batch batch)
    {
        if (_status == LaterStatus.Duplicate)
            return;
        if (_status == LaterStatus.Waiting)
        {
            batch.Later.Wait(fact, batch.Now);
            batch.State.Waiting.Add(fact.Folded, 1);
        }

        if (fact.Feedback is not null)
            batch.Later.Give(fact.Identity, batch.Now);
        foreach (var (before, after) in _found.Zip(_changed))
        {
            if (before == after)
                continue;
            if (before.Moved is { } row)
                batch.Later.BringBack(row);
            batch.Later.Change(after);
            batch.Changed(LaterText.Changed(before.Tags, after.Tags));
        }

        batch.LaterFacts++;
    }

    private WriteResult<LaterOutcome> Done() => new() { Done = new(_status, fact.Identity) };
}
