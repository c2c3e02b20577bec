using Rollcall.Kernel.Time;
using Rollcall.Server.Dashboard.Shared;
using Xunit;

namespace Rollcall.Server.Tests.Dashboard.Shared;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(1_821, "1,821")]
    [InlineData(9_999, "9,999")]
    [InlineData(10_000, "10.0k")]
    [InlineData(159_912, "159.9k")]
    [InlineData(999_949, "999.9k")]
    [InlineData(999_950, "1.0M")]
    [InlineData(1_200_000, "1.2M")]
    [InlineData(-3, "−3")]
    public void Counts(long value, string text) => Assert.Equal(text, Format.Count(value));

    [Theory]
    [InlineData(0.705, "70.5\u202f%")]
    [InlineData(0.0, "0.0\u202f%")]
    [InlineData(1.0, "100.0\u202f%")]
    [InlineData(null, "–")]
    public void Rates(double? share, string text) => Assert.Equal(text, Format.Rate(share));

    [Theory]
    [InlineData(0.705, 0.617, "+8.8\u00a0pp")]
    [InlineData(0.594, 0.635, "−4.1\u00a0pp")]
    [InlineData(0.5, 0.50001, "0.0\u00a0pp")]
    public void Changes_of_rates_are_points(double now, double before, string text) => Assert.Equal(text, Format.Points(now, before));

    [Theory]
    [InlineData(1_284, 933, "+37.6\u202f%")]
    [InlineData(537, 579, "−7.3\u202f%")]
    [InlineData(12, 1, "+11")]
    [InlineData(0, 19, "−19")]
    [InlineData(5, 5, "0")]
    [InlineData(500, 20, ">999\u202f%")]
    [InlineData(100, 100, "0.0\u202f%")]
    public void Changes_of_counts_are_per_cent_on_a_base_of_twenty_or_more(long now, long before, string text) => Assert.Equal(text, Format.Change(now, before));

    [Theory]
    [InlineData("2026-05-25", "2026-11-19", "25 May – 18 Nov 2026")]
    [InlineData("2025-11-24", "2026-05-25", "24 Nov 2025 – 24 May 2026")]
    [InlineData("2026-11-12", "2026-11-19", "12 – 18 Nov 2026")]
    [InlineData("2026-11-18", "2026-11-19", "18 Nov 2026")]
    public void Dates_name_the_first_and_the_last_day(string from, string until, string text) => Assert.Equal(text, Format.Dates(new Period(At(from), At(until))));

    [Theory]
    [InlineData("job_level", "Job level")]
    [InlineData("department", "Department")]
    [InlineData("_", "_")]
    public void Keys_become_labels(string key, string label) => Assert.Equal(label, Format.Label(key));

    private static Day At(string date) => Day.TryParse(date, out var day) ? day : throw new FormatException(date);
}
