using Rollcall.Kernel;
using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Metrics;

/// <summary>
/// The activity that interaction filters leave, for one project: the last few are kept. Of a stored interaction only tags change, and the store tells when
/// those of a filter did; until then a kept one is brought up to date with what arrived since. Else all interactions are read.
/// </summary>
internal sealed class FilteredActivity
{
    private const int Kept = 8;

    private readonly Lock _gate = new();
    private readonly LinkedList<(string Filter, long Revision, long ThroughSeq, ProjectCalendar Calendar, ActivityIndex Activity)> _recent = [];

    public ActivityIndex Of(ProjectStore store, IndexSnapshot snapshot, ProjectCalendar calendar, IReadOnlyList<TagTerm> events)
    {
        var filter = string.Join('\n', events.Select(term => $"{term.Key}\0{string.Join('\0', term.Values.Order(StringComparer.Ordinal))}"));
        var revision = store.TagRevision(events.Select(term => term.Key));
        var (known, through) = Newest(filter, revision, calendar, snapshot.ThroughSeq);
        if (through == snapshot.ThroughSeq)
            return known;

        var terms = new EventFilterTerms(events.ToDictionary(term => term.Key, term => term.Values, StringComparer.Ordinal));
        var activity = store.Matching(terms, calendar, through, snapshot.ThroughSeq, known.Plus);
        Keep(filter, revision, calendar, snapshot.ThroughSeq, activity);
        return activity;
    }

    // Not one that knows more than the snapshot: the two are asked together.
    private (ActivityIndex Activity, long ThroughSeq) Newest(string filter, long revision, ProjectCalendar calendar, long throughSeq)
    {
        lock (_gate)
        {
            var kept = _recent.Where(kept => kept.Filter == filter && kept.Revision == revision && kept.Calendar == calendar && kept.ThroughSeq <= throughSeq)
                .OrderByDescending(kept => kept.ThroughSeq).FirstOrDefault();
            return (kept.Activity ?? ActivityIndex.Empty, kept.ThroughSeq);
        }
    }

    private void Keep(string filter, long revision, ProjectCalendar calendar, long throughSeq, ActivityIndex activity)
    {
        lock (_gate)
        {
            // One older version stays for a question that took its snapshot before this one.
            var older = _recent.Where(kept => kept.Filter == filter && kept.Calendar == calendar && (kept.Revision, kept.ThroughSeq).CompareTo((revision, throughSeq)) < 0)
                .OrderByDescending(kept => (kept.Revision, kept.ThroughSeq)).Skip(1).ToList();
            foreach (var kept in older)
                _recent.Remove(kept);
            _recent.AddFirst((filter, revision, throughSeq, calendar, activity));
            while (_recent.Count > Kept)
                _recent.RemoveLast();
        }
    }
}
