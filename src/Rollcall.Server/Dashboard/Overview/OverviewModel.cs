using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Server.Dashboard.Shared;
using Rollcall.Server.Metrics;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>
/// The answers behind one overview: windows, measures, groups and people, each asked at most once. All from one snapshot, so that the cards
/// agree. What compares leaves out today: it takes the days of the window that are over, and as many days of the period before.
/// Used by one request.
/// </summary>
public sealed class OverviewModel
{
    private const int LongestByDay = 190;

    private readonly Answers _answers;
    private readonly IReadOnlyList<TagTerm> _terms;
    private readonly Dictionary<Period, AdoptionMeasures?> _totals = [];
    private readonly Dictionary<Period, IReadOnlyList<Bucket<AdoptionMeasures>>> _series = [];
    private readonly Dictionary<Period, IReadOnlyList<Group<Shown<AdoptionMeasures>>>> _groups = [];

    public OverviewModel(ProjectView project, DashboardQuery query)
    {
        (Project, Query) = (project, query);
        _answers = new Answers(new Evaluator(project.Snapshot, project.Today), new Explainer(project.Snapshot, project.Snapshot, project.Today), project.Calendar, project.Today, project.SmallestGroup);
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

    /// <summary>The first day of each month that lost interactions and matters for the window: any before its end does, for who never used it is told by all of them.</summary>
    public IReadOnlyList<Day> IncompleteMonths =>
        [.. Project.IncompleteMonths.Where(month => month.Start < Timestamp.ToMicroseconds(Project.Calendar.StartOf(Window.Until))).Select(month => Day.Of(month.Number / 100, month.Number % 100, 1))];

    /// <summary>Nobody with access and nobody active passes the filters.</summary>
    public bool NobodyMatches => Query.People.Count > 0 && !TooFew && Total is { Eligible: 0, Active: 0 };

    /// <summary>Fewer people pass the filters than a group may have, or they are all but so few: there is nothing to show.</summary>
    public bool TooFew => TotalOf(Window) is null;

    /// <summary>The filters name more tags than a project with a minimum group size can be asked about.</summary>
    public bool TooManyTags => _answers.HasTooManyTags(Ask(Window));

    /// <summary>With the tag that makes the groups they do.</summary>
    public bool TooManyTagsForGroups => _answers.HasTooManyTags(AskGroups(Window));

    /// <summary>Whether people are not named, as everybody is a group of one.</summary>
    public bool HidesNames => _answers.HidesSmallGroups;

    /// <summary>Adoption of the window, with today. Not to be asked for while there are <see cref="TooFew"/>.</summary>
    public AdoptionMeasures Total => TotalOf(Window) ?? throw new InvalidOperationException("Too few people to show.");

    /// <summary>Adoption of the days that are over; null before the first of them, and where it is about too few people.</summary>
    public AdoptionMeasures? TotalOver => Over.Days > 0 ? TotalOf(Over) : null;

    public AdoptionMeasures? TotalCompared => Compared is { } compared ? TotalOf(compared) : null;

    public IReadOnlyList<Bucket<AdoptionMeasures>> Series => SeriesOf(Window);

    /// <summary>The buckets of the period compared with, in line with those of <see cref="Series"/>; null where there is none or it is not whole.</summary>
    public IReadOnlyList<Bucket<AdoptionMeasures>?> SeriesCompared
    {
        get
        {
            if (LineBefore is not { } line)
                return [.. Series.Select(_ => (Bucket<AdoptionMeasures>?)null)];
            var before = SeriesOf(line);
            return [.. Series.Select((_, i) => i < before.Count && !before[i].Partial ? before[i] : null)];
        }
    }

    public IReadOnlyList<Group<Shown<AdoptionMeasures>>> Groups => GroupsOf(Window);

    public IReadOnlyList<Group<Shown<AdoptionMeasures>>> GroupsOver => Over.Days > 0 ? GroupsOf(Over) : [];

    public IReadOnlyList<Group<Shown<AdoptionMeasures>>> GroupsCompared => Compared is { } compared ? GroupsOf(compared) : [];

    /// <summary>Everybody who never used it, longest access first; nobody where names are hidden.</summary>
    public IReadOnlyList<IdlePerson> NeverUsed
    {
        get
        {
            if (field is not null)
                return field;
            // Up to the end of the window, yesterday at the latest: a day that is not over is no day of waiting yet.
            var until = Day.Min(Window.Until, Project.Today);
            return field = [.. (_answers.People(Ask(Window), PeopleSet.NeverUsed).People ?? Enumerable.Empty<int>()).Select(person => IdlePerson.Of(person, Project.Snapshot, until)).OrderByDescending(p => p.Days).ThenBy(p => p.Person)];
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

    private AdoptionMeasures? TotalOf(Period window) =>
        _totals.TryGetValue(window, out var known) ? known : _totals[window] = _answers.Adoption(Ask(window)).Total.Value;

    private IReadOnlyList<Bucket<AdoptionMeasures>> SeriesOf(Period window) =>
        _series.TryGetValue(window, out var known) ? known : _series[window] = _answers.Series(Ask(window), Grain).Total.Value ?? [];

    private IReadOnlyList<Group<Shown<AdoptionMeasures>>> GroupsOf(Period window)
    {
        if (GroupKey is null)
            return [];
        return _groups.TryGetValue(window, out var known) ? known : _groups[window] = _answers.Adoption(AskGroups(window)).Groups;
    }

    private Question AskGroups(Period window) => Ask(window) with { GroupBy = GroupKey is { } key ? [key] : [] };

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
