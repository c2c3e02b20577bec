using System.Numerics;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// Counts the people of windows, in total and by group. The scratch memory is that of <see cref="ChunkWindow"/>: one instance serves one thread, and is
/// best asked for all windows of a chunk before the next chunk.
/// </summary>
internal sealed class ChunkTallies
{
    private readonly Question _question;
    private readonly bool _isGrouped;
    private readonly ChunkWindow _window;
    private readonly GroupBins _bins;

    /// <param name="span">Holds all windows.</param>
    public ChunkTallies(IndexSnapshot snapshot, Question question, TagDecision decision, Period span, Day today)
    {
        (_question, _isGrouped) = (question, decision.IsGrouped);
        _window = new(snapshot, question, decision, span, today);
        _bins = new(_isGrouped ? decision.Groups.Count : 0);
    }

    /// <summary>Walks a window of a chunk and adds its counts: to the total, and to the group of each person when there are groups.</summary>
    public void Count(int chunk, Period window, WindowTally tally)
    {
        _window.Walk(chunk, window);
        if (_window.Days.Days == 0)
            return;
        _window.Sets.AddTo(ref tally.Total);
        if (_isGrouped)
        {
            CountShadow(tally.Groups);
            CountGroups(tally.Groups);
        }

        foreach (var (person, history) in _window.People.Movers)
            CountMover(person, history, tally);
    }

    private void CountShadow(Tally[] groups)
    {
        for (var i = 0; i < Bitmap.Words; i++)
        {
            if (_window.Sets.Used.Shadow(i) == 0)
                continue;
            var (neverEligible, notYet, ended, gap) = _window.Sets.Causes(i);
            var groupOf = _window.People.GroupOf.AsSpan(i << 6, 64);
            for (var rest = neverEligible; rest != 0; rest &= rest - 1)
                groups[groupOf[BitOperations.TrailingZeroCount(rest)]].NeverEligible++;
            for (var rest = notYet; rest != 0; rest &= rest - 1)
                groups[groupOf[BitOperations.TrailingZeroCount(rest)]].NotYet++;
            for (var rest = ended; rest != 0; rest &= rest - 1)
                groups[groupOf[BitOperations.TrailingZeroCount(rest)]].Ended++;
            for (var rest = gap; rest != 0; rest &= rest - 1)
                groups[groupOf[BitOperations.TrailingZeroCount(rest)]].Gap++;
        }
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
        people.AddChangedDays(groups);
        for (var group = 0; group < groups.Length; group++)
        {
            groups[group].Interactions += _window.Uses.Interactions[group];
            groups[group].ActiveEligibleDays += _window.Uses.BothDays[group];
        }
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
            to.EligibleDays += use.EligibleDays;
            to.ActiveEligibleDays += use.ActiveEligibleDays;
            to.Interactions += use.Interactions;
        }
    }
}
