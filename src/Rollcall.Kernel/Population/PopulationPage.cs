using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Population;

/// <summary>
/// The histories of 1,024 people: the unit that a change copies. Most people have one access interval and one tag set, which stand in arrays by
/// person so that a window is a vector comparison; those with several intervals, or several tag versions, have them in lists beside. Immutable once shared.
/// </summary>
internal sealed class PopulationPage
{
    public const int Size = 1_024;

    public static readonly PopulationPage Empty = new();

    private PopulationPage()
    {
        Array.Fill(From, int.MaxValue);
        Array.Fill(Until, int.MinValue);
    }

    /// <summary>First day with access by person; <see cref="int.MaxValue"/> for people without access and for those with several intervals.</summary>
    public int[] From { get; private init; } = new int[Size];

    /// <summary>First day without access by person; <see cref="int.MinValue"/> for people without access and for those with several intervals.</summary>
    public int[] Until { get; private init; } = new int[Size];

    /// <summary>Number of the tag set by person; for people with several versions, that of the first.</summary>
    public int[] TagSet { get; private init; } = new int[Size];

    /// <summary>All intervals of the people who have several, by person and day.</summary>
    public Interval[] Intervals { get; private init; } = [];

    /// <summary>All versions of the people who have several, by person and day; the first of each has <see cref="int.MinValue"/>.</summary>
    public Version[] Versions { get; private init; } = [];

    /// <summary>Bytes held, without object headers.</summary>
    public long Bytes => sizeof(int) * ((3L * Size) + (3L * Intervals.Length) + (3L * Versions.Length));

    public PersonHistory this[int person]
    {
        get
        {
            var intervals = IntervalsOf(person);
            var versions = VersionsOf(person);
            var access = From[person] < Until[person] ? [new Period(new Day(From[person]), new Day(Until[person]))] : new Period[intervals.Length];
            for (var i = 0; i < intervals.Length; i++)
                access[i] = new(new Day(intervals[i].From), new Day(intervals[i].Until));
            var tags = new (Day, int)[Math.Max(1, versions.Length)];
            tags[0] = (Day.Earliest, TagSet[person]);
            for (var i = 1; i < versions.Length; i++)
                tags[i] = (new Day(versions[i].From), versions[i].TagSet);
            return new(access, tags);
        }
    }

    /// <summary>Whether a person has access on any day, past or to come.</summary>
    public bool EverHasAccess(int person) => From[person] < Until[person] || IntervalsOf(person).Length > 0;

    /// <summary>The intervals of somebody who has several; empty for others.</summary>
    public ReadOnlySpan<Interval> IntervalsOf(int person) => Of<Interval>(Intervals, person);

    /// <summary>The versions of somebody who has several; empty for others.</summary>
    public ReadOnlySpan<Version> VersionsOf(int person) => Of<Version>(Versions, person);

    /// <summary>A copy of this page with other histories for the people named.</summary>
    public PopulationPage With(IReadOnlyCollection<(int Person, PersonHistory History)> changes)
    {
        HashSet<int> changed = Intervals.Length + Versions.Length == 0 ? [] : [.. changes.Select(change => change.Person)];
        var page = new PopulationPage
        {
            From = [.. From],
            Until = [.. Until],
            TagSet = [.. TagSet],
            Intervals =
            [
                .. Intervals.Where(i => !changed.Contains(i.Person))
                    .Concat(changes.Where(c => c.History.Access.Length > 1)
                        .SelectMany(c => c.History.Access.Select(a => new Interval(c.Person, a.From.Number, a.Until.Number))))
                    .OrderBy(i => i.Person),   // stable, so days stay in order
            ],
            Versions =
            [
                .. Versions.Where(v => !changed.Contains(v.Person))
                    .Concat(changes.Where(c => c.History.Tags.Length > 1)
                        .SelectMany(c => c.History.Tags.Select(t => new Version(c.Person, t.From.Number, t.TagSet))))
                    .OrderBy(v => v.Person),
            ],
        };
        foreach (var (person, history) in changes)
        {
            (page.From[person], page.Until[person]) = history.Access is [var only]
                ? (only.From.Number, only.Until.Number)
                : (int.MaxValue, int.MinValue);
            page.TagSet[person] = history.Tags[0].TagSet;
        }

        return page;
    }

    private static ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> all, int person)
        where T : struct, IOfPerson
    {
        var (low, high) = (0, all.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (all[middle].Person < person)
                low = middle + 1;
            else
                high = middle;
        }

        var end = low;
        while (end < all.Length && all[end].Person == person)
            end++;
        return all[low..end];
    }

    private interface IOfPerson
    {
        int Person { get; }
    }

    internal readonly record struct Interval(int Person, int From, int Until) : IOfPerson;

    internal readonly record struct Version(int Person, int From, int TagSet) : IOfPerson;
}
