using Rollcall.Kernel.Population;
using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// What the filters and the grouping of a question make of each distinct tag set: refused, or admitted to a group. Decided once for each
/// distinct set, then looked up by number for each person.
/// </summary>
internal sealed class TagDecision
{
    /// <summary>Not admitted by the people filter.</summary>
    public const int Refused = -1;

    /// <summary>Neither filter nor groups.</summary>
    public static readonly TagDecision Everybody = new(new Question { Window = default }, []);

    private readonly int[] _groupOf;   // by number of tag set

    public TagDecision(Question question, ReadOnlySpan<TagSet> tagSets)
    {
        IsTrivial = question.People.Count == 0 && question.GroupBy.Count == 0;
        _groupOf = new int[tagSets.Length];
        var numbers = new Dictionary<(string?, string?), int>();
        for (var i = 0; i < tagSets.Length; i++)
        {
            var tags = tagSets[i];
            if (!question.People.All(term => term.Admits(tags)))
            {
                _groupOf[i] = Refused;
                continue;
            }

            var values = (question.GroupBy.Count > 0 ? tags[question.GroupBy[0]] : null, question.GroupBy.Count > 1 ? tags[question.GroupBy[1]] : null);
            if (!numbers.TryGetValue(values, out var number))
                numbers.Add(values, number = numbers.Count);
            _groupOf[i] = number;
        }

        Groups = [.. numbers.OrderBy(group => group.Value).Select(group => group.Key)];
        IsGrouped = question.GroupBy.Count > 0;
    }

    private TagDecision(ReadOnlySpan<TagSet> tagSets)
    {
        _groupOf = [.. Enumerable.Range(0, tagSets.Length)];
        Groups = new (string?, string?)[tagSets.Length];
        IsGrouped = true;
    }

    /// <summary>Everybody is admitted, and each tag set is the group of its number. These groups have no values.</summary>
    public static TagDecision BySet(ReadOnlySpan<TagSet> tagSets) => new(tagSets);

    /// <summary>Neither filter nor groups: everybody who is not excluded is admitted to group 0 and nothing needs to be looked up.</summary>
    public bool IsTrivial { get; }

    public bool IsGrouped { get; }

    /// <summary>Values of the groups by number; not every one need have people.</summary>
    public IReadOnlyList<(string? First, string? Second)> Groups { get; }

    /// <summary>Numbers of the groups in the order of their values, absent ones last.</summary>
    public IEnumerable<int> InOrder() => Enumerable.Range(0, Groups.Count)
        .OrderBy(i => Groups[i].First, CodePointOrder.Instance).ThenBy(i => Groups[i].Second, CodePointOrder.Instance);

    /// <summary>The groups of several tag sets.</summary>
    public void GroupsOf(ReadOnlySpan<int> tagSets, Span<int> groups)
    {
        // Behind the check of the lengths, all that is left to check is the number of each set.
        var known = _groupOf.AsSpan();
        groups = groups[..tagSets.Length];
        for (var i = 0; i < tagSets.Length; i++)
            groups[i] = known[tagSets[i]];
    }

    /// <summary>The group of a tag set, or <see cref="Refused"/>.</summary>
    public int GroupOf(int tagSet) => _groupOf[tagSet];
}
