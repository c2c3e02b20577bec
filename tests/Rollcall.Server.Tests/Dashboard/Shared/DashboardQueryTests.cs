using CsCheck;
using Microsoft.AspNetCore.WebUtilities;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Server.Dashboard.Shared;
using Xunit;

namespace Rollcall.Server.Tests.Dashboard.Shared;

public sealed class DashboardQueryTests
{
    private static readonly Gen<string> Text = Gen.OneOf(Gen.String["abcé漢 &=+%?#.\"<>/\\'"], Any("Sales", "R&D", "50 %", "a=b", ""));

    private static readonly Gen<TagFilter> Filter = Gen.Select(Text, Text, Gen.Bool)
        .Select((key, value, not) => new TagFilter(key, value, not))
        .Where(f => f.Key is not "" && !f.Key.EndsWith(".not", StringComparison.Ordinal));

    private static readonly Gen<Day> Days = Gen.Int[700_000, 760_000].Select(n => new Day(n));

    private static readonly Gen<DashboardQuery> Queries =
        from range in Gen.OneOf(Any([.. DateRange.Named]), Gen.Select(Days, Gen.Int[1, 900]).Select((first, days) => DateRange.Of(new Period(first, first + days))))
        from compare in Gen.Enum<Comparison>()
        from grain in Any<Grain?>(null, Grain.Day, Grain.Week, Grain.Month)
        from filters in Filter.Array[0, 5]
        from asOf in Gen.OneOf(Any(AsOf.WindowEnd, AsOf.Now, AsOf.Event), Days.Select(AsOf.On))
        from groupBy in Text
        from table in Any<string?>(null, "rate")
        select filters.Aggregate(
            DashboardQuery.Default with { Range = range, Compare = compare, Interval = grain, AsOf = asOf, GroupBy = groupBy is "" ? null : groupBy, Table = table },
            (query, filter) => query.With(filter));

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    [Fact]
    public void What_is_written_is_read_back() => Queries.Sample(query =>
    {
        var (read, notices) = DashboardQuery.Parse(QueryHelpers.ParseQuery(query.ToQuery()));
        Assert.Empty(notices);
        Assert.Equal(query, read);
    });

    [Fact]
    public void Order_in_the_address_does_not_matter() => Gen.Select(Queries, Gen.Int[0, 1000]).Sample((query, seed) =>
    {
        var parts = QueryHelpers.ParseQuery(query.ToQuery()).OrderBy(p => HashCode.Combine(p.Key, seed)).ToArray();
        Assert.Equal(query.ToQuery(), DashboardQuery.Parse(parts).Query.ToQuery());
    });

    [Fact]
    public void The_default_has_an_empty_address() => Assert.Equal("", DashboardQuery.Default.ToQuery());

    [Fact]
    public void Unknown_keys_are_ignored()
    {
        var (query, notices) = DashboardQuery.Parse(QueryHelpers.ParseQuery("?utm_source=mail&peoples=1"));
        Assert.Equal(DashboardQuery.Default, query);
        Assert.Empty(notices);
    }

    [Theory]
    [InlineData("interval=hour")]
    [InlineData("range=3y")]
    [InlineData("compare=twin")]
    [InlineData("as_of=yesterday")]
    [InlineData("people.=Sales")]
    [InlineData("from=2026-01-02&to=2026-01-02")]
    [InlineData("from=2026-01-02")]
    public void A_bad_value_falls_back_and_says_so(string address)
    {
        var (query, notices) = DashboardQuery.Parse(QueryHelpers.ParseQuery(address));
        Assert.Equal(DashboardQuery.Default, query);
        Assert.Single(notices);
    }

    [Fact]
    public void Values_of_a_key_are_alternatives_and_not_excludes()
    {
        var query = DashboardQuery.Parse(QueryHelpers.ParseQuery("?people.department=Sales&people.department=Legal&people.contract.not=External&people.office=")).Query;
        Assert.Equal("?people.contract.not=External&people.department=Legal&people.department=Sales&people.office=", query.ToQuery());
    }

    [Theory]
    [InlineData("26w", "2026-05-25", "2025-11-24")]   // 18 Nov 2026 is a Wednesday: whole weeks back to a Monday
    [InlineData("7d", "2026-11-12", "2026-11-05")]
    [InlineData("30d", "2026-10-20", "2026-09-20")]
    [InlineData("12m", "2025-12-01", "2024-12-01")]
    public void A_range_and_the_period_before_it(string name, string from, string before)
    {
        var range = DateRange.Find(name)!.Value;
        var window = range.Window(new ProjectCalendar(TimeZoneInfo.Utc, DayOfWeek.Monday), Day.Of(2026, 11, 18));
        Assert.Equal(from, window.From.ToString());
        Assert.Equal("2026-11-19", window.Until.ToString());
        Assert.Equal(before, range.ComparedStart(window, Comparison.Previous).ToString());
    }
}
