using Rollcall.Demo;

namespace Rollcall.Bench.Adoption;

/// <summary>The company of a benchmark with its days of use in the order in which they would arrive: by day, then by person.</summary>
internal sealed class Company
{
    private readonly List<(int Person, int Count)>[] _uses;

    public Company(DemoCompany demo)
    {
        Demo = demo;
        _uses = new List<(int, int)>[demo.LastDay.DayNumber - demo.FirstDay.DayNumber + 1];
        for (var day = 0; day < _uses.Length; day++)
            _uses[day] = [];
        demo.PersonDays((person, day, count) => _uses[day.DayNumber - demo.FirstDay.DayNumber].Add((person, count)));
    }

    public DemoCompany Demo { get; }

    public long PersonDays => _uses.Sum(day => (long)day.Count);

    public long Interactions => _uses.Sum(day => day.Sum(use => (long)use.Count));

    public IEnumerable<(DateOnly Day, IReadOnlyList<(int Person, int Count)> Uses)> ByDay =>
        _uses.Select((uses, day) => (Demo.FirstDay.AddDays(day), (IReadOnlyList<(int, int)>)uses));
}
