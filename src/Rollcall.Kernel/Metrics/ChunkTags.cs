using System.Runtime.Intrinsics;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>Whom of a chunk of 65,536 people the filters admit in a window, and to which group each belongs. Scratch memory of one thread, for many chunks.</summary>
internal sealed class ChunkTags(IndexSnapshot snapshot, TagDecision decision)
{
    private readonly ulong[] _excluded = Bitmap.New();
    private bool _excludes;      // whether anybody of the chunk is excluded
    private bool _isNew;         // whether another chunk was read before
    private int _chunk = -1;
    private Period _window;
    private Day? _decidingDay;

    /// <summary>Whether everybody of the chunk is admitted, to group 0.</summary>
    public bool AdmitsAll => decision.IsTrivial && !_excludes;

    /// <summary>Admitted by the people filter, and not excluded.</summary>
    public ulong[] Admitted { get; } = Bitmap.New();

    /// <summary>The group of each person in <see cref="Admitted"/>; of others it says nothing. Empty while the decision is trivial.</summary>
    public int[] GroupOf { get; } = decision.IsTrivial ? [] : new int[Bitmap.People];

    /// <summary>Whose tags change inside the window while each day's own decide: they are not admitted and must be taken day by day.</summary>
    public List<(int Person, PersonHistory History)> Movers { get; } = [];

    /// <summary>Begins a chunk, whose pages are then to be read. Of the chunk that was read last, only people who have several versions are decided again.</summary>
    /// <param name="chunk">Its number.</param>
    /// <param name="window">The days that are asked about.</param>
    /// <param name="decidingDay">The day whose tags decide; null: each day's own.</param>
    public void Begin(int chunk, Period window, Day? decidingDay)
    {
        (_isNew, _chunk, _window, _decidingDay) = (chunk != _chunk, chunk, window, decidingDay);
        Movers.Clear();
        if (!_isNew)
            return;
        var excluded = snapshot.Excluded.Chunk(chunk);
        _excludes = excluded.Count > 0;
        Array.Clear(_excluded);
        excluded.OrInto(_excluded);
    }

    /// <summary>Reads the people of a page.</summary>
    /// <param name="firstPerson">The number of its first within the chunk.</param>
    /// <param name="page">Of the population.</param>
    public void Read(int firstPerson, PopulationPage page)
    {
        if (_isNew)
            ReadTags(firstPerson, page);
        if (!decision.IsTrivial)
            ReadVersions(firstPerson, page);
    }

    /// <summary>Puts somebody into another group, or refuses the person; who is excluded stays out.</summary>
    public void Admit(int person, int group)
    {
        GroupOf[person] = group;
        if (group == TagDecision.Refused || Bitmap.Has(_excluded, person))
            Bitmap.Remove(Admitted, person);
        else
            Bitmap.Add(Admitted, person);
    }

    private void ReadTags(int firstPerson, PopulationPage page)
    {
        var admitted = Admitted.AsSpan(firstPerson >> 6, PopulationPage.Size >> 6);
        for (var word = 0; word < admitted.Length; word++)
            admitted[word] = ~_excluded[(firstPerson >> 6) + word];
        if (decision.IsTrivial)
            return;
        var groups = GroupOf.AsSpan(firstPerson, PopulationPage.Size);
        decision.GroupsOf(page.TagSet, groups);
        for (var person = 0; person < groups.Length; person += Vector512<int>.Count)
        {
            var refused = Vector512.LessThan(Vector512.Create<int>(groups[person..]), Vector512<int>.Zero).ExtractMostSignificantBits();
            admitted[person >> 6] &= ~(refused << (person & 63));
        }
    }

    private void ReadVersions(int firstPerson, PopulationPage page)
    {
        var versions = page.Versions;
        for (var at = 0; at < versions.Length;)
        {
            var first = at;
            while (at < versions.Length && versions[at].Person == versions[first].Person)
                at++;
            ReadVersions(firstPerson, page, versions.AsSpan(first, at - first));
        }
    }

    private void ReadVersions(int firstPerson, PopulationPage page, ReadOnlySpan<PopulationPage.Version> versions)
    {
        var decidingDay = (_decidingDay ?? _window.From).Number;
        var (held, moves) = (versions[0].TagSet, false);
        foreach (var version in versions)
        {
            if (version.From <= decidingDay)
                held = version.TagSet;
            moves |= version.From > _window.From.Number && version.From < _window.Until.Number;
        }

        var person = firstPerson + versions[0].Person;
        if (_decidingDay is null && moves)
        {
            // Counted apart: the sets must not know the person.
            if (!Bitmap.Has(_excluded, person))
                Movers.Add((person, page[versions[0].Person]));
            Admit(person, TagDecision.Refused);
            return;
        }

        Admit(person, decision.GroupOf(held));
    }
}
