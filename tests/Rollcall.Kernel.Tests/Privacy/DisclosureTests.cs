using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Privacy;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Kernel.Tests.Privacy;

public sealed class DisclosureTests
{
    private static readonly string[] First = ["a", "b", "c", "d", ""];
    private static readonly string[] Second = ["x", "y", "z", ""];

    // Cells of one to a few people beside large ones, some with people who only use it, many empty.
    private static readonly Gen<(long[] Cells, int Smallest)> Tables = Gen.Select(
        Gen.Frequency((3, Gen.Const(-1L)), (3, Gen.Long[0, 3]), (1, Gen.Long[0, 12]), (2, Gen.Long[4, 30])).Array[First.Length * Second.Length], Gen.Int[2, 6]);

    [Fact]
    public void Nothing_shown_about_two_tags_adds_up_to_a_small_group() => Tables.Sample(
        (cells, smallest) =>
        {
            var parts = Parts(cells);
            var disclosure = new Disclosure(parts, smallest);
            var attacker = new Attacker([.. parts.Select(part => part.Eligible)]);
            foreach (var terms in Questions())
            {
                if (disclosure.Shows(terms))
                    attacker.Learn([.. parts.Select(part => terms.All(term => term.Admits(part.Tags)))]);
            }

            Assert.Null(attacker.Finds(smallest));
        },
        iter: 3_000);

    private static IEnumerable<IReadOnlyList<TagTerm>> Questions()
    {
        foreach (var first in Subsets(First))
        {
            foreach (var second in Subsets(Second))
                yield return [.. Terms("one", first, First), .. Terms("two", second, Second)];
        }
    }

    private static IEnumerable<TagTerm> Terms(string key, IReadOnlyList<string> values, string[] all)
        => values.Count == all.Length ? [] : [new TagTerm(key, values)];

    private static IEnumerable<IReadOnlyList<string>> Subsets(string[] values)
        => Enumerable.Range(1, (1 << values.Length) - 1).Select(bits => (IReadOnlyList<string>)[.. values.Where((_, i) => (bits >> i & 1) == 1)]);

    private static List<CrowdPart> Parts(long[] cells)
        => [.. cells.Select((people, i) => (People: people, First: First[i / Second.Length], Second: Second[i % Second.Length])).Where(cell => cell.People >= 0)
            .Select(cell => Part(cell.People, ("one", cell.First), ("two", cell.Second)))];

    private static CrowdPart Part(long people, params (string Key, string Value)[] tags)
        => new(new TagSet([.. tags.Where(tag => tag.Value.Length > 0).Select(tag => KeyValuePair.Create(tag.Key, tag.Value))]), people);
}
