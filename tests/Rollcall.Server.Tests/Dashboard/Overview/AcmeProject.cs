using System.Security.Claims;
using Rollcall.Kernel;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;
using Rollcall.Server.Dashboard.Overview;

namespace Rollcall.Server.Tests.Dashboard.Overview;

/// <summary>A made-up company in memory on 18 Nov 2026, 14:07 in Berlin: the same people and uses on every run.</summary>
internal sealed class AcmeProject : IProjectReader, IDemoLoader
{
    public static readonly DateTimeOffset Now = new(2026, 11, 18, 14, 7, 0, TimeSpan.FromHours(1));

    private static readonly ProjectCalendar Calendar = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), DayOfWeek.Monday);

    // People, chance to use it at all, and the trend of how often: a year ago and now, in days of use per week.
    private static readonly (string Department, int People, double Begins, double Then, double Today)[] Departments =
    [
        ("Engineering", 412, 0.90, 0.9, 2.2), ("Customer Support", 356, 0.88, 0.4, 2.4), ("Sales", 298, 0.68, 1.4, 0.7), ("Operations", 246, 0.64, 0.5, 1.0),
        ("Marketing", 184, 0.78, 0.6, 1.3), ("Finance", 121, 0.58, 0.5, 0.9), ("Product", 78, 0.84, 0.8, 1.7), ("People team", 78, 0.70, 0.5, 1.1), ("Legal", 9, 0.5, 0.4, 0.8), ("Executive office", 4, 0.5, 0.4, 0.6),
    ];

    private static readonly string[] Countries = ["Germany", "France", "Italy", "Spain", "Poland"];

    private static readonly Lazy<(IndexSnapshot Snapshot, string[] Names)> Company = new(Make);

    public int Loads { get; private set; }

    public bool MaySeePeople { get; init; } = true;

    public ValueTask<ProjectView?> Open(string slug, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var empty = new ProjectIndex(Calendar).Snapshot();
        ProjectView? project = slug switch
        {
            "acme" => View(slug, Company.Value.Snapshot, Now.AddMinutes(-2), people => [.. people.Select(p => Company.Value.Names[p])]),
            "damaged" => View(slug, Company.Value.Snapshot, Now.AddMinutes(-2), people => [.. people.Select(p => Company.Value.Names[p])]) with { IncompleteMonths = [new(202603), new(202610)] },
            "field-pilot" => View(slug, empty, null, _ => []),
            _ => null,
        };
        return new(project);
    }

    public ValueTask<bool> MayLoad(string slug, ClaimsPrincipal user, CancellationToken cancellation) => new(true);

    public Task Load(string slug, ClaimsPrincipal user, CancellationToken cancellation)
    {
        Loads++;
        return Task.CompletedTask;
    }

    private ProjectView View(string slug, IndexSnapshot snapshot, DateTimeOffset? through, Func<IReadOnlyList<int>, IReadOnlyList<string>> names) => new()
    {
        Slug = slug,
        Snapshot = snapshot,
        Now = Now,
        HasPeople = through is not null,
        DataThrough = through,
        Names = names,
        MaySeePeople = MaySeePeople,
        SmallestGroup = 5,
    };

    private static (IndexSnapshot Snapshot, string[] Names) Make()
    {
        var random = new Random(20261118);
        var change = new IndexChange();
        var names = new List<string>();
        var today = Calendar.DayOf(Now);
        foreach (var (department, people, begins, then, now) in Departments)
        {
            for (var i = 0; i < people; i++)
            {
                var person = names.Count;
                names.Add($"{(char)('a' + random.Next(26))}.{department.Split(' ')[0].ToLowerInvariant()}{person}@acme.example");
                var from = today - 700 + random.Next(random.NextDouble() < 0.6 ? 200 : 690);
                var tags = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["department"] = department,
                    ["country"] = Countries[random.Next(Countries.Length)],
                    ["contract"] = random.NextDouble() < 0.1 ? "External" : "Permanent",
                };
                change.People.Add(new(person, [new(AccessBound.Of(from), null)], [new(from, tags)]));
                if (random.NextDouble() < begins)
                    Use(change, random, person, from + random.Next(60), random.NextDouble() < 0.2 ? today - random.Next(500) : today, today, then, now);
            }
        }

        for (var i = 0; i < 70; i++)   // never on the list
        {
            var person = names.Count;
            names.Add($"guest{i}@elsewhere.example");
            Use(change, random, person, today - random.Next(600), today, today, 0.2, 0.3);
        }

        var index = new ProjectIndex(Calendar);
        index.Apply(change);
        return (index.Snapshot(), [.. names]);
    }

    private static void Use(IndexChange change, Random random, int person, Day from, Day last, Day today, double then, double now)
    {
        for (var day = Day.Max(from, today - 730); day <= last; day += 1)
        {
            var weekly = then + ((now - then) * Math.Clamp(1 - ((today - day) / 365.0), 0, 1));
            var weekend = day.Date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            if (random.NextDouble() < weekly / 5 * (weekend ? 0.05 : 1))
                change.Uses.Add((person, Timestamp.ToMicroseconds(Calendar.StartOf(day).AddHours(9))));
        }
    }
}
