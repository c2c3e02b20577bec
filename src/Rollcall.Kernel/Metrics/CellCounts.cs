using System.Numerics;
using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Metrics;

/// <summary>Numbers of people by cell of a metric, in total and by group. Owned by one thread; <see cref="Add(CellCounts)"/> brings those of several together.</summary>
/// <param name="cells">Number of cells.</param>
/// <param name="groups">Number of groups, 0 when there are none to count.</param>
/// <param name="members">Is told of the people of each cell, where somebody wants to know who they are.</param>
internal sealed class CellCounts(int cells, int groups, CellMembers? members = null)
{
    private readonly long[]?[] _groups = new long[]?[groups];
    private readonly bool[] _present = new bool[groups];

    public long[] Total { get; } = new long[cells];

    /// <summary>The group of each person of the chunk that is being counted.</summary>
    public int[] GroupOf { get; set; } = [];

    public bool IsGrouped => groups > 0;

    public long[] OfGroup(int group) => _groups[group] ?? new long[cells];

    /// <summary>Whether a group has people with access or activity in the window: others are not rows.</summary>
    public bool IsPresent(int group) => _present[group];

    /// <summary>Whether anything was counted of a group: somebody of a row, or of a period that reaches out of the window.</summary>
    public bool IsCounted(int group) => _groups[group] is not null;

    /// <summary>Adds the people of a set, which is given word by word.</summary>
    public void Add(int cell, Func<int, ulong> set)
    {
        for (var word = 0; word < Bitmap.Words; word++)
            AddWord(cell, word, set(word));
    }

    /// <summary>Adds the people of two sets who are in both.</summary>
    public void AddBoth(int cell, ulong[] a, ulong[] b)
    {
        if (!IsGrouped && members is null)
        {
            Total[cell] += Bitmap.CountBoth(a, b);
            return;
        }

        for (var word = 0; word < Bitmap.Words; word++)
            AddWord(cell, word, a[word] & b[word]);
    }

    public void AddPerson(int cell, int person)
    {
        AddTo(null, cell, person);
        if (IsGrouped)
            Of(GroupOf[person])[cell]++;
    }

    /// <summary>Adds somebody to the total (null) or to one group.</summary>
    public void AddTo(int? group, int cell, int person)
    {
        if (group is { } number)
        {
            Of(number)[cell]++;
            return;
        }

        Total[cell]++;
        members?.Add(cell, person >> 6, 1UL << (person & 63));
    }

    /// <summary>Makes the groups of these people rows.</summary>
    public void AddPresent(ulong[] people)
    {
        if (!IsGrouped)
            return;
        for (var word = 0; word < Bitmap.Words; word++)
        {
            for (var rest = people[word]; rest != 0; rest &= rest - 1)
                _present[GroupOf[(word << 6) + BitOperations.TrailingZeroCount(rest)]] = true;
        }
    }

    public void AddPresent(int group) => _present[group] = true;

    public void Add(CellCounts other)
    {
        Sum(Total, other.Total);
        for (var group = 0; group < groups; group++)
        {
            _present[group] |= other._present[group];
            if (other._groups[group] is { } counts)
                Sum(Of(group), counts);
        }

        static void Sum(long[] into, long[] from)
        {
            for (var i = 0; i < into.Length; i++)
                into[i] += from[i];
        }
    }

    private long[] Of(int group) => _groups[group] ??= new long[cells];

    private void AddWord(int cell, int word, ulong people)
    {
        if (people == 0)
            return;
        Total[cell] += BitOperations.PopCount(people);
        members?.Add(cell, word, people);
        if (!IsGrouped)
            return;
        for (var rest = people; rest != 0; rest &= rest - 1)
            Of(GroupOf[(word << 6) + BitOperations.TrailingZeroCount(rest)])[cell]++;
    }
}
