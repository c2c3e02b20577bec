using Rollcall.Kernel.Population;

namespace Rollcall.Storage.Projects;

/// <summary>A people command on its way to disk.</summary>
internal sealed class PeopleWrite(PeopleCommand command, int rows, Idempotency<PeopleOutcome>? idempotency, CancellationToken cancellation)
    : PendingWrite<PeopleOutcome>(rows, rows * 512L, idempotency, cancellation)
{
    private IReadOnlyCollection<PersonDraft> _drafts = [];

    protected override WriteResult<PeopleOutcome> Decide(Batch batch)
    {
        var edit = new PeopleEdit(batch);
        edit.Decide(command);
        if (edit.Faults.Count > 0)
            return new() { Refusal = new StoreRefusal.Faulty(edit.Faults) };
        _drafts = edit.Drafts;
        return new() { Done = edit.Outcome };
    }

    protected override void Write(Batch batch)
    {
        foreach (var draft in _drafts)
        {
            if (!draft.IsChanged)
                continue;
            if (draft.IsNew)
                _ = batch.IdentifierOf(draft.Text, draft.Folded);
            if (draft.Listing != draft.ListingBefore)
            {
                batch.State.Roster.Set(draft.Person, draft.Listing);
                batch.People.SetListed(draft.Person, draft.Listing == Listing.Listed);
            }

            WriteAccess(batch, draft);
            WriteTags(batch, draft);
            batch.People.AddChange(draft.Person, batch.Now, command.Source, draft.Kind, ChangeDetail.Write(draft));
            batch.State.Changes++;
            batch.Change.People.Add(new PersonFacts(
                draft.Person, draft.Access, draft.Tags.ConvertAll(version => new TagVersion(version.From, batch.TagsOf(version.Tags)))));
        }
    }

    // Rows that say what is still said stay open; of equal rows each answers for one.
    private void WriteAccess(Batch batch, PersonDraft draft)
    {
        if (draft.Access == draft.AccessBefore)
            return;
        if (draft.AccessRows.Count == 0)
        {
            foreach (var interval in draft.Access)
                batch.People.AddAccess(draft.Person, interval, command.Source, batch.Now);
            return;
        }

        List<AccessInterval> missing = [.. draft.Access];
        foreach (var row in draft.AccessRows)
        {
            if (!missing.Remove(row.Interval))
                batch.People.CloseAccess(row.Row, batch.Now);
        }

        foreach (var interval in missing)
            batch.People.AddAccess(draft.Person, interval, command.Source, batch.Now);
    }

    private void WriteTags(Batch batch, PersonDraft draft)
    {
        if (draft.Tags == draft.TagsBefore)
            return;
        foreach (var version in draft.TagsBefore)
        {
            if (!draft.Tags.Contains(version))
                batch.People.CloseTags(version.Row, batch.Now);
        }

        foreach (var version in draft.Tags)
        {
            if (version.Row == 0)
                batch.People.AddTags(draft.Person, version, command.Source, batch.Now);
        }
    }
}
