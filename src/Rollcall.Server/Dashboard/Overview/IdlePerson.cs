using Rollcall.Kernel;
using Rollcall.Kernel.Time;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>Somebody with access: since when they have it now (null: since ever), and on how many days they have had it.</summary>
public sealed record IdlePerson(int Person, Day? Since, int Days)
{
    /// <param name="until">The first day that does not count.</param>
    public static IdlePerson Of(int person, IndexSnapshot snapshot, Day until)
    {
        var access = snapshot.HistoryOf(person).Access.Where(a => a.From < until).ToArray();
        if (access.Length == 0)
            return new(person, null, 0);
        var since = access[^1].From;
        return since == Day.Earliest ? new(person, null, int.MaxValue) : new(person, since, access.Where(a => a.From != Day.Earliest).Sum(a => Day.Min(a.Until, until) - a.From));
    }
}
