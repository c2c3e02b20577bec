using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Server.Hosting;
using Xunit;

namespace Rollcall.Server.Tests.Hosting;

public sealed class AttemptLimiterTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Attempts_are_counted_by_caller_and_forgotten_after_a_minute()
    {
        var limiter = new AttemptLimiter(2, _clock);
        Assert.Null(limiter.Wait("a"));
        Assert.False(limiter.Failed("a"));
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.True(limiter.Failed("a"));
        Assert.Equal(TimeSpan.FromSeconds(40), limiter.Wait("a"));
        Assert.Null(limiter.Wait("b"));
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(limiter.Wait("a"));
        Assert.False(limiter.Failed("a"));
    }

    [Fact]
    public void A_flood_from_more_callers_than_are_held_is_counted_as_one()
    {
        var limiter = new AttemptLimiter(2, _clock);
        for (var i = 0; i < 20_000; i++)
            limiter.Failed(i.ToString(CultureInfo.InvariantCulture));
        limiter.Failed("x");
        limiter.Failed("y");
        Assert.NotNull(limiter.Wait("z"));
        Assert.Null(limiter.Wait("7"));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(limiter.Wait("z"));
    }
}
