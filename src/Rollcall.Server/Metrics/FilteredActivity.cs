using Rollcall.Kernel;
using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Metrics;

/// <summary>
/// The activity that interaction filters leave, for one project: the last few are kept and used again while nothing new has arrived.
/// Built by reading the journal, so the first question with a filter takes as long as that.
/// </summary>
internal sealed class FilteredActivity
{
    private const int Kept = 8;

    private readonly Lock _gate = new();
    private readonly LinkedList<(string Filter, long ThroughSeq, ProjectCalendar Calendar, ActivityIndex Activity)> _recent = [];

    public ActivityIndex Of(ProjectStore store, IndexSnapshot snapshot, ProjectCalendar calendar, IReadOnlyList<TagTerm> events)
    {
        var filter = string.Join('\n', events.Select(term => $"{term.Key}\0{string.Join('\0', term.Values.Order(StringComparer.Ordinal))}"));
        lock (_gate)
        {
            if (_recent.FirstOrDefault(kept => kept.Filter == filter && kept.ThroughSeq == snapshot.ThroughSeq && kept.Calendar == calendar).Activity is { } known)
                return known;
        }

        var terms = new EventFilterTerms(events.ToDictionary(term => term.Key, term => term.Values, StringComparer.Ordinal));
        var activity = ActivityIndex.Of(store.Matching(terms, snapshot.ThroughSeq).Select(use => (use.Person, calendar.DayOf(use.TimeStart))));
        lock (_gate)
        {
            _recent.AddFirst((filter, snapshot.ThroughSeq, calendar, activity));
            while (_recent.Count > Kept)
                _recent.RemoveLast();
        }

        return activity;
    }
}
