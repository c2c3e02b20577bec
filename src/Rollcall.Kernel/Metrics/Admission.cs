using Rollcall.Kernel.Population;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>Whom of a chunk the filters admit, and to which group, while the day whose tags decide goes on. Scratch memory of one thread.</summary>
internal sealed class Admission(IndexSnapshot snapshot, TagDecision decision)
{
    private readonly ChunkTags _tags = new(snapshot, decision);
    private readonly List<long> _moves = [];   // day << 32 | person << 16 | group
    private int _next;

    /// <summary>Whether everybody of the chunk is admitted, to group 0, whatever the day.</summary>
    public bool AdmitsAll => _tags.AdmitsAll;

    /// <summary>Admitted by the people filter, and not excluded.</summary>
    public ulong[] People => _tags.Admitted;

    /// <summary>The group of each person in <see cref="People"/>; of others it says nothing.</summary>
    public int[] GroupOf => _tags.GroupOf;

    /// <summary>Loads a chunk as tags are on a day; <see cref="Move"/> then goes on from there, to <paramref name="last"/> at most.</summary>
    public void Load(int chunk, Day day, Day last)
    {
        _moves.Clear();
        _next = 0;
        _tags.Begin(chunk, new(day, day + 1), day);
        for (var page = 0; page < PopulationIndex.PagesPerChunk; page++)
        {
            var people = snapshot.Population.Page((chunk * PopulationIndex.PagesPerChunk) + page);
            _tags.Read(page * PopulationPage.Size, people);
            if (!decision.IsTrivial)
                NoteMoves(page * PopulationPage.Size, people.Versions, day, last);
        }

        _moves.Sort();
    }

    /// <summary>The next person whom tags move on or before a day to another group, in or out: <see cref="TagDecision.Refused"/> is where those are who are not admitted.</summary>
    /// <returns>Null when there are no more.</returns>
    public (int Person, int From, int To)? Move(Day day)
    {
        while (_next < _moves.Count && _moves[_next] >> 32 <= day.Number)
        {
            var (person, group) = ((int)(_moves[_next] >> 16) & 0xFFFF, (short)_moves[_next]);
            _next++;
            var from = Group(person);
            _tags.Admit(person, group);
            if (Group(person) is var to && to != from)
                return (person, from, to);
        }

        return null;
    }

    private int Group(int person) => Bitmap.Has(People, person) ? GroupOf[person] : TagDecision.Refused;

    private void NoteMoves(int firstPerson, PopulationPage.Version[] versions, Day day, Day last)
    {
        var held = TagDecision.Refused;
        for (var i = 0; i < versions.Length; i++)
        {
            // The first version of a person holds since ever. Most of the others change what the question does not look at.
            var group = decision.GroupOf(versions[i].TagSet);
            if (versions[i].From > day.Number && versions[i].From <= last.Number && group != held)
                _moves.Add(((long)versions[i].From << 32) | ((long)(firstPerson + versions[i].Person) << 16) | (ushort)group);
            held = group;
        }
    }
}
