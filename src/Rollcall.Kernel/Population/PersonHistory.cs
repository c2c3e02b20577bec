using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Population;

/// <summary>
/// Access and tags of one person in local days: intervals merged (touching and overlapping ones are one), ascending and disjoint;
/// versions ascending by day, the first of them holding since ever. Immutable.
/// </summary>
/// <param name="Access">Half-open, never empty; <see cref="Day.Latest"/> ends an open one.</param>
/// <param name="Tags">At least one; the first has <see cref="Day.Earliest"/>. The number is that of a tag set.</param>
internal sealed record PersonHistory(Period[] Access, (Day From, int TagSet)[] Tags)
{
    public static readonly PersonHistory Unknown = new([], [(Day.Earliest, 0)]);

    public static PersonHistory Of(PersonFacts facts, ProjectCalendar calendar, TagSets tagSets)
        => new(Merge(facts.Access, calendar), Versions(facts.Tags, tagSets));

    /// <summary>The number of the tag set held on a day.</summary>
    public int TagSetOn(Day day)
    {
        var held = Tags[0].TagSet;
        foreach (var (from, tagSet) in Tags)
        {
            if (from > day)
                break;
            held = tagSet;
        }

        return held;
    }

    public bool HasAccessOn(Day day)
    {
        foreach (var interval in Access)
        {
            if (interval.Contains(day))
                return true;
        }

        return false;
    }

    private static Period[] Merge(IReadOnlyList<AccessInterval> access, ProjectCalendar calendar)
    {
        // Nearly everybody has one, and a list of people brings many at once.
        if (access.Count == 1)
            return Resolve(access[0]) is var only && only.From < only.Until ? [only] : [];
        var merged = new List<Period>(access.Count);
        foreach (var interval in access.Select(Resolve).Where(interval => interval.From < interval.Until).OrderBy(interval => interval.From))
        {
            if (merged.Count > 0 && interval.From <= merged[^1].Until)
                merged[^1] = merged[^1] with { Until = Day.Max(merged[^1].Until, interval.Until) };
            else
                merged.Add(interval);
        }

        return [.. merged];

        Period Resolve(AccessInterval interval) => new(interval.From.BeginsOn(calendar), interval.To?.EndsBefore(calendar) ?? Day.Latest);
    }

    private static (Day From, int TagSet)[] Versions(IReadOnlyList<TagVersion> received, TagSets tagSets)
    {
        if (received.Count == 0)
            return Unknown.Tags;
        if (received.Count == 1)
            return [(Day.Earliest, tagSets.NumberOf(received[0].Tags))];
        var sorted = received.OrderBy(version => version.From).ToArray();   // stable: the last received of a day stays last
        var versions = new List<(Day From, int TagSet)> { (Day.Earliest, tagSets.NumberOf(sorted[0].Tags)) };
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i + 1 < sorted.Length && sorted[i + 1].From == sorted[i].From)
                continue;
            var tagSet = tagSets.NumberOf(sorted[i].Tags);
            if (tagSet != versions[^1].TagSet)
                versions.Add((sorted[i].From, tagSet));
        }

        return [.. versions];
    }
}
