using System.Text.Json;
using Rollcall.Demo;
using Rollcall.Storage;
using Rollcall.Storage.Months;

namespace Rollcall.Bench.Years;

/// <summary>What a folder is filled with. It lies beside the data, so that filling can go on after a break and asking knows what is there.</summary>
/// <param name="Rows">Interactions aimed at; the company decides the exact number.</param>
/// <param name="People">On the list.</param>
/// <param name="Days">Days of use, <paramref name="LastDay"/> included.</param>
/// <param name="LastDay">UTC, as all of it: a plain table then needs no time zones.</param>
/// <param name="Busyness">As in <see cref="DemoOptions"/>: what makes of the people as many interactions.</param>
/// <param name="TextMonth">The month whose interactions have text, as 202603.</param>
internal sealed record YearsPlan(long Rows, int People, int Days, DateOnly LastDay, int Busyness, int TextMonth)
{
    private const int RowsAPerson = 66;
    private const int Sample = 20_000;

    public DemoCompany Company() => new(Options(People, Days, LastDay, Busyness));

    public static DataLayout Data(string folder) => new(Path.Combine(folder, "data"));

    /// <summary>The folder of the one project of a filled data folder.</summary>
    public static string Project(string folder) => Directory.GetDirectories(Data(folder).Projects).Single();

    /// <summary>The plan of a folder; null where it has none.</summary>
    public static YearsPlan? Find(string folder) => File.Exists(PathIn(folder)) ? JsonSerializer.Deserialize<YearsPlan>(File.ReadAllText(PathIn(folder))) : null;

    /// <summary>The plan of a folder, made where it has none.</summary>
    public static YearsPlan Of(string folder, Arguments args)
    {
        if (Find(folder) is { } made)
            return made;
        var (rows, days) = ((long)args.Number("rows", 66_000_000), args.Number("days", 730));
        var people = args.Number("people", (int)Math.Max(1, rows / RowsAPerson));
        var lastDay = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-1);
        var sample = new DemoCompany(Options(people, days, lastDay, 1_000));
        var (some, uses) = (Math.Min(Sample, people), 0L);
        sample.PersonDays(0, some, (_, _, count) => uses += count);
        var busyness = (int)Math.Clamp(1_000.0 * rows / (uses * ((double)people / some)), 1, 1_000);
        var middle = lastDay.AddDays(-days / 2);
        var plan = new YearsPlan(rows, people, days, lastDay, busyness, new Month((middle.Year * 100) + middle.Month).Number);
        Directory.CreateDirectory(folder);
        File.WriteAllText(PathIn(folder), JsonSerializer.Serialize(plan));
        return plan;
    }

    private static string PathIn(string folder) => Path.Combine(folder, "plan.json");

    private static DemoOptions Options(int people, int days, DateOnly lastDay, int busyness) =>
        new() { People = people, Days = days, Today = lastDay, Busyness = busyness, TimeZone = "UTC" };
}
