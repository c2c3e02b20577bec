using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rollcall.Demo;
using Xunit;

namespace Rollcall.Kernel.Tests.Demo;

public class DemoCompanyTests
{
    private static readonly DateOnly Today = new(2026, 11, 18);

    private static DemoCompany Company(int people, int days = 365, int seed = 1) => new(new DemoOptions { People = people, Today = Today, Days = days, Seed = seed });

    // Written once. If one of these changes, every demo, screenshot and benchmark result changes with it: do so knowingly.
    [Fact]
    public void The_first_rows_are_the_same_on_every_machine()
    {
        var company = Company(1821);
        Assert.Equal("911941A9D8D17528", Checksum(company.People.Take(500).Select(Line)));
        Assert.Equal("B81262400702DDC7", Checksum(company.Interactions().Take(2000).Select(Line)));
        var days = new List<string>();
        company.PersonDays(0, 100, (person, day, count) => days.Add($"{person} {day:yyyy-MM-dd} {count}"));
        Assert.Equal("A427F4159A9AB29D", Checksum(days));
    }

    [Fact]
    public void The_same_options_give_the_same_company_and_another_seed_another_one()
    {
        Assert.Equal(Checksum(Company(200).Interactions().Select(Line)), Checksum(Company(200).Interactions().Select(Line)));
        Assert.NotEqual(Checksum(Company(200).People.Select(Line)), Checksum(Company(200, seed: 2).People.Select(Line)));
    }

    [Fact]
    public void A_person_does_not_depend_on_how_many_there_are()
    {
        var (few, many) = (Company(200), Company(20_000));
        for (var person = 0; person < few.Listed; person++)
            Assert.Equal(Line(few.Person(person)), Line(many.Person(person)));
    }

    [Theory]
    [InlineData(200, 365)]
    [InlineData(1821, 365)]
    [InlineData(300, 1)]
    [InlineData(300, 30)]
    [InlineData(100, 800)]
    public void Person_days_and_interactions_agree(int people, int days)
    {
        var company = Company(people, days);
        var counted = new Dictionary<(int, DateOnly), int>();
        company.PersonDays((person, day, count) => counted.Add((person, day), count));

        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var listed = company.Interactions(withText: false)
            .CountBy(use => (use.Person, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(use.TimeStart, zone).DateTime)))
            .ToDictionary(pair => pair.Key, pair => pair.Value);

