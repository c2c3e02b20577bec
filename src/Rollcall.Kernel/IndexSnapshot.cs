using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel;

/// <summary>People and activity of a project at one moment. Immutable: a question asked of it sees one state throughout.</summary>
public sealed class IndexSnapshot
{
    internal IndexSnapshot(ProjectCalendar calendar, PopulationIndex population, ActivityIndex activity, long throughSeq)
        => (Calendar, Population, Activity, ThroughSeq) = (calendar, population, activity, throughSeq);

    public ProjectCalendar Calendar { get; }

    /// <summary>The sequence number of the newest interaction in it.</summary>
    public long ThroughSeq { get; }

    /// <summary>Bytes held by sets, counts and histories, without names; estimated from lengths.</summary>
    public long Bytes => Population.Bytes + Activity.Bytes;

    internal PopulationIndex Population { get; }

    internal ActivityIndex Activity { get; }

    /// <summary>People who count nowhere; they can still be looked up.</summary>
    internal PersonSet Excluded { get; private init; } = PersonSet.Empty;

    /// <summary>The same people with other activity: what an interaction filter leaves.</summary>
    public IndexSnapshot WithActivity(ActivityIndex activity) => new(Calendar, Population, activity, ThroughSeq) { Excluded = Excluded };

    /// <summary>The same, except that these people count nowhere: every number is as if they and all they did were not there.</summary>
    public IndexSnapshot Without(PersonSet people) => new(Calendar, Population, Activity, ThroughSeq) { Excluded = people };

    /// <summary>Access (merged, in local days) and tag versions of a person; both empty for someone who was never on the list.</summary>
    public (IReadOnlyList<Period> Access, IReadOnlyList<(Day From, TagSet Tags)> Tags) HistoryOf(int person)
    {
        var history = Population[person];
        return (history.Access, [.. history.Tags.Select(version => (version.From, Population.TagSets.Span[version.TagSet]))]);
    }

    /// <summary>The tags that a person holds on a day.</summary>
    public TagSet TagsOf(int person, Day day) => Population.TagSets.Span[Population[person].TagSetOn(day)];

    /// <summary>Every tag key of the people, with its values, both in code point order: what there is to filter and group by.</summary>
    public IReadOnlyList<(string Key, IReadOnlyList<string> Values)> PeopleTags()
        => [.. Population.TagSets.ToArray().SelectMany(set => set.Tags).GroupBy(tag => tag.Key, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, (IReadOnlyList<string>)[.. group.Select(tag => tag.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]))];
}
