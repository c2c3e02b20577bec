using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;

namespace Rollcall.Testing;

/// <summary>
/// Adoption by the book: for each day the set of people with access and the set of active people, as plain hash sets, united and intersected as
/// the definitions say. Slow and obvious, and written without looking at the kernel.
/// </summary>
public sealed class NaiveAdoption
{
    private readonly Case _case;
    private readonly ProjectCalendar _calendar;
    private readonly Question _question;
    private readonly Day _today;
    private readonly Dictionary<Day, Dictionary<string, int>> _activity;

    public NaiveAdoption(Case @case, Question question, IReadOnlyDictionary<string, string[]> events)
    {
        (_case, _question) = (@case, question);
        _calendar = @case.Calendar();
        _today = Day.Of(@case.Today);
        _activity = @case.Interactions.Where(i => i.Matches(events))
            .GroupBy(i => LocalDay(i.TimeStart))
            .ToDictionary(
                day => day.Key,
                day => day.GroupBy(i => i.EndUser).Where(who => who.Count() >= question.MinInteractions).ToDictionary(who => who.Key, who => who.Count()));
    }

    public AdoptionMeasures Total() => Count(null);

    public IReadOnlyList<(string?[] Values, AdoptionMeasures Measures)> Groups()
        => [.. Days().SelectMany(day => EligibleOn(day, null).Union(ActiveOn(day, null)).Select(who => ValuesOn(who, DecidingDay(day))))
            .DistinctBy(values => string.Join('\0', values.Select(value => value ?? "\u0001")))
            .OrderBy(values => values[0] is null).ThenBy(values => values[0], StringComparer.Ordinal)
            .ThenBy(values => values[^1] is null).ThenBy(values => values[^1], StringComparer.Ordinal)
            .Select(values => (values, Count(values)))];

    private IEnumerable<Day> Days()
    {
        for (var day = _question.Window.From; day < _question.Window.Until && day <= _today; day += 1)
            yield return day;
    }

    private AdoptionMeasures Count(string?[]? group)
    {
        var days = Days().ToList();
        var eligibleDays = days.SelectMany(day => EligibleOn(day, group)).GroupBy(who => who).ToDictionary(who => who.Key, who => who.Count());
        var both = days.SelectMany(day => EligibleOn(day, group).Intersect(ActiveOn(day, group))).ToList();
        var active = days.SelectMany(day => ActiveOn(day, group)).ToHashSet();
        var eligible = Eligible(days, eligibleDays, group);
        var activeEligible = eligible.Intersect(both).ToHashSet();
        var ever = _activity.Where(day => day.Key < _question.Window.Until).SelectMany(day => day.Value.Keys).ToHashSet();
        var causes = active.Except(both).Select(who => Cause(who, [.. days.Where(day => ActiveOn(day, group).Contains(who))])).ToList();
        return new()
        {
            Eligible = eligible.Count,
            Active = active.Count,
            ActiveEligible = activeEligible.Count,
            NeverUsed = eligible.Except(activeEligible).Count(who => !ever.Contains(who)),
            ShadowNeverEligible = causes.Count(cause => cause == PeopleSet.ShadowNeverEligible),
            ShadowNotYet = causes.Count(cause => cause == PeopleSet.ShadowNotYet),
            ShadowEnded = causes.Count(cause => cause == PeopleSet.ShadowEnded),
            ShadowGap = causes.Count(cause => cause == PeopleSet.ShadowGap),
            EligibleDays = eligibleDays.Values.Sum(),
            ActiveEligibleDays = both.Count,
            Interactions = days.Sum(day => ActiveOn(day, group).Sum(who => _activity[day][who])),
            ActiveWithAccess = both.Distinct().Count(),
            Days = days.Count,
        };
    }

