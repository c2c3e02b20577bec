using CsCheck;
using Rollcall.Server.Dashboard.Charts;
using Xunit;

namespace Rollcall.Server.Tests.Dashboard.Charts;

public sealed class ScaleTests
{
    private static readonly Gen<double?[]> Values = Gen.Select(Gen.OneOf(
        Gen.Double[-1e9, 1e9], Gen.Double[0, 100], Gen.Double[99.9, 100], Gen.Double[0, 1e-6], Gen.Const(double.NaN), Gen.Const(double.PositiveInfinity), Gen.Const(0.0)), Gen.Int[0, 4]).Select((v, n) => n == 0 ? null : (double?)v).Array[0, 40];

    [Fact]
    public void Ticks_cover_the_data_are_at_most_seven_and_rise() =>
        Gen.Select(Values, Gen.Enum<ChartUnit>(), Gen.Bool).Sample((values, unit, cropped) =>
        {
            var ticks = Scale.Of(values, unit, cropped).Ticks;
            Assert.InRange(ticks.Count, 2, 7);
            Assert.All(ticks, t => Assert.True(double.IsFinite(t)));
            for (var i = 1; i < ticks.Count; i++)
                Assert.True(ticks[i] > ticks[i - 1]);
            foreach (var value in values.OfType<double>().Where(double.IsFinite))
                Assert.InRange(value, ticks[0], ticks[^1]);
        });

    [Fact]
    public void Places_are_within_the_plot_and_finite() =>
        Gen.Select(Values, Gen.Enum<ChartUnit>()).Sample((values, unit) =>
        {
            var scale = Scale.Of(values, unit, cropped: true);
            foreach (var value in values.OfType<double>().Where(double.IsFinite))
                Assert.InRange(scale.Y(value), 0, 100);
        });

    [Theory]
    [InlineData(new[] { 30.7, 58.2, 60.0 }, "30 35 40 45 50 55 60")]
    [InlineData(new[] { 0.0, 0.0 }, "0 2 4 6 8 10")]
    [InlineData(new[] { 50.0 }, "0 10 20 30 40 50 60")]
    [InlineData(new[] { 3.0, 97.0 }, "0 20 40 60 80 100")]
    [InlineData(new[] { 99.2, 99.9 }, "99.2 99.4 99.6 99.8 100")]
    public void Per_cent_axes_have_round_steps(double[] values, string ticks) =>
        Assert.Equal(ticks, string.Join(' ', Scale.Of(values.Select(v => (double?)v), ChartUnit.PerCent, cropped: true).Ticks.Select(t => ChartText.Tick(t, ChartUnit.PerCent))));

    [Fact]
    public void Counts_have_whole_ticks() =>
        Assert.Equal([0, 1, 2, 3], Scale.Of([1, 2], ChartUnit.Count, cropped: false).Ticks);
}