        Assert.Equal(counted, listed);
    }

    [Theory]
    [InlineData("America/New_York")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Pacific/Auckland")]
    public void A_day_of_use_is_that_day_in_the_company_s_zone(string name)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        var company = new DemoCompany(new DemoOptions { People = 300, Today = Today, TimeZone = name });
        var counted = new Dictionary<DateOnly, int>();
        company.PersonDays((_, day, count) => counted[day] = counted.GetValueOrDefault(day) + count);
        var listed = company.Interactions(withText: false)
            .CountBy(use => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(use.TimeStart, zone).DateTime))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        Assert.Equal(counted, listed);
    }

    [Fact]
    public void Interactions_come_in_time_order_with_ids_of_their_own()
    {
        var all = Company(400).Interactions().ToList();
        Assert.Equal(all.Count, all.Select(use => use.Id).Distinct().Count());
        Assert.All(all.Zip(all.Skip(1)), pair => Assert.True(pair.First.TimeStart <= pair.Second.TimeStart));
        Assert.All(all, use =>
        {
            Assert.True(use.TimeStart < use.TimeEnd);
            Assert.Equal(use.Error is null, use.Output is not null);
            Assert.InRange(use.InputTokens, 1, 10_000);
            Assert.InRange(use.Cost, 1, 100_000);
        });
        Assert.All(all.GroupBy(use => use.ConversationId), talk => Assert.Single(talk.Select(use => (use.EndUser, use.Agent)).Distinct()));
        Assert.InRange(all.Average(use => use.Input!.Length + (use.Output?.Length ?? 0)), 150, 250);
    }

    [Fact]
    public void What_has_not_happened_yet_is_left_out()
    {
        var noon = new DateTimeOffset(2026, 11, 18, 11, 0, 0, TimeSpan.Zero);
        var company = Company(1821, days: 30);
        var all = company.Interactions(withText: false).ToList();
        var told = company.Interactions(withText: false, before: noon).ToList();
        Assert.Equal(all.Where(use => use.TimeStart < noon).Select(use => use.Id), told.Select(use => use.Id));
        Assert.InRange(told.Count, 1, all.Count - 1);
    }

    [Fact]
    public void A_million_people_have_addresses_of_their_own()
    {
        var company = Company(1_000_000);
        var addresses = new HashSet<string>(company.Count, StringComparer.Ordinal);
        foreach (var person in company.People)
            Assert.True(addresses.Add(person.EndUser), person.EndUser);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(1821)]
    [InlineData(20_000)]
    public void The_company_looks_like_one(int size)
    {
        var company = Company(size);
        var people = company.People.ToList();
        var use = Enumerable.Range(0, company.Count).Select(_ => new Dictionary<DateOnly, int>()).ToList();
        company.PersonDays((person, day, count) => use[person].Add(day, count));
        double Share(Func<DemoPerson, bool> which) => people.Count(which) / (double)size;
        int Uses(Func<DateOnly, bool> which) => use.Sum(days => days.Count(day => which(day.Key)));

        // 22 days of use a person and year.
        Assert.InRange(use.Sum(days => days.Count) / (double)size, 20, 25);
        Assert.InRange(use.Sum(days => days.Values.Sum()) / (double)use.Sum(days => days.Count), 3, 6);

        // Two days of seven, less than a twelfth of the use; Christmas far below a day in Advent..
        Assert.InRange(Uses(day => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) / (double)Uses(_ => true), 0.01, 0.08);
        Assert.True(Uses(day => day is { Month: 12, Day: 25 }) * 8 < Uses(day => day is { Month: 12, Day: 11 }));

        // More use at the end than at the beginning; the help desk's roll-out is a jump.
        var rollout = company.HelpDeskRollout.DayNumber;
        Assert.True(Uses(day => day.DayNumber >= rollout && day.DayNumber < rollout + 28) > 1.25 * Uses(day => day.DayNumber >= rollout - 28 && day.DayNumber < rollout));

        // Fates: everybody on the list has access within the window; some left, came back, moved, or never used it.
        Assert.All(people.Where(person => person.Number < size), person => Assert.InRange(person.Access[0].From, company.FirstDay, company.LastDay));
        Assert.All(people, person => Assert.All(person.Access, access => Assert.True(access.To is null || access.From < access.To)));
        Assert.All(people, person => Assert.All(person.Access.Zip(person.Access.Skip(1)), pair => Assert.True(pair.First.To < pair.Second.From)));
        Assert.All(people, person => Assert.All(person.Tags.Skip(1), version => Assert.True(version.From > person.Access[0].From)));
        Assert.InRange(Share(person => person.Access.Count == 2), 0.01, 0.06);
        Assert.InRange(Share(person => person.Access is [{ To: not null }]), 0.03, 0.12);
        Assert.InRange(Share(person => person.Tags.Select(version => version.Tags["department"]).Distinct().Count() > 1), 0.01, 0.08);
        Assert.InRange(Share(person => person.Access.Count > 0 && use[person.Number].Count == 0), 0.12, 0.30);
        Assert.InRange(Share(person => use[person.Number].Values.Sum() > 1000), 0.005, 0.06);

        // Contractors who use it and are not on the list.
        var contractors = people.Where(person => person.Access.Count == 0).ToList();
        Assert.Equal(company.Count - size, contractors.Count);
        Assert.Contains(contractors, person => use[person.Number].Count > 0);
        Assert.All(contractors, person => Assert.Empty(person.Tags));

        // In the last 30 days Finance is the department with the smallest share of active people; the tiny one may be smaller still.
        var rates = people.Where(person => person.Access is [.., { To: null }])
            .GroupBy(person => person.Tags[^1].Tags["department"])
            .Where(department => department.Count() > 4)
            .ToDictionary(department => department.Key, department => department.Average(person => use[person.Number].Keys.Any(day => day > Today.AddDays(-30)) ? 1.0 : 0));
        Assert.Equal("Finance", rates.MinBy(department => department.Value).Key);
        Assert.InRange(rates["Finance"], 0.05, 0.40);
        Assert.InRange(rates["Engineering"], 0.60, 0.90);
        Assert.Contains(people, person => person.Number < size && person.Tags[0].Tags["department"] == "Executive office");
    }

    [Fact]
    public void Use_without_access_has_every_cause()
    {
        var company = Company(1821);
        var (before, gap, after) = (0, 0, 0);
        var people = company.People.ToList();
        company.PersonDays(0, company.Listed, (number, day, _) =>
        {
            var access = people[number].Access;
            if (day < access[0].From)
                before++;
            else if (access is [var first, var second] && day >= first.To && day < second.From)
                gap++;
            else if (day >= access[^1].To)
                after++;
        });
        Assert.All([before, gap, after], days => Assert.InRange(days, 10, 2_000));
    }

    private static string Line(DemoPerson person) =>
        $"{person.Number} {person.EndUser} [{string.Join(' ', person.Access.Select(access => $"{access.From:yyyy-MM-dd}/{access.To:yyyy-MM-dd}"))}] "
        + string.Join(' ', person.Tags.Select(version => $"{version.From:yyyy-MM-dd}:{string.Join(',', version.Tags.Select(tag => $"{tag.Key}={tag.Value}"))}"));

    private static string Line(DemoInteraction use) => string.Join('|', use.Id, use.EndUser, use.TimeStart.ToString("O", CultureInfo.InvariantCulture),
        use.TimeEnd.ToString("O", CultureInfo.InvariantCulture), use.ConversationId, use.Model, use.Agent, use.InputTokens, use.OutputTokens, use.Cost, use.Error,
        use.Tags["channel"], use.Tags["feature"], use.Input, use.Output);

    private static string Checksum(IEnumerable<string> lines) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..16];
}
