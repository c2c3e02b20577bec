namespace Rollcall.Demo;

/// <summary>
/// What happens to one person: drawn from the seed and the person's number alone, so people can be made in any order and never need to
/// be kept. Days are numbers in the <see cref="Timetable"/>; those of what does not happen are past its end.
/// </summary>
internal readonly struct Life
{
    private static readonly string[] Levels = ["Associate", "Senior", "Lead", "Manager", "Director"];
    private static readonly string[] Contracts = ["Permanent", "Fixed-term", "External"];

    // Light, regular, habitual and heavy users, per thousand, and how likely each is to use it on a full day, per thousand.
    private static readonly int[] Styles = [400, 360, 190, 50];
    private static readonly (int From, int Until)[] StyleAppetites = [(20, 70), (100, 260), (380, 640), (760, 960)];

    private readonly Timetable _time;
    private readonly int _appetite;        // of Timetable.Full; 0: never uses it
    private readonly int _useFrom;         // the first day on which the person might
    private readonly int _useUntil;
    private readonly int _fadeFrom;        // tried it, lost interest ...
    private readonly int _reviveFrom;      // ... and took it up again
    private readonly bool _usesInGap;
    private readonly ulong _key;
    private readonly int _level;
    private readonly int _contract;

    public Life(Timetable time, int seed, int person, int listed)
    {
        _time = time;
        Number = person;
        Listed = person < listed;
        _key = Dice.Hash(Dice.Hash((uint)seed, 1), (ulong)person);
        var dice = new Dice(Dice.Hash(_key, 0));
        var never = time.Days;

        Department = Department.OfPerson(person);
        Country = Country.All[dice.Part(Country.Shares)];
        _level = dice.Part([470, 290, 120, 100, 20]);
        _contract = dice.Part([820, 100, 80]);
        HasLevel = !dice.Chance(12);
        AccessUntil = GapFrom = GapUntil = MoveDay = PromotionDay = _fadeFrom = _reviveFrom = never;
        MovesTo = Department;
        Style = dice.Part(Styles);
        var (least, most) = StyleAppetites[Style];
        var appetite = dice.Between(least, most);

        if (!Listed)
        {
            AccessFrom = never;
            _useFrom = dice.Below(Math.Max(1, never * 3 / 4));
            _useUntil = Math.Min(never, _useFrom + dice.Between(20, 200));
            _appetite = dice.Between(100, 400) * Timetable.Full / 1000;
            return;
        }

        AccessFrom = Start(ref dice);
        var days = never - AccessFrom;
        _useUntil = never;

        var fate = dice.Below(1000);
        if (fate < 75 && days > 60)
        {
            AccessUntil = AccessFrom + dice.Between(45, days);
            _useUntil = dice.Chance(260) ? Math.Min(never, AccessUntil + dice.Between(5, 28)) : AccessUntil;
        }
        else if (fate < 115 && days > 90)
        {
            GapFrom = AccessFrom + dice.Between(30, days / 2);
            GapUntil = Math.Min(never - 1, GapFrom + dice.Between(14, Math.Max(15, days / 3)));
            _usesInGap = dice.Chance(350);
        }

        if (dice.Chance(45) && days > 45)
        {
            MoveDay = FirstOfMonth(AccessFrom + dice.Between(20, days));
            // To any other department; nobody rises into the executive office.
            MovesTo = Department.All[(Department.Index + 1 + dice.Below(Department.All.Length - 1)) % Department.All.Length];
            if (MovesTo == Department.ExecutiveOffice)
                MovesTo = Department == Department.Operations ? Department.Sales : Department.Operations;
        }

        if (dice.Chance(60) && days > 45 && _level < Levels.Length - 1)
            PromotionDay = FirstOfMonth(AccessFrom + dice.Between(20, days));

        _useFrom = AccessFrom + FirstUseAfter(ref dice);
        if (dice.Chance(20) && AccessFrom > 10)
            _useFrom = Math.Max(0, AccessFrom - dice.Between(4, 30));
        if (dice.Chance(260))
        {
            _fadeFrom = _useFrom + dice.Between(20, 150);
            if (dice.Chance(350))
                _reviveFrom = _fadeFrom + dice.Between(40, 130);
        }

        // Reluctant people exist in every department; most of all in Finance.
        _appetite = dice.Chance(Department.Reluctant) ? 0 : (int)((long)appetite * Department.Appetite * Timetable.Full / 100_000);
    }

    public int Number { get; }

    /// <summary>False for contractors whom nobody put on the list.</summary>
    public bool Listed { get; }

    public Country Country { get; }

    public Department Department { get; }

    public Department MovesTo { get; }

    public int MoveDay { get; }

    public int PromotionDay { get; }

    public bool HasLevel { get; }

    public int AccessFrom { get; }

    public int AccessUntil { get; }

    public int GapFrom { get; }

    public int GapUntil { get; }

    /// <summary>0 light, 1 regular, 2 habitual, 3 heavy.</summary>
    public int Style { get; }

    public Department DepartmentOn(int day) => day < MoveDay ? Department : MovesTo;

    /// <summary>What this person's draws are made from.</summary>
    public ulong Key => _key;

    /// <summary>How likely use is on each day of the window, in parts of <see cref="Timetable.Full"/>, before the day's own busyness.</summary>
    public void FillAppetite(Span<int> days)
    {
        days.Clear();
        if (_appetite == 0 || _useFrom >= _useUntil)
            return;
        days[_useFrom.._useUntil].Fill(_appetite);
        var revive = Math.Min(_reviveFrom, _useUntil);
        if (_fadeFrom < revive)
            days[_fadeFrom..revive].Fill(_appetite / 12);
        if (GapFrom < GapUntil)
            days[GapFrom..GapUntil].Fill(_usesInGap ? _appetite / 8 : 0);
        Holidays(days);
    }

    public IReadOnlyList<(DateOnly From, DateOnly? To)> Access()
    {
        if (!Listed)
            return [];
        if (GapFrom < GapUntil)
            return [(_time.DateOf(AccessFrom), _time.DateOf(GapFrom)), (_time.DateOf(GapUntil), null)];
        return [(_time.DateOf(AccessFrom), AccessUntil < _time.Days ? _time.DateOf(AccessUntil) : null)];
    }

    public IReadOnlyList<(DateOnly? From, IReadOnlyDictionary<string, string> Tags)> Tags()
    {
        if (!Listed)
            return [];
        var versions = new List<(DateOnly?, IReadOnlyDictionary<string, string>)>(1) { (null, TagsOn(-1)) };
        var (first, second) = (Math.Min(MoveDay, PromotionDay), Math.Max(MoveDay, PromotionDay));
        if (first < _time.Days)
            versions.Add((_time.DateOf(first), TagsOn(first)));
        if (second < _time.Days && second != first)
            versions.Add((_time.DateOf(second), TagsOn(second)));
        return versions;
    }

    private SortedList<string, string> TagsOn(int day)
    {
        var tags = new SortedList<string, string>(5, StringComparer.Ordinal)
        {
            ["contract"] = Contracts[_contract],
            ["country"] = Country.Name,
            ["department"] = DepartmentOn(day).Name,
            ["region"] = Country.Region,
        };
        if (HasLevel)
            tags["level"] = Levels[day < PromotionDay ? _level : _level + 1];
        return tags;
    }

    // With the department's wave, or later as a newcomer, on a Monday.
    private int Start(ref Dice dice)
    {
        var wave = dice.Below(1000);
        var at = Department.Waves[^1].At;
        foreach (var (share, begins) in Department.Waves)
        {
            if (wave < share)
            {
                at = begins;
                break;
            }

            wave -= share;
        }

        return dice.Chance(130) ? _time.MondayAt(dice.Between(at, 1000)) : _time.MondayAt(at);
    }

    // Some at once, most within weeks, some only after months.
    private static int FirstUseAfter(ref Dice dice) => dice.Part([350, 350, 200, 100]) switch
    {
        0 => dice.Between(0, 3),
        1 => dice.Between(3, 22),
        2 => dice.Between(22, 70),
        _ => dice.Between(70, 160),
    };

    // The first of the month on or after a day, where the window has it.
    private int FirstOfMonth(int day)
    {
        var date = _time.DateOf(day);
        var first = date.Day == 1 ? day : day - date.Day + 1 + DateTime.DaysInMonth(date.Year, date.Month);
        return first < _time.Days ? first : day;
    }

    // Two or three weeks off in each calendar year, mostly in summer.
    private void Holidays(Span<int> days)
    {
        for (int year = _time.DateOf(0).Year, last = _time.DateOf(_time.Days - 1).Year; year <= last; year++)
        {
            var dice = new Dice(Dice.Hash(_key, (ulong)year << 32));
            var from = new DateOnly(year, 1, 1).DayNumber - _time.FirstDay + (dice.Chance(700) ? dice.Between(172, 235) : dice.Between(10, 340));
            var until = Math.Clamp(from + (dice.Chance(500) ? 14 : 21), 0, _time.Days);
            from = Math.Clamp(from, 0, _time.Days);
            days[from..until].Clear();
        }
    }
}
