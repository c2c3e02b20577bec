namespace Rollcall.Storage.Later;

/// <summary>
/// Of whom something was said that waits for its interaction, so that only their interactions are looked at twice. Changes of a batch can be taken back.
/// For the writer's thread alone.
/// </summary>
internal sealed class WaitingFacts
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<(string Folded, int Added)> _staged = [];

    /// <summary>Facts that wait.</summary>
    public int Count { get; private set; }

    public bool Has(string folded) => Count > 0 && _counts.ContainsKey(folded);

    public void Add(string folded, int added)
    {
        _staged.Add((folded, added));
        Set(folded, added);
    }

    /// <summary>Forgets everything; what is on disk is to be added and kept.</summary>
    public void Clear()
    {
        _counts.Clear();
        _staged.Clear();
        Count = 0;
    }

    public void Keep() => _staged.Clear();

    public void Discard()
    {
        foreach (var (folded, added) in _staged)
            Set(folded, -added);
        _staged.Clear();
    }

    private void Set(string folded, int added)
    {
        Count += added;
        var count = _counts.GetValueOrDefault(folded) + added;
        if (count > 0)
            _counts[folded] = count;
        else
            _counts.Remove(folded);
    }
}
