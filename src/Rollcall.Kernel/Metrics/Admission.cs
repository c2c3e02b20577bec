using System.Runtime.Intrinsics;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>Whom of a chunk the filters admit, and the project does not exclude, while the day whose tags decide goes on. Scratch memory of one thread.</summary>
internal sealed class Admission(IndexSnapshot snapshot, TagDecision decision)
{
    private readonly List<long> _changes = [];   // day << 17 | person << 1 | admitted
    private readonly int[] _groups = new int[PopulationPage.Size];
    private readonly ulong[] _excluded = Bitmap.New();
    private int _next;

    public ulong[] People { get; } = Bitmap.New();

    /// <summary>Loads a chunk as tags are on a day; <see cref="Change"/> then goes on from there.</summary>
    public void Load(int chunk, Day day)
    {
        _changes.Clear();
        _next = 0;
        Array.Clear(_excluded);
        snapshot.Excluded.Chunk(chunk).OrInto(_excluded);
        if (decision.IsTrivial)
        {
            Array.Fill(People, ulong.MaxValue);
        }
        else
        {
            Array.Clear(People);
            for (var page = 0; page < PopulationIndex.PagesPerChunk; page++)
                ReadPage(page * PopulationPage.Size, snapshot.Population.Page((chunk * PopulationIndex.PagesPerChunk) + page), day);
            _changes.Sort();
        }

        Bitmap.Subtract(People, People, _excluded);
    }

    /// <summary>The next person who is admitted or refused on or before a day and was not before; the set is then changed. Null when there are no more.</summary>
    public (int Person, bool Admitted)? Change(Day day)
    {
        while (_next < _changes.Count && _changes[_next] >> 17 <= day.Number)
        {
            var (person, admitted) = ((int)(_changes[_next] >> 1) & 0xFFFF, (_changes[_next] & 1) != 0);
            _next++;
            if (Bitmap.Has(People, person) == admitted || Bitmap.Has(_excluded, person))
                continue;
            Set(person, admitted);
            return (person, admitted);
        }

        return null;
    }

    private void ReadPage(int firstPerson, PopulationPage page, Day day)
    {
        decision.GroupsOf(page.TagSet, _groups);
        for (var person = 0; person < _groups.Length; person += Vector512<int>.Count)
        {
            var admitted = Vector512.GreaterThanOrEqual(Vector512.Create<int>(_groups.AsSpan(person)), Vector512<int>.Zero).ExtractMostSignificantBits();
            People[(firstPerson + person) >> 6] |= admitted << (person & 63);
        }

        foreach (var version in page.Versions)
        {
            var admitted = decision.GroupOf(version.TagSet) != TagDecision.Refused;
            if (version.From <= day.Number)
                Set(firstPerson + version.Person, admitted);
            else
                _changes.Add(((long)version.From << 17) | ((uint)(firstPerson + version.Person) << 1) | (admitted ? 1U : 0));
        }
    }

    private void Set(int person, bool admitted)
    {
        if (admitted)
            Bitmap.Add(People, person);
        else
            Bitmap.Remove(People, person);
    }
}