    private HashSet<string> Eligible(List<Day> days, Dictionary<string, int> eligibleDays, string?[]? group)
    {
        if (_question.Denominator == Denominator.AtEnd)
            return days.Count == 0 ? [] : EligibleOn(days[^1], group);
        var least = 1;
        if (_question.Denominator == Denominator.WholeWindow)
            least = days.Count;
        else if (_question.Denominator.ToString().Split(':') is [_, var n])
            least = int.Parse(n, System.Globalization.CultureInfo.InvariantCulture);
        return [.. eligibleDays.Where(who => who.Value >= least).Select(who => who.Key)];
    }

    private PeopleSet Cause(string who, List<Day> activeDays)
    {
        var spans = Spans(who);
        if (spans.Count == 0)
            return PeopleSet.ShadowNeverEligible;
        if (spans.All(span => span.From > activeDays[^1]))
            return PeopleSet.ShadowNotYet;
        return spans.All(span => span.Until <= activeDays[0]) ? PeopleSet.ShadowEnded : PeopleSet.ShadowGap;
    }

    private HashSet<string> EligibleOn(Day day, string?[]? group)
        => [.. _case.People.Select(person => person.EndUser).Where(who => Spans(who).Exists(span => span.Contains(day)) && Admitted(who, day, group))];

    private HashSet<string> ActiveOn(Day day, string?[]? group)
        => _activity.TryGetValue(day, out var people) ? [.. people.Keys.Where(who => Admitted(who, day, group))] : [];

    private bool Admitted(string who, Day day, string?[]? group)
    {
        var tags = TagsOn(who, DecidingDay(day));
        return _question.People.All(term => term.Values.Contains(tags.GetValueOrDefault(term.Key) ?? "") != term.Exclude)
            && (group is null || ValuesOn(who, DecidingDay(day)).SequenceEqual(group));
    }

    private string?[] ValuesOn(string who, Day day)
    {
        var tags = TagsOn(who, day);
        return [.. _question.GroupBy.Select(key => string.IsNullOrEmpty(tags.GetValueOrDefault(key)) ? null : tags[key])];
    }

    private Day DecidingDay(Day day) => _question.AsOf.ToString() switch
    {
        "event" => day,
        "now" => _today,
        "window_end" => Day.Min(_question.Window.Until - 1, _today),
        var date => Day.Of(DateOnly.Parse(date, null)),
    };

    private Dictionary<string, string> TagsOn(string who, Day day)
    {
        var versions = _case.People.FirstOrDefault(person => person.EndUser == who)?.Tags ?? [];
        var sorted = versions.OrderBy(version => version.From is null ? DateOnly.MinValue : DateOnly.Parse(version.From, null)).ToList();
        var current = sorted.FirstOrDefault();
        foreach (var version in sorted)
        {
            if (version.From is null || DateOnly.Parse(version.From, null) <= day.Date)
                current = version;
        }

        return current?.Tags ?? [];
    }

    // Not merged: touching and overlapping intervals change neither the days of access nor when the first begins and the last ends.
    private List<Period> Spans(string who) => [.. (_case.People.FirstOrDefault(person => person.EndUser == who)?.Access ?? [])
        .Select(access => new Period(FirstDay(access.From), access.To is null ? Day.Latest : FirstDayWithout(access.To)))
        .Where(span => span.From < span.Until)];

    private Day FirstDay(string bound) => bound.Length == 10 ? Day.Of(DateOnly.Parse(bound, null)) : LocalDay(DateTimeOffset.Parse(bound, null));

    private Day FirstDayWithout(string bound)
    {
        if (bound.Length == 10)
            return Day.Of(DateOnly.Parse(bound, null));
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.Parse(bound, null), _calendar.Zone);
        return Day.Of(DateOnly.FromDateTime(local.DateTime)) + (local.TimeOfDay == TimeSpan.Zero ? 0 : 1);
    }

    private Day LocalDay(DateTimeOffset instant) => Day.Of(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, _calendar.Zone).DateTime));
}
