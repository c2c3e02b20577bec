using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Population;

/// <summary>
/// The histories of 1,024 people: the unit that a change copies. Most people have one access interval and one tag set, which stand in flat
/// arrays so that a window is a vector comparison; the others ("complex") are objects beside them, and their flat entries say no access and no tags.
/// Immutable once shared.
/// </summary>
internal sealed class PopulationPage
{
    public const int Size = 1_024;

    public static readonly PopulationPage Empty = new();

    private readonly SortedList<int, PersonHistory> _complex = [];

    private PopulationPage()
    {
        Array.Fill(From, int.MaxValue);
        Array.Fill(Until, int.MinValue);
    }

    /// <summary>First day with access by person; <see cref="int.MaxValue"/> without access and for complex people.</summary>
    public int[] From { get; private init; } = new int[Size];

    /// <summary>First day without access by person; <see cref="int.MinValue"/> without access and for complex people.</summary>
    public int[] Until { get; private init; } = new int[Size];

    /// <summary>Number of the tag set by person; 0 for complex people.</summary>
    public int[] TagSet { get; private init; } = new int[Size];

    /// <summary>People with several intervals or several tag versions, by their number within the page, ascending.</summary>
    public IList<int> ComplexPeople => _complex.Keys;

    /// <summary>Their histories, in the same order.</summary>
    public IList<PersonHistory> ComplexHistories => _complex.Values;

    /// <summary>Bytes held by the flat arrays and the histories, estimated.</summary>
    public long Bytes => (3 * Size * sizeof(int)) + _complex.Values.Sum(history => 80L + (history.Access.Length * 8) + (history.Tags.Length * 8));

    public PersonHistory this[int person]
    {
        get
        {
            if (_complex.TryGetValue(person, out var history))
                return history;
            return new PersonHistory(
                From[person] < Until[person] ? [new Period(new Day(From[person]), new Day(Until[person]))] : [],
                [(Day.Earliest, TagSet[person])]);
        }
    }

    /// <summary>A copy of this page with other histories for the people named.</summary>
    public PopulationPage With(IEnumerable<(int Person, PersonHistory History)> changes)
    {
        var page = new PopulationPage { From = [.. From], Until = [.. Until], TagSet = [.. TagSet] };
        foreach (var (person, history) in _complex)
            page._complex.Add(person, history);
        foreach (var (person, history) in changes)
            page.Set(person, history);
        return page;
    }

    private void Set(int person, PersonHistory history)
    {
        _complex.Remove(person);
        (From[person], Until[person], TagSet[person]) = (int.MaxValue, int.MinValue, 0);
        if (history.Access.Length > 1 || history.Tags.Length > 1)
        {
            _complex.Add(person, history);
            return;
        }

        TagSet[person] = history.Tags[0].TagSet;
        if (history.Access.Length == 1)
            (From[person], Until[person]) = (history.Access[0].From.Number, history.Access[0].Until.Number);
    }
}
