using CsCheck;
using Rollcall.Kernel.Sets;
using Xunit;

namespace Rollcall.Kernel.Tests.Sets;

public sealed class PersonSetTests
{
    // Sparse and dense chunks, the edges of chunks and words, and sets just below and above the size at which a list becomes a bitmap.
    private static readonly Gen<HashSet<int>> People = Gen.OneOf<HashSet<int>>(
        Gen.Int[0, 200_000].HashSet[0, 50],
        Gen.OneOf(0, 63, 64, 65_535, 65_536, 131_071, 131_072).HashSet[0, 7],
        Gen.Select(Gen.Int[0, 70_000], Gen.Int[ChunkSet.ListMax - 2, ChunkSet.ListMax + 2], Gen.Int[1, 30])
            .Select((from, count, step) => Enumerable.Range(0, count).Select(i => from + (i * step)).ToHashSet()));

    [Fact]
    public void Holds_what_it_was_made_of() => People.Sample(a =>
    {
        var set = PersonSet.Of(a);
        Assert.Equal(a.Count, set.Count);
        Assert.Equal(a.Order(), set);
        foreach (var person in a)
            Assert.Equal((true, a.Contains(person + 1), a.Contains(person - 1)), (set.Contains(person), set.Contains(person + 1), set.Contains(person - 1)));
    });

    [Fact]
    public void And_matches_HashSet() => Gen.Select(People, People).Sample((a, b) =>
        PersonSet.Of(a).And(PersonSet.Of(b)).SequenceEqual(a.Intersect(b).Order()));

    [Fact]
    public void Or_matches_HashSet() => Gen.Select(People, People).Sample((a, b) =>
        PersonSet.Of(a).Or(PersonSet.Of(b)).SequenceEqual(a.Union(b).Order()));

    [Fact]
    public void AndNot_matches_HashSet() => Gen.Select(People, People).Sample((a, b) =>
        PersonSet.Of(a).AndNot(PersonSet.Of(b)).SequenceEqual(a.Except(b).Order()));

    [Fact]
    public void The_empty_set_contains_nobody()
    {
        Assert.Empty(PersonSet.Empty);
        Assert.False(PersonSet.Empty.Contains(0));
        Assert.False(PersonSet.Empty.Contains(-1));
    }

    [Fact]
    public void A_negative_number_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => PersonSet.Of([3, -1]));

    [Fact]
    public void Code_point_order_puts_surrogates_after_the_private_use_area()
        => Assert.Equal(["A", "\uFFFD", "\U0001F600", null], new[] { null, "\U0001F600", "A", "\uFFFD" }.Order(CodePointOrder.Instance));
}
