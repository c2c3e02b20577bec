namespace Rollcall.Bench.Adoption;

/// <summary>A question of the benchmarks of people metrics.</summary>
/// <param name="Name">As in the results.</param>
/// <param name="Ask">Asks a side; null where it has no answer.</param>
/// <param name="From">The first day that it is about.</param>
/// <param name="ByDepartment">Whether tags decide.</param>
internal sealed record AdoptionQuestion(string Name, Func<ISide, IReadOnlyList<Row>?> Ask, DateOnly From, bool ByDepartment = false)
{
    /// <summary>The questions about the last days, to <paramref name="until"/> exclusive.</summary>
    public static IReadOnlyList<AdoptionQuestion> About(int days, DateOnly until)
    {
        var (month, year, weeks) = (until.AddDays(-Math.Min(30, days)), until.AddDays(-days), until.AddDays(-Math.Min(52, days / 7) * 7));
        return
        [
            new("adoption of 30 days", side => side.Adoption(month, until, false), month),
            new("adoption of 30 days by department", side => side.Adoption(month, until, true), month, true),
            new($"adoption of {days} days", side => side.Adoption(year, until, false), year),
            new($"{days} days by month", side => side.Months(year, until, false), year),
            new($"{days} days by month and department", side => side.Months(year, until, true), year, true),
            new($"rolling 28 days, {days} points", side => side.Rolling(year, until, false), year),
            new($"rolling 28 days, {days} points, by department", side => side.Rolling(year, until, true), year, true),
            new($"{(until.DayNumber - weeks.DayNumber) / 7}-week retention", side => side.Retention(weeks, until), weeks),
        ];
    }
}
