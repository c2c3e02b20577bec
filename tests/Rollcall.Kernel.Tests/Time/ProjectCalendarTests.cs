using CsCheck;
using Rollcall.Kernel.Time;
using Xunit;

namespace Rollcall.Kernel.Tests.Time;

public sealed class ProjectCalendarTests
{
    public static TheoryData<string> Zones =>
        ["UTC", "Europe/Rome", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Apia", "America/Sao_Paulo", "Asia/Beirut", "America/Havana", "Australia/Lord_Howe"];

    [Theory]
    [MemberData(nameof(Zones))]
    public void A_day_is_the_local_date_of_the_instant(string zone)
    {
        var calendar = Calendar(zone);
        Gen.Int[0, int.MaxValue].Sample(
            seconds =>
            {
                var instant = DateTimeOffset.FromUnixTimeSeconds(915_148_800L + seconds);   // from 1999 on
                var local = TimeZoneInfo.ConvertTime(instant, calendar.Zone);
                Assert.Equal(DateOnly.FromDateTime(local.DateTime), calendar.DayOf(instant).Date);
            },
            iter: 20_000);
    }

    [Theory]
    [InlineData("Europe/Rome", "2026-03-29", 23)]
    [InlineData("Europe/Rome", "2026-10-25", 25)]
    [InlineData("Europe/Rome", "2026-10-26", 24)]
    [InlineData("America/Havana", "2024-03-10", 23)]   // the clock change skips midnight itself
    public void A_day_has_as_many_hours_as_the_clock_says(string zone, string date, int hours)
    {
        var calendar = Calendar(zone);
        var day = Day.Of(DateOnly.Parse(date, null));
        Assert.Equal(TimeSpan.FromHours(hours), calendar.StartOf(day + 1) - calendar.StartOf(day));
    }

    [Theory]
    [MemberData(nameof(Zones))]
    public void Days_long_ago_and_far_ahead_begin_as_others_do(string zone)
    {
        var calendar = Calendar(zone);
        foreach (var day in new[] { Day.Of(2, 1, 1), Day.Of(1901, 1, 1), Day.Of(1955, 7, 1), Day.Of(1969, 12, 31), Day.Of(1970, 1, 1), Day.Of(1998, 12, 31), Day.Of(2150, 1, 1), Day.Of(9999, 12, 30) })
        {
            Assert.Equal(day, calendar.DayOf(calendar.StartOf(day)));
            Assert.Equal(day - 1, calendar.DayOf(calendar.StartOf(day).AddSeconds(-1)));
        }

        // The first and the last day of the calendar may lie beyond it in UTC; they have a beginning all the same.
        Assert.True(calendar.StartOf(Day.Of(1, 1, 1)) <= calendar.StartOf(Day.Of(1, 1, 2)));
        Assert.True(calendar.StartOf(Day.Of(9999, 12, 31)) >= calendar.StartOf(Day.Of(9999, 12, 30)));
    }

    [Fact]
    public void An_instant_on_the_edge_of_a_day_belongs_to_the_day_that_begins()
    {
        var calendar = Calendar("Europe/Rome");
        var midnight = DateTimeOffset.Parse("2026-05-03T22:00:00Z", null);
        Assert.Equal("2026-05-04", calendar.DayOf(midnight).ToString());
        Assert.Equal("2026-05-03", calendar.DayOf(midnight.AddTicks(-10)).ToString());
    }

    [Theory]
    [InlineData(DayOfWeek.Monday, "2026-11-18", "2026-11-16")]
    [InlineData(DayOfWeek.Sunday, "2026-11-18", "2026-11-15")]
    [InlineData(DayOfWeek.Saturday, "2026-11-14", "2026-11-14")]
    public void Weeks_start_on_the_projects_first_weekday(DayOfWeek first, string day, string start)
        => Assert.Equal(start, new ProjectCalendar(TimeZoneInfo.Utc, first).PeriodStart(Day.Of(DateOnly.Parse(day, null)), Grain.Week).ToString());

    [Fact]
    public void Periods_meet_the_window_and_are_whole()
    {
        var calendar = Calendar("UTC");
        var quarters = calendar.Periods(new(Day.Of(2026, 2, 10), Day.Of(2026, 7, 1)), Grain.Quarter).Select(p => p.ToString());
        Assert.Equal(["[2026-01-01, 2026-04-01)", "[2026-04-01, 2026-07-01)"], quarters);
        Assert.Empty(calendar.Periods(new(Day.Of(2026, 2, 10), Day.Of(2026, 2, 10)), Grain.Day));
    }

    [Theory]
    [InlineData("2026-05-04T09:00:00Z", "2026-05-04T09:00:00.0000000+00:00")]
    [InlineData("2026-05-04T09:00:00.123456+00:00", "2026-05-04T09:00:00.1234560+00:00")]
    [InlineData("2026-05-04T09:00:00.123456789+02:00", "2026-05-04T09:00:00.1234567+02:00")]
    [InlineData("2026-05-04T09:00-05:00", "2026-05-04T09:00:00.0000000-05:00")]
    public void Timestamps_are_read_as_senders_write_them(string text, string instant)
    {
        Assert.True(Timestamp.TryParse(text, out var read));
        Assert.Equal(instant, read.ToString("O"));
        Assert.Equal(read.AddTicks(-(read.Ticks % 10)), Timestamp.FromMicroseconds(Timestamp.ToMicroseconds(read)));
    }

    [Theory]
    [InlineData("2026-05-04T09:00:00")]
    [InlineData("2026-05-04")]
    [InlineData("2026-02-30T09:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2026-05-04T25:00:00Z")]
    [InlineData("2026-05-04T09:00:00.Z+")]
    [InlineData("now")]
    [InlineData(null)]
    public void A_time_without_zone_and_nonsense_are_refused(string? text) => Assert.False(Timestamp.TryParse(text, out _));

    private static ProjectCalendar Calendar(string zone) => new(TimeZoneInfo.FindSystemTimeZoneById(zone), DayOfWeek.Monday);
}
