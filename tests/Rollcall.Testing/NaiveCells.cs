using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Sets;
using Xunit;

namespace Rollcall.Testing;

/// <summary>Who is in each cell of an answer, by the book.</summary>
public sealed class NaiveCells
{
    private readonly Dictionary<PeopleCell, HashSet<string>?> _people = [];

    /// <summary>The number of these people, who are remembered.</summary>
    public int Add(PeopleCell cell, IEnumerable<string> people)
    {
        var set = people.ToHashSet(StringComparer.Ordinal);
        _people.Add(cell, set);
        return set.Count;
    }

    /// <summary>A cell whose number is not known yet.</summary>
    public int? AddUnknown(PeopleCell cell)
    {
        _people.Add(cell, null);
        return null;
    }

    /// <summary>Asks for the people of each cell.</summary>
    public void Check(Case @case, Func<PeopleCell, Found<PersonSet>> ask)
    {
        var names = @case.Numbers().ToDictionary(name => name.Value, name => name.Key);
        foreach (var (cell, wanted) in _people)
        {
            var (people, fault) = ask(cell);
            if (wanted is null)
            {
                Assert.IsType<CellFault.NotKnownYet>(fault);
                continue;
            }

            Assert.Null(fault);
            var found = people!.Select(person => names[person]).ToList();
            Assert.True(found.Count == wanted.Count && wanted.SetEquals(found), $"{cell}: {string.Join(" ", found)}, wanted {string.Join(" ", wanted)}");
        }
    }
}
