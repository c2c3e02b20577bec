using System.Globalization;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;

namespace Rollcall.Testing;

/// <summary>
/// The primitives of metrics that decide tags once, by the book: for each person the days of access and the interactions by day, as plain collections.
/// Slow and obvious, and written without looking at the kernel.
/// </summary>
public sealed class NaivePeople
{
    private readonly Case _case;
    private readonly ProjectCalendar _calendar;
    private readonly Question _question;
    private readonly Dictionary<string, List<Period>> _access;
    private readonly Dictionary<string, SortedDictionary<Day, int>> _use;

    public NaivePeople(Case @case, Question question)
    {
        (_case, _question, _calendar, Today) = (@case, question, @case.Calendar(), Day.Of(@case.Today));
        _access = @case.People.Where(person => IsAdmitted(person.EndUser)).ToDictionary(person => person.EndUser, Merged);
        _use = @case.Interactions.Where(i => IsAdmitted(i.EndUser)).GroupBy(i => i.EndUser).ToDictionary(
            who => who.Key,
            who => new SortedDictionary<Day, int>(who.GroupBy(i => LocalDay(i.TimeStart)).Where(day => day.Count() >= question.MinInteractions).ToDictionary(day => day.Key, day => day.Count())));
    }

    public Day Today { get; }

    public IEnumerable<string> People => _access.Keys;

    /// <summary>Access of a person, merged.</summary>
    public IReadOnlyList<Period> Access(string who) => _access[who];

    public bool HasAccess(string who, Day day) => _access.TryGetValue(who, out var spans) && spans.Exists(span => span.Contains(day));

    /// <summary>Days of both access and use, to come too, with interactions.</summary>
    public IEnumerable<(Day Day, int Interactions)> Both(string who)
        => _use.TryGetValue(who, out var days) ? days.Where(day => HasAccess(who, day.Key)).Select(day => (day.Key, day.Value)) : [];

    public HashSet<string> Used(Period span) => [.. People.Where(who => Both(who).Any(both => span.Contains(both.Day) && both.Day <= Today))];

    public HashSet<string> AccessIn(Period span) => [.. People.Where(who => Days(span).Any(day => HasAccess(who, day)))];

    public Day? FirstUse(string who) => Both(who).Where(both => both.Day <= Today).Select(both => (Day?)both.Day).FirstOrDefault();

    /// <summary>People with access or use in the window.</summary>
    public bool AnyIn(Period window)
        => AccessIn(window).Count > 0 || _use.Values.Any(days => days.Keys.Any(day => window.Contains(day) && day <= Today));

    public IEnumerable<Day> Days(Period span)
    {
        for (var day = span.From; day < span.Until && day <= Today; day += 1)
            yield return day;
    }

    private bool IsAdmitted(string who)
    {
        var decidingDay = _question.AsOf.ToString() switch
        {
            "now" => Today,
            "window_end" => Day.Min(_question.Window.Until - 1, Today),
            var date => Day.Of(DateOnly.Parse(date, CultureInfo.InvariantCulture)),
        };
        var versions = (_case.People.FirstOrDefault(person => person.EndUser == who)?.Tags ?? [])
            .Select(version => (From: version.From is null ? Day.Earliest : Day.Of(DateOnly.Parse(version.From, CultureInfo.InvariantCulture)), version.Tags))
            .OrderBy(version => version.From).ToList();
        var tags = versions.Exists(version => version.From <= decidingDay) ? versions.Last(version => version.From <= decidingDay).Tags : versions.FirstOrDefault().Tags ?? [];
        return _question.People.All(term => term.Values.Contains(tags.GetValueOrDefault(term.Key) ?? "") != term.Exclude);
    }

    private List<Period> Merged(CasePerson person)
    {
        var merged = new List<Period>();
        foreach (var span in person.Access.Select(access => new Period(First(access.From), access.To is null ? Day.Latest : FirstWithout(access.To)))
            .Where(span => span.From < span.Until).OrderBy(span => span.From))
        {
            if (merged.Count > 0 && span.From <= merged[^1].Until)
                merged[^1] = new(merged[^1].From, Day.Max(merged[^1].Until, span.Until));
            else
                merged.Add(span);
        }

        return merged;
    }

    private Day First(string bound)
        => bound.Length == 10 ? Day.Of(DateOnly.Parse(bound, CultureInfo.InvariantCulture)) : LocalDay(DateTimeOffset.Parse(bound, CultureInfo.InvariantCulture));

    private Day FirstWithout(string bound)
    {
        if (bound.Length == 10)
            return First(bound);
        var at = DateTimeOffset.Parse(bound, CultureInfo.InvariantCulture);
        return LocalDay(at) + (TimeZoneInfo.ConvertTime(at, _calendar.Zone).TimeOfDay == TimeSpan.Zero ? 0 : 1);
    }

    private Day LocalDay(DateTimeOffset instant) => Day.Of(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, _calendar.Zone).DateTime));
}
