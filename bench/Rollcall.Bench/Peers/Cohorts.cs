using Rollcall.Bench.Adoption;

namespace Rollcall.Bench.Peers;

internal static class Cohorts
{
    /// <summary>Rows of retention from the cells that occur: a row for each week of the window, with the size and then each week that it has.</summary>
    public static IReadOnlyList<Row> Rows(IEnumerable<(DateOnly Cohort, int K, long Active)> cells, DateOnly from, DateOnly until)
    {
        var weeks = (until.DayNumber - from.DayNumber) / 7;
        var rows = new long[weeks, weeks];
        foreach (var (cohort, k, active) in cells)
            rows[(cohort.DayNumber - from.DayNumber) / 7, k] = active;
        // Who is in a cohort used it in its week 0, so that the size is the first of them.
        return [.. Enumerable.Range(0, weeks).Select(week => new Row(Row.KeyOf(from.AddDays(7 * week)), [rows[week, 0], .. Enumerable.Range(0, weeks - week).Select(k => (long?)rows[week, k])]))];
    }
}
