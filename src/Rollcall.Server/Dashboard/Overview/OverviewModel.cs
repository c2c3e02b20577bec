using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Server.Dashboard.Shared;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>
/// The answers behind one overview: windows, measures, groups and people, each asked at most once. All from one snapshot, so that the cards
/// agree. What compares leaves out today: it takes the days of the window that are over, and as many days of the period before.
/// Used by one request.
/// </summary>
public sealed class OverviewModel
{
    private const int LongestByDay = 190;

    private readonly Evaluator _evaluator;
    private readonly IReadOnlyList<TagTerm> _terms;
    private readonly Dictionary<Period, AdoptionMeasures> _totals = [];
    private readonly Dictionary<Period, IReadOnlyList<SeriesBucket>> _series = [];
    private readonly Dictionary<Period, IReadOnlyList<Group<AdoptionMeasures>>> _groups = [];

    public OverviewModel(ProjectView project, DashboardQuery query)
    {
        (Project, Query) = (project, query);
        _evaluator = new Evaluator(project.Snapshot, project.Today);
        _terms =
        [
            .. query.People.GroupBy(f => (f.Key, f.Not)).Select(g => new TagTerm(g.Key.Key, [.. g.Select(f => f.Value)], g.Key.Not)),
        ];
        Window = query.Range.Window(project.Calendar, project.Today);
        Grains = [.. new[] { Grain.Day, Grain.Week, Grain.Month }.Where(Fits)];
        Grain = query.Interval is { } asked && Grains.Contains(asked) ? asked : Natural();
        TagKeys = project.Snapshot.PeopleTags();
    }

    public ProjectView Project { get; }

    public DashboardQuery Query { get; }

    /// <summary>The days asked for, today included where the range ends today.</summary>
    public Period Window { get; }

    /// <summary>The days of the window that are over.</summary>
    public Period Over => Window.Clip(new Period(Day.Earliest, Project.Today));

    /// <summary>The period compared with, as long as <see cref="Over"/>; null where nothing is compared.</summary>
    public Period? Compared => CompareFrom is { } from && Over.Days > 0 ? new Period(from, from + Over.Days) : null;

    /// <summary>The whole of the period before, for its name and its line.</summary>
    public Period? ComparedWhole => CompareFrom is { } from
        ? new Period(from, Query.Compare == Comparison.Previous ? Window.From : from + Window.Days)
        : null;

    /// <summary>"Previous 26 weeks", "Year before".</summary>
    public string? ComparedLabel => Query.Compare switch
    {
        Comparison.Previous => $"Previous {Query.Range.Length(Window)}",
        Comparison.Year => "Year before",
        _ => null,
    };

    /// <summary>What the line of the period before is called: where weekdays make it other days than the period compared with, how far back they are.</summary>
    public string? LineLabel => LineShift is { } weeks and > 0 ? $"{weeks / 7} weeks before" : ComparedLabel;

    public Grain Grain { get; }

    /// <summary>The bucket lengths that make sense for the range.</summary>
    public IReadOnlyList<Grain> Grains { get; }

    public IReadOnlyList<(string Key, IReadOnlyList<string> Values)> TagKeys { get; }

    /// <summary>The tag key that the groups are made by: the one asked for, else the department, else the first there is.</summary>
    public string? GroupKey => Query.GroupBy ?? TagKeys.Select(t => t.Key).OrderBy(k => k is "department" ? 0 : 1).FirstOrDefault();

    public bool IsFirstRun => !Project.HasPeople || Project.DataThrough is null;

    /// <summary>Nobody with access and nobody active passes the filters.</summary>
    public bool NobodyMatches => Query.People.Count > 0 && Total is { Eligible: 0, Active: 0 };

    /// <summary>Fewer people pass the filters than a group may have.</summary>
    public bool TooFew => Query.People.Count > 0 && Total.Eligible < Project.SmallestGroup;

    /// <summary>Adoption of the window, with today.</summary>
    public AdoptionMeasures Total => TotalOf(Window);

    /// <summary>Adoption of the days that are over; null before the first of them.</summary>
    public AdoptionMeasures? TotalOver => Over.Days > 0 ? TotalOf(Over) : null;

