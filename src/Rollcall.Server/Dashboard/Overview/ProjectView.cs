using Rollcall.Kernel;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>What the overview knows of a project: its people and their use at one moment, and how it counts.</summary>
public sealed record ProjectView
{
    /// <summary>The part of the address: <c>/p/{slug}</c>.</summary>
    public required string Slug { get; init; }

    /// <summary>The path of the instance, with a slash at the end.</summary>
    public string Root { get; init; } = "/";

    /// <summary>With the use that counts, and without those who count nowhere.</summary>
    public required IndexSnapshot Snapshot { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether anybody was ever on the list of people with access.</summary>
    public required bool HasPeople { get; init; }

    /// <summary>When the newest interaction arrived; null before the first.</summary>
    public required DateTimeOffset? DataThrough { get; init; }

    /// <summary>Months (UTC) that lost interactions with a damaged file. Empty when all is well.</summary>
    public IReadOnlyList<Month> IncompleteMonths { get; init; } = [];

    /// <summary>Names of people by their numbers, as shown.</summary>
    public required Func<IReadOnlyList<int>, IReadOnlyList<string>> Names { get; init; }

    /// <summary>Whether this reader may see people, not only numbers.</summary>
    public required bool MaySeePeople { get; init; }

    public Denominator Denominator { get; init; } = Denominator.AnyOverlap;

    public int MinInteractions { get; init; } = 1;

    /// <summary>Groups with fewer people are hidden; 1 hides none.</summary>
    public int SmallestGroup { get; init; } = 1;

    /// <summary>The activation rate to reach, above 0 and at most 1; null: none.</summary>
    public double? Goal { get; init; }

    public ProjectCalendar Calendar => Snapshot.Calendar;

    public Day Today => Calendar.DayOf(Now);

    public string Path => $"{Root}p/{Uri.EscapeDataString(Slug)}";
}
