using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Privacy;

/// <summary>
/// One tag key of a crowd: its values, and which of them are hidden. Hidden values are one block, that no question may cut: they are more than one, and as
/// many people as a group must have, unless everybody is hidden. A visible value, or the block, is a <em>line</em>.
/// </summary>
internal sealed class TagColumn
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly int _smallest;

    public TagColumn(string key, IReadOnlyList<CrowdPart> parts, int smallest)
    {
        (Key, _smallest) = (key, smallest);
        // By code point, people without the tag last: the order in which the smallest of equals is taken.
        Values = [.. parts.Select(part => part.Tags[key]).Distinct(StringComparer.Ordinal).Order(CodePointOrder.Instance)];
        for (var i = 0; i < Values.Count; i++)
            _numbers.Add(Values[i] ?? "", i);
        ValueOf = [.. parts.Select(part => _numbers[part.Tags[key] ?? ""])];
        Eligible = new long[Values.Count];
        for (var i = 0; i < parts.Count; i++)
            Eligible[ValueOf[i]] += parts[i].Eligible;
        Hidden = SmallSiblings.Hidden(Eligible, smallest);
    }

    public string Key { get; }

    /// <summary>Null: without the tag.</summary>
    public IReadOnlyList<string?> Values { get; }

    /// <summary>By value.</summary>
    public long[] Eligible { get; }

    /// <summary>By value.</summary>
    public bool[] Hidden { get; }

    /// <summary>The value of each part of the crowd, by number.</summary>
    public int[] ValueOf { get; }

    /// <summary>The line of the hidden values. Every visible value is the line of its own number.</summary>
    public int Block => Values.Count;

    public int LineOf(int value) => Hidden[value] ? Block : value;

    public void Hide(int value)
    {
        Hidden[value] = true;
        SmallSiblings.HideMore(Eligible, _smallest, Hidden);
    }

    /// <summary>The smallest visible value of those given; null where none is visible.</summary>
    public int? Smallest(IEnumerable<int> values)
    {
        int? smallest = null;
        foreach (var value in values)
        {
            if (!Hidden[value] && (smallest is not { } least || Eligible[value] < Eligible[least]))
                smallest = value;
        }

        return smallest;
    }

    /// <summary>The values that terms about this key admit, in no order.</summary>
    public IReadOnlyList<int> Admitted(IReadOnlyList<TagTerm> terms)
    {
        var named = terms.FirstOrDefault(term => !term.Exclude);
        var values = named is null
            ? Enumerable.Range(0, Values.Count)
            : named.Values.Distinct(StringComparer.Ordinal).Where(_numbers.ContainsKey).Select(value => _numbers[value]);
        return [.. values.Where(value => terms.All(term => term.Values.Contains(Values[value] ?? "", StringComparer.Ordinal) != term.Exclude))];
    }

    /// <summary>The lines that some values make; null when they cut the block.</summary>
    public IReadOnlyList<int>? LinesOf(IReadOnlyList<int> values)
    {
        var hidden = values.Count(value => Hidden[value]);
        if (hidden == 0)
            return values;
        return hidden == Hidden.Count(h => h) ? [.. values.Where(value => !Hidden[value]), Block] : null;
    }
}