    public AdoptionMeasures? TotalCompared => Compared is { } compared ? TotalOf(compared) : null;

    public IReadOnlyList<SeriesBucket> Series => SeriesOf(Window);

    /// <summary>The buckets of the period compared with, in line with those of <see cref="Series"/>; null where there is none or it is not whole.</summary>
    public IReadOnlyList<SeriesBucket?> SeriesCompared
    {
        get
        {
            if (LineBefore is not { } line)
                return [.. Series.Select(_ => (SeriesBucket?)null)];
            var before = SeriesOf(line);
            return [.. Series.Select((_, i) => i < before.Count && !before[i].Partial ? before[i] : null)];
        }
    }

    public IReadOnlyList<Group<AdoptionMeasures>> Groups => GroupsOf(Window);

    public IReadOnlyList<Group<AdoptionMeasures>> GroupsOver => Over.Days > 0 ? GroupsOf(Over) : [];

    public IReadOnlyList<Group<AdoptionMeasures>> GroupsCompared => Compared is { } compared ? GroupsOf(compared) : [];

    /// <summary>Everybody who never used it, longest access first.</summary>
    public IReadOnlyList<IdlePerson> NeverUsed
    {
        get
        {
            if (field is not null)
                return field;
            // Up to the end of the window, yesterday at the latest: a day that is not over is no day of waiting yet.
            var until = Day.Min(Window.Until, Project.Today);
            return field = [.. _evaluator.People(Ask(Window), PeopleSet.NeverUsed).Select(person => IdlePerson.Of(person, Project.Snapshot, until)).OrderByDescending(p => p.Days).ThenBy(p => p.Person)];
        }
    }

    /// <summary>The value of the grouping tag that decides for a person in this window; null without it.</summary>
    public string? GroupOf(int person) => GroupKey is { } key
        ? Project.Snapshot.TagsOf(person, Query.AsOf.Resolve(Window, Project.Today) ?? Day.Min(Window.Until - 1, Project.Today))[key]
        : null;

    // Days and weeks are drawn under the same days of the week; a window of 30 days lies 35 days before itself. 0: as compared.
    private int? LineShift
    {
        get
        {
            if (CompareFrom is not { } from)
                return null;
            var shift = Window.From - from;
            return Grain is Grain.Month or Grain.Quarter || shift % 7 == 0 || Window.Days < 7 ? 0 : Query.Range == DateRange.Months12 ? shift / 7 * 7 : (shift + 6) / 7 * 7;
        }
    }

    private Period? LineBefore => LineShift switch
    {
        null => null,
        0 => ComparedWhole,
        { } shift => new Period(Window.From - shift, Window.Until - shift),
    };

    private Day? CompareFrom => Query.Compare == Comparison.None ? null : Query.Range.ComparedStart(Window, Query.Compare);

    private AdoptionMeasures TotalOf(Period window) =>
        _totals.TryGetValue(window, out var known) ? known : _totals[window] = _evaluator.Adoption(Ask(window)).Total;

    private IReadOnlyList<SeriesBucket> SeriesOf(Period window) =>
        _series.TryGetValue(window, out var known) ? known : _series[window] = _evaluator.Series(Ask(window), Grain).Total;

    private IReadOnlyList<Group<AdoptionMeasures>> GroupsOf(Period window)
    {
        if (GroupKey is not { } key)
            return [];
        return _groups.TryGetValue(window, out var known) ? known : _groups[window] = _evaluator.Adoption(Ask(window) with { GroupBy = [key] }).Groups;
    }

    private Question Ask(Period window) => new()
    {
        Window = window,
        Denominator = Project.Denominator,
        AsOf = Query.AsOf,
        People = _terms,
        MinInteractions = Project.MinInteractions,
    };

    private bool Fits(Grain grain) => grain switch
    {
        Grain.Day => Window.Days <= LongestByDay,
        Grain.Week => Window.Days >= 14,
        _ => Window.Days >= 60,
    };

    private Grain Natural() => Window.Days switch
    {
        <= 31 => Grain.Day,
        <= 200 => Grain.Week,
        _ => Grain.Month,
    };
}
