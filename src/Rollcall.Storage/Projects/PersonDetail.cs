using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;

namespace Rollcall.Storage.Projects;

/// <summary>All that is known of one person's place on the list.</summary>
/// <param name="Person">The person's number.</param>
/// <param name="EndUser">As first spelled.</param>
/// <param name="IsListed">Whether the person is on the list now.</param>
/// <param name="Access">Intervals that hold now, as sent, by their start.</param>
/// <param name="Tags">Versions that hold now, by day.</param>
/// <param name="Changes">The log, oldest first.</param>
public sealed record PersonDetail(
    int Person, string EndUser, bool IsListed,
    IReadOnlyList<PersonAccess> Access, IReadOnlyList<PersonTags> Tags, IReadOnlyList<PersonChange> Changes);

/// <param name="Interval">As sent.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="RecordedAt">When, UTC microseconds.</param>
public sealed record PersonAccess(AccessInterval Interval, string Source, long RecordedAt);

/// <param name="From">The first day; <see cref="Day.Earliest"/>: since ever.</param>
/// <param name="Tags">The tags from that day on.</param>
/// <param name="Source">Where they came from.</param>
/// <param name="RecordedAt">When, UTC microseconds.</param>
public sealed record PersonTags(Day From, IReadOnlyDictionary<string, string> Tags, string Source, long RecordedAt);

/// <param name="RecordedAt">When, UTC microseconds.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Kind"><c>listed</c>, <c>changed</c>, <c>left</c> or <c>withdrawn</c>.</param>
/// <param name="Detail">Access and tags before and after, where they changed; JSON.</param>
public sealed record PersonChange(long RecordedAt, string Source, string Kind, string Detail);
