using Rollcall.Storage.Erasing;
using Rollcall.Storage.Exports;
using Rollcall.Storage.Later;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Erasing;
using Rollcall.Storage.Tests.Later;
using Rollcall.Storage.Tests.Months;
using Rollcall.Storage.Tests.Projects;
using Rollcall.Storage.Usage;
using Xunit;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Exports;

public sealed class InteractionExportTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private int _sent;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_was_stored_when_it_began_is_in_it_once_whatever_happens_meanwhile(int seed)
    {
        var random = new Random(seed);
        await using var store = _folder.Open(MonthFiles.Eager with { MoveRows = 10 });
        await Fill(store, random, 40);
        await _folder.UntilTrimmed(store);
        await Fill(store, random, 20);
        await Move(store);
        await Disturb(store, random, 5);
        await Fill(store, random, 10);
        var before = All(store);

        var erased = new HashSet<long>();
        List<StoredInteraction> exported = [];
        var export = new InteractionExport(null, null) { Rows = 7, Bytes = 1_200 };
        while (export.Next(store) is { } rows)
        {
            exported.AddRange(rows);
            erased.UnionWith(await Disturb(store, random, random.Next(2)));
        }

        Assert.Equal(exported.Count, exported.Select(row => row.Seq).Distinct().Count());
        Assert.Equal(exported.Select(row => row.Seq), exported.OrderByDescending(row => Month.Of(row.TimeStart).Number).ThenByDescending(row => row.Seq).Select(row => row.Seq));
        Assert.Empty(exported.Select(row => row.Seq).Except(before.Keys));
        Assert.Empty(before.Keys.Except(exported.Select(row => row.Seq)).Except(erased));
        // What can change is tags and, for retention, texts.
        Assert.All(exported, row => Assert.Equal(before[row.Seq] with { Tags = row.Tags, Input = row.Input, Output = row.Output }, row));
        Assert.All(exported, row => Assert.True(row.Input is null || row.Input == before[row.Seq].Input));
    }

    [Fact]
    public async Task It_is_what_browsing_shows_of_the_same_time()
    {
        var random = new Random(5);
        await using var store = _folder.Open(MonthFiles.Eager with { MoveRows = 1_000 });
        await Fill(store, random, 80);
        await Move(store);
        await Disturb(store, random, 8, removesTexts: false);   // which happens at any time
        await Fill(store, random, 20);
        foreach (var (from, until) in ((string?, string?)[])[(null, null), ("2026-04-30T00:00:00Z", null), (null, "2026-05-02T03:00:00Z"), ("2026-05-05T01:00:00Z", "2026-05-11T03:00:00Z")])
        {
            var filter = new InteractionFilter { From = from is null ? null : Micros(from), Until = until is null ? null : Micros(until) };
            var expected = store.BrowseInteractions(filter, null, 1_000).Items;
            Assert.NotEmpty(expected);
            Assert.Equal(expected.OrderBy(row => row.Seq), Everything(new(filter.From, filter.Until) { Rows = 9 }, store).OrderBy(row => row.Seq));
        }

        Assert.Empty(Everything(new(Micros("2027-01-01T00:00:00Z"), null), store));
    }

    [Fact]
    public async Task A_month_that_is_written_anew_meanwhile_goes_on_without_what_is_gone()
    {
        var store = _folder.Open();
        await using (store)
        {
            await store.Add([.. Enumerable.Range(1, 40).Select(i => Use(i % 2 == 0 ? "ann" : "bob", "2026-05-10T09:00:00Z", $"{i}"))]);
            await Move(store);
            var export = new InteractionExport(null, null) { Rows = 10 };
            List<StoredInteraction> exported = [.. export.Next(store)!];
            Assert.All(exported, row => Assert.Equal("Hi", row.Input));

            await store.EraseAll(Of("ann"));
            await _folder.UntilErased(store);
            exported.AddRange(export.Next(store)!);
            Assert.All(exported[1..], row => Assert.Equal(("bob", "Hi"), (row.EndUser, row.Input)));

            store.Retention = new(TextDays: 10, null);
            await _folder.Until(() => All(store).Values.All(row => row.Input is null), "removing texts", store);
            exported.AddRange(export.Next(store)!);
            var without = exported[^1];
            Assert.Equal(("bob", null), (without.EndUser, without.Input));

            // A store that was closed and opened again, as it is after a failure.
            await store.DisposeAsync();
            await using var again = _folder.Open();
            exported.AddRange(Everything(export, again));
            Assert.Equal(Enumerable.Range(1, 40).Reverse().Where(i => i == 40 || i % 2 == 1).Select(i => $"{i}"), exported.Select(row => row.Id));
        }
    }

    [Fact]
    public async Task Questions_grow_with_the_rows_in_whatever_order_they_start()
    {
        var random = new Random(6);
        await using var store = _folder.Open();
        await store.Add([.. Enumerable.Range(0, 2_000).Select(i => Use("ann", $"2026-05-{random.Next(1, 31):00}T{random.Next(24):00}:00:00Z", $"{i}"))]);
        await Move(store);
        // One for the months, one for how the rows of the month are spread, and one a stretch: 2000, 1950 to 1999, and so on to 1 to 49.
        Assert.Equal(2 + 41, Questions(50));
        Assert.Equal(2 + 21, Questions(100));

        int Questions(int rows)
        {
            var export = new InteractionExport(null, null) { Rows = rows };
            while (export.Next(store) is { } stretch)
                Assert.InRange(stretch.Count, 1, rows);
            return export.Questions;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Long_texts_come_in_small_numbers(bool isMoved)
    {
        await using var store = _folder.Open();
        await store.Add([.. Enumerable.Range(1, 40).Select(i => Use("ann", "2026-05-10T09:00:00Z", $"{i}", input: new string('x', i == 20 ? 100_000 : 9_000), output: "é"))]);
        if (isMoved)
            await Move(store);
        var export = new InteractionExport(null, null) { Bytes = 30_000 };
        List<int> sizes = [];
        while (export.Next(store) is { } rows)
            sizes.Add(rows.Count);
        Assert.Equal([.. Enumerable.Repeat(3, 6), 2, 1, .. Enumerable.Repeat(3, 6), 1], sizes);
    }

    [Fact]
    public async Task Texts_that_exceed_the_memory_of_the_engine_together_come_a_few_at_a_time()
    {
        await using (var store = _folder.Open(new() { EngineMemoryBytes = 1L << 30 }))
        {
            for (var i = 0; i < 160; i += 10)
                await store.Add([.. Enumerable.Range(i + 1, 10).Select(n => Use("ann", "2026-05-10T09:00:00Z", $"{n}", input: LongText(n)))]);
            await store.MoveAll();
        }

        await using var again = _folder.Open(new() { EngineMemoryBytes = 64L << 20 });
        var export = new InteractionExport(null, null);
        var next = 160;
        while (export.Next(again) is { } rows)
        {
            Assert.InRange(rows.Sum(row => row.Input!.Length), 1, 8 << 20);
            Assert.All(rows, row => Assert.Equal(($"{next}", LongText(next--)), (row.Id, row.Input)));
        }

        Assert.Equal(0, next);

        static string LongText(int seed)
        {
            var bytes = new byte[400_000];
            new Random(seed).NextBytes(bytes);
            return Convert.ToHexString(bytes);
        }
    }

    private async Task Fill(ProjectStore store, Random random, int rows) => await store.Add([.. Enumerable.Range(0, rows).Select(_ => Use(
        $"p{random.Next(6)}", $"2026-0{random.Next(4, 6)}-{random.Next(1, 31):00}T{random.Next(4):00}:00:00Z", $"{++_sent}", input: new string('x', random.Next(200))) with { Cost = _sent })]);

    /// <summary>Does some things at random; returns the rows that are erased afterwards.</summary>
    private async Task<IEnumerable<long>> Disturb(ProjectStore store, Random random, int times, bool removesTexts = true)
    {
        var before = All(store);
        for (var i = 0; i < times; i++)
        {
            var row = before.Values.ElementAt(random.Next(before.Count));
            switch (random.Next(removesTexts ? 8 : 7))
            {
                case 0 or 1: await Fill(store, random, 3); break;
                case 2: await Move(store); break;
                case 3 or 4: await store.Say(new LaterFact.Tags(new Dictionary<string, string> { ["k"] = $"{random.Next()}" }) { EndUser = row.EndUser, Time = row.TimeStart }); break;
                case 5: await store.EraseAll(new() { From = row.TimeStart, Until = row.TimeStart + 1 }); break;
                case 6: _folder.Clock.Advance(TimeSpan.FromMinutes(1)); break;   // files are written anew, or changes brought into them
                default: store.Retention = new(TextDays: random.Next(30, 50), null); break;
            }
        }

        return before.Keys.Except(All(store).Keys);
    }

    // The mover may rest until its clock goes on.
    private async Task Move(ProjectStore store)
    {
        var moved = store.MoveAll();
        await _folder.Until(() => moved.IsCompleted, "moving");
        await moved;
    }

    private static Dictionary<long, StoredInteraction> All(ProjectStore store) => store.BrowseInteractions(new(), null, 10_000).Items.ToDictionary(row => row.Seq);

    private static List<StoredInteraction> Everything(InteractionExport export, ProjectStore store)
    {
        List<StoredInteraction> exported = [];
        while (export.Next(store) is { } rows)
            exported.AddRange(rows);
        return exported;
    }

    private static Erasure Of(string endUser) => new() { Conditions = [new UsageCondition.Of([endUser], false)] };
}
