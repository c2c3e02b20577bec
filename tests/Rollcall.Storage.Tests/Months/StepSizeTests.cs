using Rollcall.Storage.Months;
using Xunit;

namespace Rollcall.Storage.Tests.Months;

public sealed class StepSizeTests
{
    [Fact]
    public void A_step_that_took_long_makes_the_next_one_smaller_and_a_short_one_makes_it_larger_again()
    {
        var size = new StepSize(1_000);
        Assert.Equal([500, 250, 250, 250, 250, 500, 1_000, 1_000, 1_000], new[] { 400, 60, 51, 2_000, 30, 19, 5, 1, 1 }.Select(milliseconds =>
        {
            size.Learn(TimeSpan.FromMilliseconds(milliseconds));
            return size.Rows;
        }));
    }

    [Fact]
    public void What_a_step_finds_is_given_back() => Assert.Equal(1_000, new StepSize(1_000).Take(rows => rows));
}
