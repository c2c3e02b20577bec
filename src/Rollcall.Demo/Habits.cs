namespace Rollcall.Demo;

/// <summary>
/// Everybody's appetite as runs of days, so that the company can be read day by day: about 60 bytes a person. Not thread-safe; days must be
/// asked for in order.
/// </summary>
internal sealed class Habits
{
    private readonly record struct Run(int Appetite, short Until, byte Department);

    private readonly record struct Who(ulong Key, byte Country, byte Style);

    private readonly Timetable _time;
    private readonly Who[] _people;
    private readonly int[] _at;            // the run of each person on the day asked for last
    private readonly List<Run> _runs = [];

    public Habits(Timetable time, int count, Func<int, Life> lives)
    {
        _time = time;
        _people = new Who[count];
        _at = new int[count];
        var appetite = new int[time.Days];
        for (var person = 0; person < count; person++)
        {
            var life = lives(person);
            _people[person] = new Who(life.Key, (byte)life.Country.Index, (byte)life.Style);
            _at[person] = _runs.Count;
            life.FillAppetite(appetite);
            for (int from = 0, until; from < time.Days; from = until)
            {
                for (until = from + 1; until < time.Days && until != life.MoveDay && appetite[until] == appetite[from];)
                    until++;
                _runs.Add(new Run(appetite[from], (short)until, (byte)life.DepartmentOn(from).Index));
            }
        }
    }

    /// <summary>Calls <paramref name="visit"/> for everybody who uses it on a day, by number.</summary>
    public void On(int day, Action<DayOfUse> visit)
    {
        for (var person = 0; person < _people.Length; person++)
        {
            while (_runs[_at[person]].Until <= day)
                _at[person]++;
            var run = _runs[_at[person]];
            if (run.Appetite == 0)
                continue;
            var (department, country) = (Department.All[run.Department], Country.All[_people[person].Country]);
            var draw = Use.Draw(_people[person].Key, _time.FirstDay + day);
            var count = Use.Count(draw, run.Appetite, _time.Busy(department, country)[day], _people[person].Style);
            if (count > 0)
                visit(new DayOfUse(person, day, draw, count, department, country));
        }
    }
}

/// <summary>A person's use on one day: the draw from which all of its details follow.</summary>
internal readonly record struct DayOfUse(int Person, int Day, ulong Draw, int Count, Department Department, Country Country);
