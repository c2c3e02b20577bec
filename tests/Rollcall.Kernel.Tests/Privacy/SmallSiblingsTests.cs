using CsCheck;
using Rollcall.Kernel.Privacy;
using Xunit;

namespace Rollcall.Kernel.Tests.Privacy;

public sealed class SmallSiblingsTests
{
    [Theory]
    [InlineData("", "9 8 7")]             // nobody is small
    [InlineData("2 1", "9 7 3")]          // a single hidden one would be the total less the others
    [InlineData("1 2", "9 3 3")]          // two of three people are six: nothing more
    [InlineData("1 2 3", "9 2 2 5")]      // two of two people are four: the smallest visible one goes with them
    [InlineData("1 2", "9 5 0 5")]        // nobody eligible is fewer too; the first of equals is taken
    [InlineData("0 1", "3 2")]            // nothing is left to hide
    [InlineData("0", "4")]
    public void The_smallest_visible_sibling_goes_with_what_would_follow(string hidden, string people)
    {
        var found = SmallSiblings.Hidden([.. people.Split(' ').Select(long.Parse)], 5);
        Assert.Equal(hidden.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Order(), Enumerable.Range(0, found.Length).Where(i => found[i]));
    }

    [Fact]
    public void What_is_hidden_is_several_groups_of_enough_people_or_everything() => Gen.Select(Gen.Long[0, 12].Array[1, 8], Gen.Int[2, 8]).Sample((people, smallest) =>
    {
        var hidden = SmallSiblings.Hidden(people, smallest);
        Assert.All(people.Zip(hidden), group => Assert.True(group.Second || group.First >= smallest));
        if (hidden.Contains(true) && hidden.Contains(false))
            Assert.True(hidden.Count(h => h) > 1 && people.Where((_, i) => hidden[i]).Sum() >= smallest);
        // Of groups that are large enough at most one is hidden, and none larger than a visible one.
        var taken = people.Where((n, i) => hidden[i] && n >= smallest).ToList();
        Assert.True(taken.Count <= 1);
        Assert.All(people.Where((_, i) => !hidden[i]), visible => Assert.All(taken, n => Assert.True(n <= visible)));
    });
}
