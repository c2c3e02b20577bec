using Rollcall.Storage.Later;

namespace Rollcall.Storage.Projects;

/// <summary>A list of interactions on its way to disk, in one transaction.</summary>
internal sealed class AppendWrite(PreparedInteraction[] rows, long bytes, Idempotency<AppendOutcome>? idempotency, CancellationToken cancellation)
    : PendingWrite<AppendOutcome>(rows.Length, bytes, idempotency, cancellation)
{
    private readonly AppendedRow[] _outcome = new AppendedRow[rows.Length];

    protected override WriteResult<AppendOutcome> Decide(Batch batch)
    {
        // What this list itself adds; it is staged only when the list is written.
        var within = rows.Length > 1 ? new Dictionary<UInt128, ulong>(rows.Length) : null;
        HashSet<string>? newcomers = null;
        var room = batch.Options.MaxUnlistedPeople - batch.State.UnlistedPeople;
        for (var i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            var status = RowStatus.Accepted;
            var fingerprint = (ulong)row.Content;
            if (batch.IsDropped(row.Record.TimeStart))
            {
                status = RowStatus.BeyondRetention;
            }
            else if ((within is not null && within.TryGetValue(row.Identity, out var content))
                || batch.State.TryFind(batch.IdentitiesOf, row.Identity, row.Record.TimeStart, batch.Now, out content))
            {
                status = content == fingerprint ? RowStatus.Duplicate : RowStatus.Conflict;
            }
            else if (!batch.State.Names.TryFindForWriter(row.Folded, out _))
            {
                newcomers ??= new(StringComparer.Ordinal);
                if (newcomers.Contains(row.Folded) || newcomers.Count < room)
                    newcomers.Add(row.Folded);
                else
                    status = RowStatus.UnlistedPeopleLimit;
            }

            if (status == RowStatus.Accepted)
                within?.Add(row.Identity, fingerprint);
            _outcome[i] = new(status, row.Record.Id, row.Identity);
        }

        return new() { Done = new AppendOutcome(_outcome) };
    }

    protected override void Write(Batch batch)
    {
        int duplicates = 0, conflicts = 0, refused = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            switch (_outcome[i].Status)
            {
                case RowStatus.Accepted:
                    Add(batch, in rows[i]);
                    break;
                case RowStatus.Duplicate:
                    duplicates++;
                    break;
                case RowStatus.Conflict:
                    conflicts++;
                    break;
                default:
                    refused++;
                    break;
            }
        }

        batch.Count(duplicates, conflicts, refused);
    }

    private static void Add(Batch batch, in PreparedInteraction row)
    {
        var state = batch.State;
        var identifier = batch.IdentifierOf(row.EndUser, row.Folded);
        batch.Interactions.Add(++state.LastSeq, batch.Now, identifier, in row);
        Settling.Settle(batch, state.LastSeq, in row);
        state.LastReceived = batch.Now;
        state.OldestReceived = Math.Min(state.OldestReceived, batch.Now);
        state.Stage(row.Identity, (ulong)row.Content);
        batch.Change.Uses.Add((state.Names.PersonForWriter(identifier), row.Record.TimeStart));
    }
}
