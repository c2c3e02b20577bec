using CsCheck;
using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;
using Xunit;

namespace Rollcall.Kernel.Tests.Activity;

public sealed class DayUseTests
{
    // Lists and bitmaps, days on which everybody has one interaction, and counts that stand apart.
    private static readonly Gen<(ushort Person, int Count)[]> Uses = Gen.Select(Gen.OneOf(Gen.Int[0, 200], Gen.Int[2_000, 9_000]), Gen.Int[1, 3], Gen.Int[0, 1_000_000])
        .Select((people, kind, seed) => Make(people, kind, new Random(seed)));

    private static readonly Gen<ulong[]> People = Gen.OneOf(Gen.ULong, Gen.Const(0UL), Gen.Const(ulong.MaxValue)).Array[Bitmap.Words];

    [Fact]
    public void Interactions_of_a_set_are_those_of_its_people() => Gen.Select(Uses, People).Sample(
        (uses, people) => Assert.Equal(uses.Where(use => Bitmap.Has(people, use.Person)).Sum(use => (long)use.Count), Day(uses).InteractionsOf(people)),
        iter: 200);

    [Fact]
    public void A_day_remembers_who_reached_a_number_and_tells_another_apart() => Gen.Select(Uses, Gen.Int[1, 4].Array[1, 4]).Sample(
        (uses, leasts) =>
        {
            var day = Day(uses);
            foreach (var least in leasts)
            {
                var wanted = uses.Where(use => use.Count >= least).ToList();
                var found = day.AtLeast(least);
                Assert.Equal(wanted.Sum(use => (long)use.Count), found?.Interactions ?? 0);
                Assert.Equal(wanted.Count, found?.People.Count ?? 0);
                Assert.All(wanted.Take(50), use => Assert.Equal(use.Count, found!.CountOf(use.Person)));
            }
        },
        iter: 100);

    [Fact]
    public void Sums_by_group_are_those_of_its_people_and_days()
    {
        var days = new Period(Rollcall.Kernel.Time.Day.Of(2026, 1, 1), Rollcall.Kernel.Time.Day.Of(2026, 1, 1) + 120);
        Gen.Select(Uses, Uses, Gen.Int[1, 100]).Sample(
            (uses, others, open) =>
            {
                var change = new IndexChange();
                foreach (var person in Enumerable.Range(0, Bitmap.People).Where(person => person % 7 != 0))
                    change.People.Add(Facts(person, person % 2 == 0 ? days.From + open : null));
                var index = new ProjectIndex(new(TimeZoneInfo.Utc, DayOfWeek.Monday));
                index.Apply(change);
                var snapshot = index.Snapshot();
                var decision = new TagDecision(new Question { Window = days, GroupBy = ["team"], People = [new("team", ["3"], Exclude: true)] }, snapshot.Population.TagSets.Span);
                var people = new ChunkPeople(snapshot, TagDecision.Everybody, days, null);
                var admission = new Admission(snapshot, decision);
                var groups = new ChunkGroups(people, admission, decision.Groups.Count);
                people.Load(0);
                admission.Load(0, days.Until - 1, days.Until - 1);
                groups.Load();
                var sums = new UseSums(people, groups);
                var (one, other) = (Day(uses), Day(others));
                while (people.Step())
                {
                    groups.Step();
                    var number = people.Day - days.From;
                    var wanted = new DaySums[groups.Count];
                    foreach (var person in Enumerable.Range(0, Bitmap.People).Where(person => HasAccess(person, number) && Bitmap.Has(admission.People, person)))
                        wanted[admission.GroupOf[person]] += new DaySums(1, 0, 0);
                    foreach (var (person, count) in (number % 2 != 0 ? uses : others).Where(use => Bitmap.Has(admission.People, use.Person)))
                        wanted[admission.GroupOf[person]] += new DaySums(0, HasAccess(person, number) ? 1 : 0, count);
                    Assert.Equal(wanted, sums.Of(number % 2 != 0 ? one : other).ToArray());
                }

                bool HasAccess(int person, int day) => person % 7 != 0 && (person % 2 != 0 || day < open);
            },
            iter: 6);

        PersonFacts Facts(int person, Day? until) => new(
            person,
            [new(AccessBound.Of(days.From - 1), until is { } day ? AccessBound.Of(day) : null)],
            [new(days.From, new Dictionary<string, string> { ["team"] = $"{person % 5}" })]);
    }

    private static DayUse Day((ushort Person, int Count)[] uses) => DayUse.Of([.. uses.Select(use => use.Person)], [.. uses.Select(use => use.Count)]);

    private static (ushort, int)[] Make(int people, int kind, Random random) =>
    [
        .. Enumerable.Range(0, people).Select(_ => (ushort)random.Next(Bitmap.People)).Distinct().Order()
            .Select(person => (person, kind switch { 1 => 1, 2 => random.Next(1, 6), _ => random.Next(20) == 0 ? random.Next(250, 400) : random.Next(1, 6) })),
    ];
}
