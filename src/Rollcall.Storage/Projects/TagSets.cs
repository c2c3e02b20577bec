namespace Rollcall.Storage.Projects;

/// <summary>Parsed tags by their text, so that people with equal tags share one dictionary. For the writer's thread alone.</summary>
internal sealed class TagSets
{
    private const int MaxSets = 100_000;

    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _sets = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Of(string text)
    {
        if (_sets.TryGetValue(text, out var tags))
            return tags;
        if (_sets.Count == MaxSets)
            _sets.Clear();
        return _sets[text] = TagText.Read(text);
    }
}
