using Rollcall.Server.Nebuly.Variants;
using Rollcall.Storage.Registry;
using Xunit;

namespace Rollcall.Server.Tests.Nebuly.Variants;

public sealed class VariantAssignmentTests
{
    private static readonly string[] People = [.. Enumerable.Range(0, 10_000).Select(i => $"user {i}")];

    // Computed apart from the program, from the words of its comment. Whoever has a variant keeps it: this must never change.
    [Fact]
    public void Who_gets_what_is_for_ever()
        => Assert.Equal("bbaabaabbbabababbbbabbbbbabababbbbbbbaab", string.Concat(People.Take(40).Select(person => Name(Flag(("a", 1), ("b", 3)), person))));

    [Fact]
    public void Shares_are_as_the_weights()
    {
        // Standard deviation at most 50 of 10,000.
        var counts = People.CountBy(person => Name(Flag(("a", 1), ("b", 3), ("c", 4)), person)).ToDictionary();
        Assert.InRange(counts["a"], 1_250 - 150, 1_250 + 150);
        Assert.InRange(counts["b"], 3_750 - 200, 3_750 + 200);
        Assert.InRange(counts["c"], 5_000 - 200, 5_000 + 200);
    }

    [Fact]
    public void The_order_of_variants_does_not_matter()
        => Assert.All(People.Take(500), person => Assert.Equal(Name(Flag(("a", 1), ("b", 3), ("c", 4)), person), Name(Flag(("c", 4), ("a", 1), ("b", 3)), person)));

    [Fact]
    public void A_larger_weight_only_draws_people_to_it()
    {
        foreach (var person in People.Take(2_000))
        {
            var (before, after) = (Name(Flag(("a", 1), ("b", 3)), person), Name(Flag(("a", 2), ("b", 3)), person));
            Assert.True(after == before || after == "a");
        }
    }

    [Fact]
    public void A_variant_that_goes_leaves_the_others_with_their_people()
    {
        foreach (var person in People.Take(2_000))
        {
            var before = Name(Flag(("a", 1), ("b", 3), ("c", 4)), person);
            var after = Name(Flag(("a", 1), ("b", 3), ("c", 0)), person);
            Assert.True(before == "c" ? after is "a" or "b" : after == before);
        }
    }

    [Fact]
    public void Flags_are_drawn_apart_and_spellings_of_an_address_are_one_person()
    {
        var same = People.Take(2_000).Count(person => Name(Flag(("a", 1), ("b", 1)), person) == Name(Flag(("a", 1), ("b", 1)) with { Name = "another" }, person));
        Assert.InRange(same, 850, 1_150);
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(Name(Flag(("a", 1), ("b", 1)), $"Ann{i}@acme.example"), Name(Flag(("a", 1), ("b", 1)), $"ann{i}@ACME.example")));
        Assert.Null(VariantAssignment.Of(Flag(("a", 0)), "ann"));
    }

    private static FeatureFlag Flag(params (string Name, int Weight)[] variants) => new("flag", [.. variants.Select(variant => new FeatureFlag.Variant(variant.Name, variant.Weight, "model", "m", []))]);

    private static string Name(FeatureFlag flag, string person) => VariantAssignment.Of(flag, person)!.Name;
}
