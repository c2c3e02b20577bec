using System.Diagnostics.CodeAnalysis;

namespace Rollcall.Storage.Projects;

/// <summary>
/// The identifiers of a project in memory. The writer stages new ones and publishes them once they are on disk; everybody else sees published ones
/// only. Safe for one writer and any number of readers.
/// </summary>
internal sealed class Names
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _byFolded = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private readonly List<int> _people = [];
    private readonly List<(int Identifier, int Person)> _aliases = [];

    private readonly Dictionary<string, int> _stagedByFolded = new(StringComparer.Ordinal);
    private readonly List<(string Text, string Folded)> _staged = [];

    /// <summary>Identifiers, staged ones included. For the writer.</summary>
    public int Count => _texts.Count + _staged.Count;

    /// <summary>The number of an identifier, staged or published. For the writer.</summary>
    public bool TryFindForWriter(string folded, out int number) =>
        (_staged.Count > 0 && _stagedByFolded.TryGetValue(folded, out number)) || _byFolded.TryGetValue(folded, out number);

    /// <summary>The text of an identifier, staged or published. For the writer.</summary>
    public string TextForWriter(int number) => number < _texts.Count ? _texts[number] : _staged[number - _texts.Count].Text;

    /// <summary>The person of an identifier, staged or published. For the writer.</summary>
    public int PersonForWriter(int number) => number < _people.Count ? _people[number] : number;

    /// <summary>Gives a new identifier the next number, which is also that of its person.</summary>
    public int Stage(string text, string folded)
    {
        var number = Count;
        _stagedByFolded.Add(folded, number);
        _staged.Add((text, folded));
        return number;
    }

    public void Publish()
    {
        if (_staged.Count == 0)
            return;
        lock (_gate)
        {
            foreach (var (text, folded) in _staged)
                AddPublished(text, folded, _texts.Count);
        }

        Discard();
    }

    public void Discard()
    {
        _staged.Clear();
        _stagedByFolded.Clear();
    }

    /// <summary>Makes room for as many as will be read from disk.</summary>
    public void Reserve(int count)
    {
        _byFolded.EnsureCapacity(count);
        _texts.EnsureCapacity(count);
        _people.EnsureCapacity(count);
    }

    /// <summary>Adds an identifier read from disk, where the two spellings are one object if they are equal; before anybody else knows this object.</summary>
    public void Load(int number, string text, string folded, int person)
    {
        if (number != _texts.Count)
            throw new StoreUnavailableException($"Identifier {number} stands where {_texts.Count} should: the store is damaged.");
        AddPublished(text, folded, person);
    }

    public int? FindPerson(string folded)
    {
        lock (_gate)
            return _byFolded.TryGetValue(folded, out var number) ? _people[number] : null;
    }

    public bool TryFindIdentifier(string folded, out int number)
    {
        lock (_gate)
            return _byFolded.TryGetValue(folded, out number);
    }

    public bool TryTextOf(int number, [NotNullWhen(true)] out string? text)
    {
        lock (_gate)
        {
            text = number >= 0 && number < _texts.Count ? _texts[number] : null;
            return text is not null;
        }
    }

    public int PersonOf(int number)
    {
        lock (_gate)
            return _people[number];
    }

    /// <summary>The identifiers whose person has another number.</summary>
    public IReadOnlyList<(int Identifier, int Person)> Aliases()
    {
        lock (_gate)
            return [.. _aliases];
    }

    private void AddPublished(string text, string folded, int person)
    {
        if (person != _texts.Count)
            _aliases.Add((_texts.Count, person));
        _byFolded.Add(folded, _texts.Count);
        _texts.Add(text);
        _people.Add(person);
    }
}
