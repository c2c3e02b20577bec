using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>Whose use a question counts in each of several spans of time, where those who count the interactions do not know people: excluded people and the people filter.</summary>
public static class AdmittedPeople
{
    /// <summary>
    /// Each person with use in the window whom the filter admits, in the spans from <c>First</c> to <c>Last</c>; a person whose tags change may have several such stretches. Null
    /// when everybody counts.
    /// </summary>
    /// <param name="snapshot">Of the project.</param>
    /// <param name="question">Window and filter.</param>
    /// <param name="decidingDays">For each span the day whose tags decide, ascending.</param>
    /// <param name="today">Days after it count nowhere.</param>
    public static IReadOnlyList<(int Person, int First, int Last)>? Of(IndexSnapshot snapshot, Question question, IReadOnlyList<Day> decidingDays, Day today)
    {
        if (question.People.Count == 0 && snapshot.Excluded.Count == 0)
            return null;
        var everybody = new Question { Window = question.Window };
        var decision = new TagDecision(everybody with { People = question.People }, snapshot.Population.TagSets.Span);
        List<(int, int, int)> stretches = [];
        foreach (var person in new Evaluator(snapshot, today).People(everybody, PeopleSet.Active))
        {
            var versions = snapshot.Population[person].Tags;
            for (var i = 0; i < versions.Length; i++)
            {
                if (decision.GroupOf(versions[i].TagSet) == TagDecision.Refused)
                    continue;
                var first = i == 0 ? 0 : FirstFrom(decidingDays, versions[i].From);
                var last = i + 1 < versions.Length ? FirstFrom(decidingDays, versions[i + 1].From) : decidingDays.Count;
                if (first < last)
                    stretches.Add((person, first, last - 1));
            }
        }

        return stretches;
    }

    // The first span that is decided on a day or later.
    private static int FirstFrom(IReadOnlyList<Day> decidingDays, Day day)
    {
        var (low, high) = (0, decidingDays.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = decidingDays[middle] < day ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
