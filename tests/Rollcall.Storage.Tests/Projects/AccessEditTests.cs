using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;
using static Rollcall.Storage.Tests.Projects.Short;
using Xunit;

namespace Rollcall.Storage.Tests.Projects;

public sealed class AccessEditTests
{
    private static readonly Day Today = Day.Of(2026, 6, 1);

    // "-" leaves the end out, "" sends null.
    [Theory]
    [InlineData("nothing said", "2026-01-01..", null, "-", "2026-01-01..")]
    [InlineData("an end closes", "2026-01-01..", null, "2026-03-01", "2026-01-01..2026-03-01")]
    [InlineData("null opens", "2026-01-01..2026-03-01", null, "", "2026-01-01..")]
    [InlineData("an absent end stays", "2026-01-01..2026-03-01", "2026-02-01", "-", "2026-02-01..2026-03-01")]
    [InlineData("a start is moved back", "2026-02-01..", "2026-01-01", "-", "2026-01-01..")]
    [InlineData("a start is moved on", "2026-01-01..", "2026-02-01", "-", "2026-02-01..")]
    [InlineData("both are replaced", "2026-01-01..", "2026-02-01", "2026-04-01", "2026-02-01..2026-04-01")]
    [InlineData("granted anew after a gap", "2026-01-01..2026-03-01", "2026-05-01", "-", "2026-01-01..2026-03-01 2026-05-01..")]
    [InlineData("granted anew for a while", "2026-01-01..2026-03-01", "2026-05-01", "2026-07-01", "2026-01-01..2026-03-01 2026-05-01..2026-07-01")]
    [InlineData("granted anew on the day of the end", "2026-01-01..2026-03-01", "2026-03-01", "-", "2026-01-01..2026-03-01 2026-03-01..")]
    [InlineData("the day before the end is no new grant", "2026-01-01..2026-03-01", "2026-02-28", "-", "2026-02-28..2026-03-01")]
    [InlineData("a start inside the gap shortens the gap", "2026-01-01..2026-03-01 2026-05-01..", "2026-04-01", "-", "2026-01-01..2026-03-01 2026-04-01..")]
    [InlineData("a start on the end of the earlier one closes the gap", "2026-01-01..2026-03-01 2026-05-01..", "2026-03-01", "-", "2026-01-01..2026-03-01 2026-03-01..")]
    [InlineData("a start inside an earlier one leaves it and the gap", "2026-01-01..2026-03-01 2026-05-01..", "2026-02-01", "-", "2026-01-01..2026-03-01 2026-05-01..")]
    [InlineData("the very first start leaves all", "2026-01-01..2026-03-01 2026-05-01..", "2026-01-01", "-", "2026-01-01..2026-03-01 2026-05-01..")]
    [InlineData("a start before all leaves all", "2026-01-01..2026-03-01 2026-05-01..", "2025-01-01", "-", "2026-01-01..2026-03-01 2026-05-01..")]
    [InlineData("its end still counts", "2026-01-01..2026-03-01 2026-05-01..", "2026-01-01", "2026-06-01", "2026-01-01..2026-03-01 2026-05-01..2026-06-01")]
    [InlineData("the latest is found in any order", "2026-05-01.. 2026-01-01..2026-03-01", null, "2026-06-01", "2026-05-01..2026-06-01 2026-01-01..2026-03-01")]
    [InlineData("an interval without days can be granted anew", "2026-06-01..2026-06-01", "2026-06-01", "-", "2026-06-01..2026-06-01 2026-06-01..")]
    [InlineData("nothing held, a start", "", "2026-05-01", "-", "2026-05-01..")]
    [InlineData("nothing held, an end", "", null, "2026-07-01", "2026-06-01..2026-07-01")]
    [InlineData("an instant ends its day", "2026-01-01..2026-03-01T12:00:00Z", "2026-03-02", "-", "2026-01-01..2026-03-01T12:00:00Z 2026-03-02..")]
    [InlineData("a start on the day of an instant's end", "2026-01-01..2026-03-01T12:00:00Z", "2026-03-01", "-", "2026-03-01..2026-03-01T12:00:00Z")]
    [InlineData("an instant falls on the local day", "2026-01-01..2026-03-01", "2026-02-28T23:30:00Z", "-", "2026-01-01..2026-03-01 2026-02-28T23:30:00Z..")]
    public void A_statement_about_access_replaces_the_latest_interval_only(string _, string held, string? from, string to, string expected)
    {
        var once = Change(Held(held), from, to, out var fault);
        Assert.Null(fault);
        Assert.Equal(expected, string.Join(' ', once!.Select(Text)));
        Assert.Equal(expected, string.Join(' ', Change(once!, from, to, out var _)!.Select(Text)));
    }

    [Theory]
    [InlineData("2026-05-01..", null, "2026-04-30")]
    [InlineData("2026-05-01..2026-05-10", "2026-04-01", "2026-03-01")]
    [InlineData("2026-01-01..2026-03-01", "2026-05-01", "2026-04-01")]
    [InlineData("2026-01-01..2026-03-01 2026-05-01..", "2026-01-01", "2026-03-01")]
    [InlineData("2026-05-01T12:00:00Z..", null, "2026-05-01T11:59:59Z")]
    [InlineData("", null, "2026-05-31")]
    public void An_end_before_the_start_is_a_fault(string held, string? from, string to)
    {
        Assert.Null(Change(Held(held), from, to, out var fault));
        Assert.Contains("before it begins", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_on_the_day_of_the_start_is_an_interval_without_days() =>
        Assert.Equal("2026-05-01..2026-05-01", Text(Change(Held("2026-05-01.."), null, "2026-05-01", out _)![0]));

    // Today is 2026-06-01.
    [Theory]
    [InlineData("2026-01-01..", "2026-01-01..2026-06-01")]
    [InlineData("2026-01-01..2026-12-31", "2026-01-01..2026-06-01")]
    [InlineData("2026-01-01..2026-03-01", "2026-01-01..2026-03-01")]
    [InlineData("2026-01-01..2026-06-01", "2026-01-01..2026-06-01")]
    [InlineData("2026-06-01..", "2026-06-01..2026-06-01")]
    [InlineData("2026-06-02..", "")]
    [InlineData("2026-01-01..2026-03-01 2026-05-01.. 2026-09-01..2026-10-01", "2026-01-01..2026-03-01 2026-05-01..2026-06-01")]
    [InlineData("2026-01-01..2026-06-01T08:00:00Z", "2026-01-01..2026-06-01")]
    [InlineData("2026-05-31T22:30:00Z..", "2026-05-31T22:30:00Z..2026-06-01")]
    [InlineData("2026-06-01T22:30:00Z..", "")]
    public void Leaving_ends_what_runs_and_drops_what_is_to_come(string held, string expected) =>
        Assert.Equal(expected, string.Join(' ', AccessEdit.Leave(Held(held), Today, StoreFolder.Rome).Select(Text)));

    private static AccessInterval[] Held(string text) => Intervals(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static IReadOnlyList<AccessInterval>? Change(IReadOnlyList<AccessInterval> held, string? from, string to, out string? fault)
    {
        var end = to switch
        {
            "-" => default,
            "" => new Optional<AccessBound?>(null),
            _ => new Optional<AccessBound?>(Bound(to)),
        };
        return AccessEdit.Change(held, from is null ? null : Bound(from), end, Today, StoreFolder.Rome, out fault);
    }
}
