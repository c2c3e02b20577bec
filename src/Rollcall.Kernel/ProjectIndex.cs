using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel;

/// <summary>
/// The index of one project: people with their access and tags, and who was active on which day. A writer applies each commit; readers take
/// immutable snapshots. Changes wait in a list until a reader asks or the list is long, so a stream of small commits costs one copy a question and
/// not one a commit; what was applied is always in the next snapshot. Thread-safe.
/// </summary>
public sealed class ProjectIndex(ProjectCalendar calendar)
{
    /// <summary>Uses that wait at the most before they are folded in.</summary>
    internal const int FoldAt = 65_536;

    private readonly Lock _gate = new();
    private TagSets _tagSets = new();
    private readonly Dictionary<int, PersonHistory> _people = [];
    private readonly List<ulong> _uses = [];
    private readonly List<ulong> _erased = [];
    private long _throughSeq;
    private volatile IndexSnapshot _current = new(calendar, PopulationIndex.Empty, ActivityIndex.Empty, 0);

    public ProjectCalendar Calendar { get; } = calendar;

    /// <summary>Adds what one commit changed, all of it or, when an exception leaves this method, possibly part of it: then rebuild the index.</summary>
    public void Apply(IndexChange change)
    {
        AddDays(change.DaysOfUse);
        lock (_gate)
        {
            foreach (var facts in change.People)
                _people[facts.Person] = PersonHistory.Of(facts, Calendar, _tagSets);
            foreach (var (person, timeStart) in change.Uses)
                _uses.Add(ActivityIndex.Pack(person, Calendar.DayOf(timeStart)));
            foreach (var (person, timeStart) in change.Erased)
                _erased.Add(ActivityIndex.Pack(person, Calendar.DayOf(timeStart)));
            _throughSeq = Math.Max(_throughSeq, change.ThroughSeq);
            if (_uses.Count >= FoldAt || _people.Count >= FoldAt || _erased.Count > 0)
                Fold();
        }
    }

    /// <summary>The people and activity of everything applied so far.</summary>
    public IndexSnapshot Snapshot()
    {
        lock (_gate)
        {
            Fold();
            return _current;
        }
    }

    /// <summary>
    /// The same people and days, counted by another calendar of the same zone: by other weeks. What is applied from now on goes to the one returned alone.
    /// </summary>
    /// <exception cref="ArgumentException">The calendar is of another zone, in which days are others.</exception>
    public ProjectIndex WithWeeksOf(ProjectCalendar other)
    {
        if (other.Zone.Id != Calendar.Zone.Id)
            throw new ArgumentException($"Days of {other.Zone.Id} are not those of {Calendar.Zone.Id}.", nameof(other));
        var now = Snapshot();
        return new(other) { _tagSets = _tagSets, _throughSeq = now.ThroughSeq, _current = new(other, now.Population, now.Activity, now.ThroughSeq) };
    }

    // A million days take a tenth of a second, in which others can go on.
    private void AddDays(IEnumerable<(int Person, Day Day, int Count)> days)
    {
        for (var isAdded = false; !isAdded;)
        {
            var before = _current.Activity;
            var after = before.Plus(days);
            lock (_gate)
            {
                isAdded = _current.Activity == before;
                if (isAdded && after != before)
                    _current = new(Calendar, _current.Population, after, _current.ThroughSeq);
            }
        }
    }

    private void Fold()
    {
        if (_people.Count == 0 && _uses.Count == 0 && _erased.Count == 0 && _current.ThroughSeq == _throughSeq)
            return;
        _current = new(Calendar, _current.Population.With(_people, _tagSets.All), _current.Activity.Plus(_uses).Minus(_erased), _throughSeq);
        _people.Clear();
        _uses.Clear();
        _erased.Clear();
    }
}
