using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// Access and use of one person over some days of a window, counted day by day: the plain way, for the few people whom the set
/// algebra cannot treat alike (those whose tags change inside the window while each day's own tags decide).
/// </summary>
internal readonly record struct PersonUse(int EligibleDays, int ActiveDays, int ActiveEligibleDays, long Interactions, bool OnLastDay, Day First, Day Last)
{
    public static PersonUse Of(PersonHistory history, ActivityChunk activity, int person, Period window, int minInteractions, Func<Day, bool> admits)
    {
        int eligible = 0, active = 0, both = 0;
        long interactions = 0;
        var onLast = false;
        Day first = Day.Latest, last = Day.Earliest;
        for (var day = window.From; day < window.Until; day += 1)
        {
            if (!admits(day))
                continue;
            var can = history.HasAccessOn(day);
            var count = activity.On(day)?.CountOf(person) ?? 0;
            eligible += can ? 1 : 0;
            onLast |= can && day == window.Until - 1;
            if (count < minInteractions)
                continue;
            active++;
            interactions += count;
            both += can ? 1 : 0;
            (first, last) = (Day.Min(first, day), day);
        }

        return new(eligible, active, both, interactions, onLast, first, last);
    }

    public bool IsEligible(Denominator denominator, int days) => denominator.Kind switch
    {
        Denominator.Mode.Any => EligibleDays > 0,
        Denominator.Mode.Whole => EligibleDays == days && days > 0,
        Denominator.Mode.End => OnLastDay,
        _ => EligibleDays >= denominator.Days,
    };

    /// <summary>Why use without a day of access is shadow; of somebody who is active.</summary>
    public PeopleSet CauseOfShadow(PersonHistory history)
    {
        if (history.Access.Length == 0)
            return PeopleSet.ShadowNeverEligible;
        if (history.Access[0].From > Last)
            return PeopleSet.ShadowNotYet;
        return history.Access[^1].Until <= First ? PeopleSet.ShadowEnded : PeopleSet.ShadowGap;
    }
}
