namespace Rollcall.Storage.Projects;

internal enum Listing : byte
{
    Never,
    Left,
    Listed,
}

/// <summary>
/// Who is, was and never was on the list, a byte a person. Changes can be taken back until they are kept. For the writer's thread alone.
/// </summary>
internal sealed class Roster
{
    private readonly List<(int Person, Listing Before)> _undo = [];
    private Listing[] _people = new Listing[1024];

    /// <summary>People who are or were on the list.</summary>
    public int EverListed { get; private set; }

    /// <summary>People on the list now.</summary>
    public int Listed { get; private set; }

    public Listing this[int person] => person < _people.Length ? _people[person] : Listing.Never;

    public void Set(int person, Listing listing)
    {
        _undo.Add((person, this[person]));
        Put(person, listing);
    }

    /// <summary>Sets what was read from disk.</summary>
    public void Load(int person, Listing listing) => Put(person, listing);

    public void Keep() => _undo.Clear();

    public void TakeBack()
    {
        for (var i = _undo.Count - 1; i >= 0; i--)
            Put(_undo[i].Person, _undo[i].Before);
        _undo.Clear();
    }

    private void Put(int person, Listing listing)
    {
        if (person >= _people.Length)
            Array.Resize(ref _people, Math.Max(person + 1, _people.Length * 2));
        EverListed += (listing == Listing.Never ? 0 : 1) - (_people[person] == Listing.Never ? 0 : 1);
        Listed += (listing == Listing.Listed ? 1 : 0) - (_people[person] == Listing.Listed ? 1 : 0);
        _people[person] = listing;
    }
}
