namespace Rollcall.Kernel.Population;

/// <summary>
/// Numbers the distinct tag sets of a project, so that a person's tags are one number and a filter is decided once for each distinct set.
/// Number 0 is the empty set. Only grows. One writer; a reader takes <see cref="All"/>, which never changes under it.
/// </summary>
internal sealed class TagSets
{
    private const int MostSeen = 10_000;

    // By object: the store gives one dictionary for equal tags, and to look it up takes no text made of it.
    private readonly Dictionary<IReadOnlyDictionary<string, string>, int> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal) { [""] = 0 };
    private TagSet[] _sets = [TagSet.None];
    private int _count = 1;

    /// <summary>The sets by number. Later additions appear in a later answer only.</summary>
    public ReadOnlyMemory<TagSet> All => _sets.AsMemory(0, _count);

    /// <summary>The number of a tag set. Tags with an empty value are absent. The dictionary must not change any more.</summary>
    public int NumberOf(IReadOnlyDictionary<string, string> tags)
    {
        if (_seen.TryGetValue(tags, out var seen))
            return seen;
        if (_seen.Count == MostSeen)
            _seen.Clear();
        return _seen[tags] = Find(tags);
    }

    private int Find(IReadOnlyDictionary<string, string> tags)
    {
        var sorted = tags.Where(tag => !string.IsNullOrEmpty(tag.Value)).OrderBy(tag => tag.Key, StringComparer.Ordinal).ToArray();
        // NUL is refused in keys and values, so it can stand between them.
        var canonical = string.Concat(sorted.SelectMany(tag => new[] { tag.Key, "\0", tag.Value, "\0" }));
        if (_numbers.TryGetValue(canonical, out var number))
            return number;
        if (_count == _sets.Length)
            Array.Resize(ref _sets, _sets.Length * 2);
        _sets[_count] = new(sorted);
        _numbers.Add(canonical, _count);
        return _count++;
    }
}
