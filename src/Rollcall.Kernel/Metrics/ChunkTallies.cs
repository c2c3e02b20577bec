using Rollcall.Kernel.Population;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// Counts the people of windows one by one, in total and by group: what <see cref="ChunkSlide"/> cannot count. The scratch memory is that of
/// <see cref="ChunkWindow"/>, so one instance serves one thread.
/// </summary>
internal sealed class ChunkTallies
{
    private readonly Question _question;
    private readonly Period[] _windows;
    private readonly ChunkWindow _window;
    private readonly GroupBins _bins;
    private readonly WindowTally? _rows;   // of the question's window, which says which groups are rows, where it is not one of the windows

    public ChunkTallies(IndexSnapshot snapshot, Question question, TagDecision decision, Period[] windows, Day today)
    {
        (_question, _windows) = (question, windows);
        _window = new(snapshot, question, decision, today);
        var groups = decision.IsGrouped ? decision.Groups.Count : 0;
        _bins = new(groups);
        _rows = groups == 0 || windows.Contains(question.Window) ? null : new(groups);
    }

    /// <summary>Adds the counts of a chunk to the tallies of the windows: to the total, and to the group of each person when there are groups.</summary>
    public void Count(int chunk, WindowTallies tallies)
    {
        for (var i = 0; i < _windows.Length; i++)
            Count(chunk, _windows[i], tallies.ByWindow[i]);
        if (_rows is not null)
            Count(chunk, _question.Window, _rows);
        var rows = _rows ?? tallies.ByWindow[Math.Max(0, Array.IndexOf(_windows, _question.Window))];
        for (var group = 0; group < tallies.IsPresent.Length; group++)
            tallies.IsPresent[group] |= rows.Groups[group].Present > 0;
    }

    private void Count(int chunk, Period window, WindowTally tally)
    {
        _window.Walk(chunk, window);
        if (_window.Days.Days == 0)
            return;
        _window.Sets.AddTo(ref tally.Total, _window.People.Admitted);
        _window.Sets.AddShadowTo(ref tally.Total, _window.People.Admitted);
        tally.Total.Add(_window.Total);
        if (tally.Groups.Length > 0)
            CountGroups(tally.Groups);
        foreach (var (person, history) in _window.People.Movers)
            CountMover(person, history, tally);
    }

    private void CountGroups(Tally[] groups)
    {
        _bins.Clear();
        var (people, used) = (_window.People, _window.Sets.Used);
        var (eligible, everUsed) = (_window.Sets.Eligible, _window.Sets.EverUsed.People);
        for (var i = 0; i < Bitmap.Words; i++)
        {
            var any = people.AnyAccess[i];
            if ((any | used.Active[i]) != 0)
                _bins.Add(people.GroupOf.AsSpan(i << 6, 64), new(eligible[i], used.Active[i], used.WithAccess[i], everUsed[i], any, people.AtStart[i]));
        }

        _bins.AddTo(groups, _window.Days.Days);
        _window.Sets.AddShadowTo(groups, people.Admitted, people.GroupOf);
        people.AddChangedDays(groups);
        for (var group = 0; group < groups.Length; group++)
            groups[group].Add(_window.OfGroups[group]);
    }

    // People whose tags change inside the window, each day's own tags deciding.
    private void CountMover(int person, PersonHistory history, WindowTally tally)
    {
        foreach (var (group, use) in _window.UsesOf(person, history))
        {
            if (group is { } number)
                AddUse(ref tally.Groups[number], use);
            else
                AddUse(ref tally.Total, use);
        }

        void AddUse(ref Tally to, PersonUse use)
        {
            if (use is { EligibleDays: 0, ActiveDays: 0 })
                return;
            var everUsed = Bitmap.Has(_window.Sets.EverUsed.People, person);
            to.AddPeople(1, use.IsEligible(_question.Denominator, _window.Days.Days), use.ActiveDays > 0, use.ActiveEligibleDays > 0, everUsed);
            if (use is { ActiveDays: > 0, ActiveEligibleDays: 0 })
                to.AddShadow(use.CauseOfShadow(history));
            to.Add(new DaySums(use.EligibleDays, use.ActiveEligibleDays, use.Interactions));
        }
    }
}
