namespace Rollcall.Demo;

/// <summary>
/// A made-up company that rolls out an assistant: departments and regions, roll-out waves, people who join, move, leave and come back,
/// contractors who use it without being on the list, and who used it on which day. The same options give the same company on every
/// machine and runtime. A company of a million people is made while it is read. Thread-safe.
/// </summary>
/// <remarks>
/// In a window of a year a person on the list uses it on 22 days in the mean. Use grows through the window and jumps when the help desk
/// gets access; weekends, public holidays and summer are low; Finance resists; use in Sales wanes.
/// </remarks>
public sealed class DemoCompany
{
    private readonly DemoOptions _options;
    private readonly Timetable _time;
    private readonly TimeZoneInfo _zone;

    public DemoCompany(DemoOptions options)
    {
        if (options.People is < 1 or > 10_000_000)
            throw new ArgumentOutOfRangeException(nameof(options), options.People, "'People' must be from 1 to 10,000,000.");
        if (options.Days is < 1 or > 3_660)
            throw new ArgumentOutOfRangeException(nameof(options), options.Days, "'Days' must be from 1 to 3,660.");
        if (options.Busyness is < 1 or > 1_000)
            throw new ArgumentOutOfRangeException(nameof(options), options.Busyness, "'Busyness' must be from 1 to 1,000.");
        _options = options;
        _time = new Timetable(options.Today, options.Days, options.Busyness);
        _zone = TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone);
    }

    /// <summary>People on the list and contractors who are not. Numbers run from 0 to one less; the contractors come last.</summary>
    public int Count => _options.People + Math.Max(2, _options.People / 45);

    /// <summary>People on the list.</summary>
    public int Listed => _options.People;

    /// <summary>The first day with activity.</summary>
    public DateOnly FirstDay => _time.DateOf(0);

    /// <summary>The last day with activity.</summary>
    public DateOnly LastDay => _options.Today;

    /// <summary>The day on which the help desk gets access and use jumps: worth an annotation.</summary>
    public DateOnly HelpDeskRollout => _time.DateOf(_time.HelpDesk);

    /// <summary>Everybody, by number.</summary>
    public IEnumerable<DemoPerson> People => Enumerable.Range(0, Count).Select(Person);

    public DemoPerson Person(int number)
    {
        var life = LifeOf(number);
        return new DemoPerson(number, EndUser(number), life.Access(), life.Tags());
    }

    /// <summary>Every day on which somebody used it, by person and then by day, with the number of interactions. Makes no objects.</summary>
    public void PersonDays(Action<int, DateOnly, int> visit) => PersonDays(0, Count, visit);

    /// <summary>The same for the people numbered <paramref name="from"/> to <paramref name="until"/> − 1.</summary>
    public void PersonDays(int from, int until, Action<int, DateOnly, int> visit)
    {
        var appetite = new int[_time.Days];
        for (var person = from; person < until; person++)
        {
            var life = LifeOf(person);
            life.FillAppetite(appetite);
            var busy = _time.Busy(life.Department, life.Country);
            for (var day = 0; day < appetite.Length; day++)
            {
                if (day == life.MoveDay)
                    busy = _time.Busy(life.MovesTo, life.Country);
                if (appetite[day] == 0)
                    continue;
                var count = Use.Count(Use.Draw(life.Key, _time.FirstDay + day), appetite[day], busy[day], life.Style);
                if (count > 0)
                    visit(person, _time.DateOf(day), count);
            }
        }
    }

    /// <summary>Every interaction, in the order of its start. Reading them day by day keeps about 60 bytes for each person meanwhile.</summary>
    /// <param name="withText">False leaves <c>Input</c> and <c>Output</c> null.</param>
    /// <param name="before">Ends there: what of today has not happened yet is left out. Null for everything.</param>
    public IEnumerable<DemoInteraction> Interactions(bool withText = true, DateTimeOffset? before = null)
    {
        var habits = new Habits(_time, Count, LifeOf);
        var scribe = new Scribe(_options.Seed, EndUser, withText);
        var today = new List<Moment>();
        for (var day = 0; day < _time.Days; day++)
        {
            today.Clear();
            habits.On(day, use => Scribe.AddMoments(today, use));
            today.Sort(Moment.Compare);
            var date = _time.DateOf(day);
            var midnight = Midnight(date);
            foreach (var moment in today)
            {
                var start = midnight.AddSeconds(moment.Second);
                if (start >= before)
                    yield break;
                yield return scribe.Write(moment, date, start);
            }
        }
    }

    // Use is between five in the morning and eleven at night, where the offset is that of noon also on days on which the clocks change.
    private DateTimeOffset Midnight(DateOnly date)
    {
        var offset = _zone.GetUtcOffset(date.ToDateTime(new TimeOnly(12, 0)));
        return new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), offset).ToUniversalTime();
    }

    private Life LifeOf(int person)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(person);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(person, Count);
        return new Life(_time, _options.Seed, person, _options.People);
    }

    private string EndUser(int person) => Names.EndUser(_options.Seed, person, person < _options.People ? "acme.example" : "partner.example");
}
