using System.Runtime.Intrinsics;
using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// The groups of a chunk's people while a walk over days goes on: the people of each as a set, for what is counted once a window; and a byte a person with the group and whether
/// the person has access, for what is added up on each day. Scratch memory of one thread: 8 KB a group and 64 KB.
/// </summary>
/// <param name="people">The walk, of everybody who is not excluded.</param>
/// <param name="admission">Who is in which group.</param>
/// <param name="groups">Number of groups, at most <see cref="Most"/>.</param>
internal sealed class ChunkGroups(ChunkPeople people, Admission admission, int groups)
{
    /// <summary>The most groups for which a byte has room.</summary>
    public const int Most = Nobody;

    /// <summary>The group in a byte of those who are in none.</summary>
    public const int Nobody = 127;

    /// <summary>The bit of a byte that says that the person has access on the day of the walk.</summary>
    public const int HasAccess = 128;

    private static readonly ulong[] Everybody = [.. Enumerable.Repeat(ulong.MaxValue, Bitmap.Words)];

    private readonly byte[] _codes = new byte[Bitmap.People];
    private readonly ulong[][] _people = [.. Enumerable.Range(0, groups).Select(_ => Bitmap.New())];
    private readonly int[] _withAccess = new int[Nobody + 1];

    public int Count => groups;

    /// <summary>Whether everybody is in group 0; then there are no <see cref="Codes"/>.</summary>
    public bool IsOne { get; private set; }

    /// <summary>Group, and <see cref="HasAccess"/>, by person.</summary>
    public ReadOnlySpan<byte> Codes => _codes;

    /// <summary>The people of a group.</summary>
    public ReadOnlySpan<ulong> People(int group) => IsOne ? Everybody : _people[group];

    /// <summary>Number of people of a group with access on the day of the walk.</summary>
    public int WithAccess(int group) => IsOne ? people.WithAccess : _withAccess[group];

    /// <summary>Begins with the chunk that is loaded in the walk and in the admission.</summary>
    public void Load()
    {
        IsOne = admission.AdmitsAll;
        if (IsOne)
            return;
        for (var word = 0; word < Bitmap.Words; word++)
            LoadWord(word, _codes.AsSpan(word << 6, 64));
        for (var group = 0; group < groups; group++)
            _withAccess[group] = Bitmap.CountBoth(_people[group], people.Access);
    }

    /// <summary>Follows the walk, which went to its next day.</summary>
    public void Step()
    {
        if (IsOne)
            return;
        foreach (var change in people.Changes)
        {
            var (person, begins, _, _) = AccessChanges.Read(change);
            _codes[person] ^= HasAccess;
            _withAccess[_codes[person] & Nobody] += begins ? 1 : -1;
        }
    }

    /// <summary>Somebody is in another group now; either may be <see cref="TagDecision.Refused"/>.</summary>
    public void Move(int person, int from, int to)
    {
        var access = _codes[person] & HasAccess;
        _codes[person] = (byte)((to & Nobody) | access);
        _withAccess[from & Nobody] -= access >> 7;
        _withAccess[to & Nobody] += access >> 7;
        if (from != TagDecision.Refused)
            Bitmap.Remove(_people[from], person);
        if (to != TagDecision.Refused)
            Bitmap.Add(_people[to], person);
    }

    private void LoadWord(int word, Span<byte> codes)
    {
        if (admission.GroupOf is { Length: > 0 } groupOf)
        {
            // Of TagDecision.Refused, too, the low bits are those of Nobody.
            ref var group = ref groupOf[word << 6];
            var low = Vector512.Narrow(Vector512.LoadUnsafe(ref group), Vector512.LoadUnsafe(ref group, 16));
            var high = Vector512.Narrow(Vector512.LoadUnsafe(ref group, 32), Vector512.LoadUnsafe(ref group, 48));
            (Vector512.Narrow(low, high).AsByte() & Vector512.Create((byte)Nobody)).CopyTo(codes);
        }
        else
        {
            codes.Clear();
        }

        for (var rest = ~admission.People[word]; rest != 0; rest &= rest - 1)
            codes[System.Numerics.BitOperations.TrailingZeroCount(rest)] = Nobody;
        var all = Vector512.Create<byte>(codes);
        for (var i = 0; i < groups; i++)
            _people[i][word] = Vector512.Equals(all, Vector512.Create((byte)i)).ExtractMostSignificantBits();
        (all | (Bitmap.Lanes(people.Access[word]) & Vector512.Create((byte)HasAccess))).CopyTo(codes);
    }
}
