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
        iter: 1_000);

    [Fact]
    public void Where_every_group_is_large_everything_is_shown() => Gen.Select(Gen.Long[5, 30].Array[First.Length * Second.Length], Gen.Int[2, 5]).Sample((cells, smallest) =>
    {
        var disclosure = new Disclosure(Parts(cells), smallest);
        Assert.All(Questions(), terms => Assert.True(disclosure.Shows(terms)));
    });

    [Fact]
    public void A_filter_may_take_the_hidden_values_together_or_not_at_all()
    {
        // One value of three people; the smallest other one, of six, is hidden with it.
        var disclosure = new Disclosure([Part(20, ("team", "A")), Part(8, ("team", "B")), Part(6, ("team", "C")), Part(3, ("team", "D"))], 5);
        Assert.Equal("A B AB CD ACD BCD ABCD", Shown(values => new("team", values)));
        // Left out: C and D alone or in part would be the total less what is shown.
        Assert.Equal("A B AB CD ACD BCD", Shown(values => new("team", values, Exclude: true)));

        string Shown(Func<string[], TagTerm> term) => string.Join(
            ' ',
            Enumerable.Range(1, 15).Select(bits => "ABCD".Where((_, i) => (bits >> i & 1) == 1).Select(letter => letter.ToString()).ToArray())
                .Where(values => disclosure.Shows([term(values)])).Select(values => string.Concat(values)).OrderBy(text => text.Length).ThenBy(text => text, StringComparer.Ordinal));
    }

    [Fact]
    public void A_hidden_team_takes_a_team_of_its_own_department_with_it()
    {
        // Research is its team of 30 and one of 3. Hiding the smallest other team, of Sales, would leave Research less its team of 30.
        var disclosure = new Disclosure(
            [Part(30, ("department", "Research"), ("team", "R1")), Part(3, ("department", "Research"), ("team", "R2")), Part(20, ("department", "Sales"), ("team", "S1")), Part(10, ("department", "Sales"), ("team", "S2"))], 5);
        Assert.Equal("Research Sales", Shown("department", "Research", "Sales"));
        Assert.Equal("S1", Shown("team", "R1", "R2", "S1", "S2"));

        string Shown(string key, params string[] values) => string.Join(' ', values.Where(value => disclosure.Shows([new(key, [value])])));
    }

    [Fact]
    public void In_a_table_of_two_tags_the_cells_that_would_give_a_small_one_away_are_hidden()
    {
        // b/x has two people: with it go a cell of its row, a cell of its column, and the one where these meet.
        var disclosure = new Disclosure(
            [.. new[] { ("a", "x", 9), ("a", "y", 8), ("a", "z", 7), ("b", "x", 2), ("b", "y", 9), ("b", "z", 7), ("c", "x", 9), ("c", "y", 9), ("c", "z", 9) }
                .Select(cell => Part(cell.Item3, ("one", cell.Item1), ("two", cell.Item2)))], 5);
        string[] hidden = [.. from one in "abc" from two in "xyz" where !disclosure.Shows([new("one", [$"{one}"]), new("two", [$"{two}"])]) select $"{one}{two}"];
        Assert.Equal(["ax", "az", "bx", "bz"], hidden);
        Assert.True(disclosure.Shows([new("one", ["b"])]) && disclosure.Shows([new("two", ["x"])]));
        Assert.True(disclosure.Shows([new("one", ["a", "c"]), new("two", ["y"])]));
        Assert.False(disclosure.Shows([new("one", ["a", "b"]), new("two", ["x"])]) && disclosure.Shows([new("one", ["a"]), new("two", ["x"])]));
    }

    [Fact]
    public void Conditions_that_everybody_meets_are_none_and_three_keys_are_too_many()
    {
        var disclosure = new Disclosure([Part(9, ("a", "x"), ("b", "x"), ("c", "x")), Part(9, ("a", "y"), ("b", "x"), ("c", "x")), Part(9, ("a", "x"), ("b", "y"), ("c", "y"))], 5);
        Assert.True(disclosure.Shows([new("nobody", ["some"], Exclude: true), new("a", ["x", "y"]), new("b", ["x"])]));
        Assert.False(disclosure.Shows([new("nobody", ["some"])]));
        Assert.False(disclosure.Shows([new("a", ["x"]), new("b", ["x"]), new("c", ["x"])]));
    }

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
