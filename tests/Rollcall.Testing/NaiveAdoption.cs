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
    private readonly Dictionary<Day, Dictionary<string, int>> _qualifying;   // interactions that the filter lets through
    private readonly Dictionary<Day, Dictionary<string, int>> _activity;     // of people with enough of them that day

    private (HashSet<string> Eligible, HashSet<string> Active, HashSet<string> Both, HashSet<string> Ever, Dictionary<string, string> Causes)? _total;

    public NaiveAdoption(Case @case, Question question, IReadOnlyDictionary<string, string[]> events)
    {
        (_case, _question) = (@case, question);
        _calendar = @case.Calendar();
        _today = Day.Of(@case.Today);
        _qualifying = @case.Interactions.Where(i => i.Matches(events))
            .GroupBy(i => LocalDay(i.TimeStart))
            .ToDictionary(day => day.Key, day => day.CountBy(i => i.EndUser).ToDictionary());
        _activity = _qualifying.ToDictionary(
            day => day.Key, day => day.Value.Where(who => who.Value >= question.MinInteractions).ToDictionary());
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

    /// <summary>The people of a set, by its wire name.</summary>
    public HashSet<string> People(string set)
    {
        var sets = _total ?? (_total = Sets(null)).Value;
        var idle = sets.Eligible.Except(sets.Both);
        return [.. set switch
        {
            "eligible" => sets.Eligible,
            "active" => sets.Active,
            "active_eligible" => sets.Eligible.Intersect(sets.Both),
            "idle" => idle,
            "never_used" => idle.Except(sets.Ever),
            "used_before" => idle.Intersect(sets.Ever),
            "shadow" => sets.Causes.Keys,
            _ => sets.Causes.Where(who => $"shadow_{who.Value}" == set).Select(who => who.Key),
        }];
    }

    /// <summary>Eligible people by their number of days of both access and use.</summary>
    public IReadOnlyDictionary<string, int> ActiveDays()
    {
        var both = Days().SelectMany(day => EligibleOn(day, null).Intersect(ActiveOn(day, null))).CountBy(who => who).ToDictionary();
        return People("eligible").ToDictionary(who => who, who => both.GetValueOrDefault(who));
    }

    /// <summary>Why somebody is left out, in the order of the reasons; null for who is counted.</summary>
    public string? LeftOut(string who)
    {
        if (People("eligible").Contains(who) || People("active").Contains(who))
            return null;
        var days = Days().Where(day => Admitted(who, day, null)).ToList();
        var interactions = _case.Interactions.Where(i => i.EndUser == who).Select(i => LocalDay(i.TimeStart)).ToHashSet();
        if (days.Count == 0 && (Days().Any() || !Admitted(who, _today, null)))
            return "people_filter";
        if (days.Exists(day => EligibleOn(day, null).Contains(who)))
            return "denominator";
        if (days.Exists(day => _qualifying.GetValueOrDefault(day)?.ContainsKey(who) == true))
            return "below_min_interactions";
        if (days.Exists(interactions.Contains))
            return "events_filter";
        var isAdmittedToday = Admitted(who, _today, null);
        for (var day = Day.Max(_today + 1, _question.Window.From); day < _question.Window.Until; day += 1)
        {
            if (isAdmittedToday && (interactions.Contains(day) || Spans(who).Exists(span => span.Contains(day))))
                return "days_to_come";
        }

        return "outside_days";
    }

    /// <summary>Everybody with access at some time or an interaction.</summary>
    public HashSet<string> Known() => [.. _case.People.Select(person => person.EndUser).Where(who => Spans(who).Count > 0), .. _case.Interactions.Select(i => i.EndUser)];

    private AdoptionMeasures Count(string?[]? group)
    {
        var days = Days().ToList();
        var sets = Sets(group);
        var idle = sets.Eligible.Except(sets.Both).ToList();
        return new()
        {
            Eligible = sets.Eligible.Count,
            Active = sets.Active.Count,
            ActiveEligible = sets.Eligible.Count - idle.Count,
            NeverUsed = idle.Except(sets.Ever).Count(),
            ShadowNeverEligible = sets.Causes.Values.Count(cause => cause == "never_eligible"),
            ShadowNotYet = sets.Causes.Values.Count(cause => cause == "not_yet"),
            ShadowEnded = sets.Causes.Values.Count(cause => cause == "ended"),
            ShadowGap = sets.Causes.Values.Count(cause => cause == "gap"),
            EligibleDays = days.Sum(day => EligibleOn(day, group).Count),
            ActiveEligibleDays = days.Sum(day => EligibleOn(day, group).Intersect(ActiveOn(day, group)).Count()),
            Interactions = days.Sum(day => ActiveOn(day, group).Sum(who => _activity[day][who])),
            ActiveWithAccess = sets.Both.Count,
            Days = days.Count,
        };
    }

    private (HashSet<string> Eligible, HashSet<string> Active, HashSet<string> Both, HashSet<string> Ever, Dictionary<string, string> Causes) Sets(string?[]? group)
    {
        var days = Days().ToList();
        var eligibleDays = days.SelectMany(day => EligibleOn(day, group)).GroupBy(who => who).ToDictionary(who => who.Key, who => who.Count());
        var both = days.SelectMany(day => EligibleOn(day, group).Intersect(ActiveOn(day, group))).ToHashSet();
        var active = days.SelectMany(day => ActiveOn(day, group)).ToHashSet();
        var ever = _activity.Where(day => day.Key < _question.Window.Until).SelectMany(day => day.Value.Keys).ToHashSet();
        var causes = active.Except(both).ToDictionary(who => who, who => Cause(who, [.. days.Where(day => ActiveOn(day, group).Contains(who))]));
        return (Eligible(days, eligibleDays, group), active, both, ever, causes);
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

    private string Cause(string who, List<Day> activeDays)
    {
        var spans = Spans(who);
        if (spans.Count == 0)
            return "never_eligible";
        if (spans.All(span => span.From > activeDays[^1]))
            return "not_yet";
        return spans.All(span => span.Until <= activeDays[0]) ? "ended" : "gap";
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
