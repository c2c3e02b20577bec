using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Erasing;

/// <summary>
/// Interactions on their way out: one commit says that they are gone, and from then on nobody is given them. The mover takes them off the disk afterwards.
/// Only one is at work at a time, so that none of its interactions was erased since it looked for them.
/// </summary>
internal sealed class ErasureWrite(
    Erasure erasure, IReadOnlyList<ErasedInteraction> rows, long before, Idempotency<ErasureOutcome>? idempotency, CancellationToken cancellation)
    : PendingWrite<ErasureOutcome>(rows.Count, rows.Count * 64L, idempotency, cancellation)
{
    protected override WriteResult<ErasureOutcome> Decide(Batch batch) => new() { Done = new(before + rows.Count) };

    protected override void Write(Batch batch)
    {
        foreach (var month in rows.GroupBy(row => Month.Of(row.TimeStart)))
            batch.Erasures.Add(month.Key, [.. month.Select(row => row.Seq)]);
        foreach (var row in rows)
        {
            batch.Change.Erased.Add((batch.State.Names.PersonForWriter(row.Identifier), row.TimeStart));
            batch.State.StageErasure(row.Identity, StoreState.Minute(row.ReceivedAt));
        }

        batch.HasErased |= rows.Count > 0;
        if (erasure.People() is { } isMeant)
            batch.Later.Erase(erasure.From ?? long.MinValue, erasure.Until ?? long.MaxValue, isMeant, batch.State.Waiting);
    }
}
