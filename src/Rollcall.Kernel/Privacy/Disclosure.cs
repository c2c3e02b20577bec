using Rollcall.Kernel.Metrics;

namespace Rollcall.Kernel.Privacy;

/// <summary>
/// Which numbers about a crowd may be shown when no group of fewer than <paramref name="smallest"/> eligible people may be recognised in them. Whatever is asked
/// about one tag key, or about two, is a set of people; all sets that are shown for the same two keys are such that no sum or difference of them is the number
/// of fewer people. Decided from the sizes alone, so it is the same for every metric, and no list of earlier questions is kept.
/// </summary>
/// <param name="parts">The crowd. Only parts with anybody.</param>
/// <param name="smallest">2 or more.</param>
public sealed class Disclosure(IReadOnlyList<CrowdPart> parts, int smallest)
{
    /// <summary>Tag keys in one question, filters and groups together. With three, the tables of each two of them would have to be decided together.</summary>
    public const int MostKeys = 2;

    private readonly Dictionary<(string, string), CellTable> _tables = [];
    private IReadOnlyDictionary<string, TagColumn>? _columns;

    /// <summary>Whether numbers about the people whom the terms admit may be shown. A row of a group is asked as a filter for its values.</summary>
    public bool Shows(IReadOnlyList<TagTerm> people)
    {
        var asked = people.GroupBy(term => term.Key, StringComparer.Ordinal).OrderBy(terms => terms.Key, StringComparer.Ordinal)
            .Select(terms => (Column: Column(terms.Key), Terms: terms.ToList())).Select(key => (key.Column, Values: key.Column.Admitted(key.Terms))).ToList();
        // A condition that everybody meets is none.
        asked.RemoveAll(key => key.Values.Count == key.Column.Values.Count);
        var lines = asked.ConvertAll(key => key.Column.LinesOf(key.Values));
        if (lines.Contains(null) || asked.Count > MostKeys)
            return false;
        return asked switch
        {
            [] => Eligible([]) >= smallest,
            [var one] => one.Values.Sum(value => one.Column.Eligible[value]) >= smallest,
            [var one, var two] => Table(one.Column, two.Column).Shows(lines[0]!, lines[1]!),
            _ => false,
        };
    }

    /// <summary>The eligible people whom the terms admit.</summary>
    public long Eligible(IReadOnlyList<TagTerm> people) => parts.Where(part => people.All(term => term.Admits(part.Tags))).Sum(part => part.Eligible);

    private TagColumn Column(string key)
    {
        _columns ??= TagColumns.Of(parts, smallest);
        return _columns.GetValueOrDefault(key) ?? new TagColumn(key, parts, smallest);   // nobody holds it
    }

    private CellTable Table(TagColumn rows, TagColumn columns)
    {
        if (!_tables.TryGetValue((rows.Key, columns.Key), out var table))
        {
            _tables[(rows.Key, columns.Key)] = table = new(rows, columns, parts, smallest);
            table.Protect();
        }

        return table;
    }
}
