using Rollcall.Kernel.Population;

namespace Rollcall.Storage.Projects;

/// <summary>
/// Decides a people command: reads the people it names, works out what they become, collects every fault. Writes nothing. Entries are taken in order,
/// so that a person named twice is seen by the second entry as the first one left it.
/// </summary>
internal sealed class PeopleEdit(Batch batch)
{
    private readonly Dictionary<string, PersonDraft> _drafts = new(StringComparer.Ordinal);
    private readonly List<PersonResult> _results = [];
    private readonly List<PersonFault> _faults = [];
    private int _newPeople;

    public IReadOnlyCollection<PersonDraft> Drafts => _drafts.Values;

    public IReadOnlyList<PersonFault> Faults => _faults;

    public PeopleOutcome Outcome => new(_results);

    public void Decide(PeopleCommand command)
    {
        switch (command)
        {
            case PeopleCommand.Insert insert:
                Each(insert.Users, Insert);
                ShowAsTheyAre();
                break;
            case PeopleCommand.Update update:
                Each(update.Users, Update);
                ShowAsTheyAre();
                break;
            case PeopleCommand.Upsert upsert:
                Each(upsert.Users, (i, entry, draft) => draft.Listing == Listing.Listed ? Update(i, entry, draft) : Insert(i, entry, draft));
                break;
            case PeopleCommand.Delete delete:
                foreach (var endUser in delete.EndUsers)
                    Delete(endUser, delete.AsIfNever);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command, null);
        }
    }

    private void Each(IReadOnlyList<PersonEntry> users, Func<int, PersonEntry, PersonDraft, PersonStatus> decide)
    {
        for (var i = 0; i < users.Count; i++)
        {
            var draft = Draft(users[i].EndUser);
            _results.Add(new(draft.Text, decide(i, users[i], draft), null));
        }
    }

    private PersonStatus Insert(int index, PersonEntry entry, PersonDraft draft)
    {
        if (draft.Listing == Listing.Listed)
            return PersonStatus.Skipped;
        if (draft.Person < 0)
            draft.Person = batch.State.Names.Count + _newPeople++;
        draft.Kind = "listed";
        draft.Listing = Listing.Listed;
        IReadOnlyList<AccessInterval> given = entry.Access ?? [new(entry.ActiveFrom ?? AccessBound.Of(batch.Today), entry.ActiveTo.Value)];
        if (IsSound(index, entry.Access is null ? "active_to" : "access", given))
            draft.Access = entry.Access is not null || draft.Access.Count == 0 ? given : [.. draft.Access, .. given.Except(draft.Access)];
        Tag(entry, draft);
        return PersonStatus.Inserted;
    }

    private PersonStatus Update(int index, PersonEntry entry, PersonDraft draft)
    {
        if (draft.Listing != Listing.Listed)
            return PersonStatus.Skipped;
        var (access, tags) = (draft.Access, draft.Tags);
        if (entry.Access is { } all)
        {
            if (IsSound(index, "access", all) && !SameIntervals(all, access))
                draft.Access = all;
        }
        else if (AccessEdit.Change(access, entry.ActiveFrom, entry.ActiveTo, batch.Today, batch.Calendar, out var fault) is { } changed)
        {
            if (!SameIntervals(changed, access))
                draft.Access = changed;
        }
        else
        {
            _faults.Add(new(index, entry.ActiveTo.IsPresent ? "active_to" : "active_from", "ends_before_start", fault!));
        }

        Tag(entry, draft);
        return draft.Access == access && draft.Tags == tags ? PersonStatus.Unchanged : PersonStatus.Updated;
    }

    private void Delete(string endUser, bool asIfNever)
    {
        var draft = Draft(endUser);
        // Access that was closed by an earlier delete can still be withdrawn.
        if (draft.Listing != Listing.Listed && !(asIfNever && draft.Access.Count > 0))
        {
            _results.Add(new(draft.Text, PersonStatus.Unknown, null));
            return;
        }

        draft.Kind = asIfNever ? "withdrawn" : "left";
        draft.Listing = Listing.Left;
        draft.Access = asIfNever ? [] : AccessEdit.Leave(draft.Access, batch.Today, batch.Calendar);
        _results.Add(new(draft.Text, PersonStatus.Deleted, null));
    }

    private void Tag(PersonEntry entry, PersonDraft draft)
    {
        if (entry.Tags is { } tags)
            draft.Tags = TagEdit.Change(draft.Tags, entry.TagsFrom ?? batch.Today, entry.TagsFrom is not null, TagText.Write(tags));
    }

    private bool IsSound(int index, string field, IReadOnlyList<AccessInterval> intervals)
    {
        var before = _faults.Count;
        for (var i = 0; i < intervals.Count; i++)
        {
            if (AccessEdit.EndsBeforeItStarts(intervals[i], batch.Calendar))
            {
                var place = field == "access" ? $"access.{i}.to" : field;
                _faults.Add(new(index, place, "ends_before_start", AccessEdit.EndsBeforeItStartsMessage(intervals[i])));
            }
        }

        return _faults.Count == before;
    }

    private PersonDraft Draft(string endUser)
    {
        var text = EndUserId.Clean(endUser);
        var folded = EndUserId.Fold(text);
        if (_drafts.TryGetValue(folded, out var draft))
            return draft;
        if (!batch.State.Names.TryFindForWriter(folded, out var identifier))
        {
            draft = new(text, folded, -1);
        }
        else
        {
            var person = batch.State.Names.PersonForWriter(identifier);
            var listing = batch.State.Roster[person];
            var first = batch.State.Names.TextForWriter(person);
            draft = listing == Listing.Never
                ? new(first, folded, person)
                : new(first, folded, person, listing, batch.People.OpenAccess(person), batch.People.OpenTags(person));
        }

        _drafts.Add(folded, draft);
        return draft;
    }

    // Nebuly's answers show the people themselves, as they are once the whole command is done.
    private void ShowAsTheyAre()
    {
        for (var i = 0; i < _results.Count; i++)
        {
            if (_drafts.TryGetValue(EndUserId.Fold(_results[i].EndUser), out var draft) && draft.Listing == Listing.Listed)
            {
                var tags = TagText.Read(TagEdit.On(draft.Tags, batch.Today));
                _results[i] = _results[i] with { Now = new(draft.Person, draft.Text, AccessEdit.Latest(draft.Access, batch.Calendar), tags) };
            }
        }
    }

    private static bool SameIntervals(IReadOnlyList<AccessInterval> a, IReadOnlyList<AccessInterval> b) =>
        ReferenceEquals(a, b) || (a.Count == b.Count && a.All(b.Contains) && b.All(a.Contains));
}
