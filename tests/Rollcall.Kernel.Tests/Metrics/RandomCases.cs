using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Testing;

namespace Rollcall.Kernel.Tests.Metrics;

/// <summary>
/// Random small projects that sit on the edges: intervals that touch and overlap, instants as bounds, tag moves on window edges and
/// backdated, people without tags or never on the list, clock changes, weeks that start on Sunday, windows past today.
/// </summary>
internal static class RandomCases
{
    private static readonly DateOnly Origin = new(2024, 2, 20);   // before a leap day and the clock changes of March

    private static readonly Gen<int> DayOffset = Gen.Int[0, 44];

    private static readonly Gen<string> Bound = Gen.Frequency(
        (4, DayOffset.Select(day => Origin.AddDays(day).ToString("yyyy-MM-dd"))),
        (1, Gen.Select(DayOffset, Gen.Int[0, 1439]).Select((day, minute) => Origin.AddDays(day).ToDateTime(default).AddMinutes(minute).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"))));

    private static readonly Gen<CaseAccess> Access = Gen.Select(Bound, Gen.Frequency((3, Bound.Select(b => (string?)b)), (1, Gen.Const((string?)null))))
        .Select((from, to) => to is not null && string.CompareOrdinal(to, from) < 0 ? new CaseAccess(to, from) : new CaseAccess(from, to));

    private static readonly Gen<Dictionary<string, string>> Tags = Gen.Select(Gen.OneOf("Legal", "Sales", "Ärzte", ""), Gen.OneOf("EU", "US", (string?)null))
        .Select((department, region) => region is null
            ? new Dictionary<string, string> { ["department"] = department }
            : new Dictionary<string, string> { ["department"] = department, ["region"] = region });

    private static readonly Gen<CaseTags> TagVersion = Gen.Select(
        Gen.Frequency((1, Gen.Const((string?)null)), (3, DayOffset.Select(day => (string?)Origin.AddDays(day).ToString("yyyy-MM-dd")))),
        Tags).Select((from, tags) => new CaseTags(from, tags));

    private static readonly Gen<CasePerson> Person = Gen.Select(Access.Array[0, 3], TagVersion.Array[0, 4])
        .Select((access, tags) => new CasePerson("", access, tags));

    private static readonly Gen<CaseInteraction> Interaction = Gen.Select(Gen.Int[0, 11], DayOffset, Gen.Int[0, 86_399], Gen.OneOf("chat", "search"))
        .Select((who, day, second, feature) => new CaseInteraction(
            Name(who), new DateTimeOffset(Origin.AddDays(day).ToDateTime(default), TimeSpan.Zero).AddSeconds(second), new() { ["feature"] = feature }));

    public static readonly Gen<Case> Cases = Gen.Select(
        Gen.OneOf("UTC", "Europe/Rome", "America/Los_Angeles", "Pacific/Auckland", "Asia/Kolkata", "America/Havana"),
        Gen.OneOf("monday", "sunday", "saturday"),
        Gen.Int[20, 44],
        Person.Array[0, 9],
        Interaction.Array[0, 60])
        .Select((zone, weekStart, today, people, interactions) => new Case(
            new CaseProject(zone, weekStart), Origin.AddDays(today), [.. people.Select((person, i) => person with { EndUser = Name(i) })], interactions, []));

    public static readonly Gen<Question> Questions = Gen.Select(
        Gen.Select(DayOffset, Gen.Int[1, 30]).Select((from, days) => new Period(Day.Of(Origin) + from, Day.Of(Origin) + from + days)),
        Gen.OneOf<Denominator>(
            Gen.OneOf(Denominator.AnyOverlap, Denominator.WholeWindow, Denominator.AtEnd),
            Gen.Int[1, 9].Select(Denominator.AtLeastDays)),
        Gen.OneOf<AsOf>(Gen.OneOf(AsOf.WindowEnd, AsOf.Now, AsOf.Event), DayOffset.Select(day => AsOf.On(Day.Of(Origin) + day))),
        Gen.Select(Gen.OneOf("department", "region"), Gen.OneOf("Legal", "Sales", "EU", "").Array[1, 2], Gen.Bool)
            .Select((key, values, exclude) => new TagTerm(key, values, exclude)).Array[0, 2],
        Gen.Int[1, 2],
        Gen.OneOf(Array.Empty<string>(), ["department"], ["region"], ["department", "region"]))
        .Select((window, denominator, asOf, people, min, groupBy) => new Question
        {
            Window = window, Denominator = denominator, AsOf = asOf, People = people, MinInteractions = min, GroupBy = groupBy,
        });

    private static string Name(int i) => $"user{i}";
}
