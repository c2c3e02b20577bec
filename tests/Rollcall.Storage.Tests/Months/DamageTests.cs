using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Projects;
using Xunit;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Months;

public sealed class DamageTests : IDisposable
{
    private const string May = "2026-05";

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Damages => ["truncated", "cut in the header", "empty", "zeroed", "zeroed in the middle", "deleted", "another file"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_month_is_made_anew_from_the_journal(string how)
    {
        var whole = await Filled(trimmed: false);
        Damage(how);
        await using (var store = _folder.Open())
        {
            Assert.Equal(whole, await Recovering(store));
            Assert.Empty(store.Statistics().IncompleteMonths);
            await _folder.Until(() => _folder.Journal("SELECT sum(repairing) FROM month") == 0, "repairing");
            Assert.Equal(whole, store.Everything());
            Assert.Equal([RowStatus.Conflict], await store.Add(Use("ann", "2026-05-02T09:00:00Z", id: "2")));
        }

        if (how != "deleted")   // nothing is left to look at then
            Assert.Contains(_folder.Names(), name => name.StartsWith($"{May}.duckdb.damaged-", StringComparison.Ordinal));
        await using var again = _folder.Open();
        Assert.Equal(whole, again.Everything());
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task What_the_journal_has_no_more_is_named_as_missing_and_the_rest_goes_on(string how)
    {
        await Filled(trimmed: true);
        Damage(how);
        await using (var store = _folder.Open())
        {
            _ = await Recovering(store);
            await _folder.Until(() => _folder.Journal("SELECT sum(repairing) FROM month") == 0, "repairing");
            Check(store, 0);
        }

        await using (var store = _folder.Open())
        {
            Check(store, 0);
            // What was lost can be sent again, and counts.
            Assert.Equal([RowStatus.Accepted, RowStatus.Duplicate], await store.Add(Use("ann", "2026-05-02T09:00:00Z", id: "2"), Use("bob", "2026-04-02T09:00:00Z", id: "b2")));
            Check(store, 1);
            await store.MoveAll();
            Check(store, 1);
        }

        await using var again = _folder.Open();
        Check(again, 1);

        static void Check(ProjectStore store, int sentAgain)
        {
            var missing = Assert.Single(store.Statistics().IncompleteMonths);
            Assert.Equal((May, 1_000L), (missing.Month.ToString(), missing.Lost));
            Assert.Equal([May], store.BrowseInteractions(new(), null, 1).Incomplete.Select(month => month.ToString()));
            Assert.Empty(store.BrowseInteractions(new() { From = Micros("2026-06-01T00:00:00Z") }, null, 1).Incomplete);
            Assert.Equal(21 + sentAgain, store.Stored());
            Assert.Equal(21 + sentAgain, store.BrowseInteractions(new(), null, 100).Items.Count);
            Assert.Equal(20, store.BrowseInteractions(new() { Until = Micros("2026-05-01T00:00:00Z") }, null, 100).Total);
        }
    }

    [Fact]
    public async Task Damage_to_texts_is_met_by_whoever_reads_them_and_repaired_while_the_store_runs()
    {
        var whole = await Filled(trimmed: false);
        using var copies = new StoreFolder();
        var met = 0;
        foreach (var copy in DamagedInPlaces(copies))
        {
            await using var store = copies.Open(copy);
            if (Found(copy) > 0)
                continue;   // the start had to read that block
            try
            {
                Assert.Equal(0, store.BrowseInteractions(new() { Contains = "nowhere" }, null, 10).Total);
            }
            catch (StoreUnavailableException)
            {
                met++;
                await copies.Until(() => Found(copy) == 1 && MonthFiles.Journal(copy, "SELECT sum(repairing) FROM month") == 0, "repairing");
            }

            Assert.Equal(whole, store.Everything());
        }

        Assert.True(met > 0);
    }

    [Fact]
    public async Task Damage_that_is_found_while_others_read_is_repaired_once_they_are_done()
    {
        var whole = await Filled(trimmed: false);
        using var copies = new StoreFolder();
        var met = 0;
        foreach (var copy in DamagedInPlaces(copies))
        {
            await using var store = copies.Open(copy);
            await store.Surveyed;
            var isReading = new TaskCompletionSource();
            using var isDone = new ManualResetEventSlim();
            Task reading = Task.Run(() => store.Matching(EventFilterTerms.None, StoreFolder.Rome, 0, long.MaxValue, uses =>
            {
                _ = uses.Count();
                isReading.SetResult();
                return isDone.Wait(TimeSpan.FromMinutes(1), CancellationToken.None);
            }));
            try
            {
                // A block that the start or this reader needs is not what is looked for.
                if (Found(copy) > 0 || await Task.WhenAny(isReading.Task, reading) == reading || !MeetsDamage(store))
                    continue;
                await Task.Delay(2 * MonthEngine.ReadersWait, TestContext.Current.CancellationToken);
                Assert.Equal(0, Found(copy));   // the file is not taken from under the reader
                met++;
            }
            finally
            {
                isDone.Set();
                await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }

            await copies.Until(() => Found(copy) == 1 && MonthFiles.Journal(copy, "SELECT sum(repairing) FROM month") == 0, "repairing");
            Assert.Equal(whole, store.Everything());
            break;
        }

        Assert.Equal(1, met);

        static bool MeetsDamage(ProjectStore store)
        {
            try
            {
                Assert.Equal(0, store.BrowseInteractions(new() { Contains = "nowhere" }, null, 10).Total);
                return false;
            }
            catch (StoreUnavailableException)
            {
                return true;
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_log_that_lost_its_end_is_completed_from_the_journal(bool trimmed)
    {
        await using (var store = _folder.Open(MonthFiles.Eager with { MoveRows = 1_000_000 }))
        {
            await store.Add(Use("ann", "2026-05-02T09:00:00Z", id: "1"));
            await store.MoveAll();
            if (trimmed)
            {
                _folder.Clock.Advance(TimeSpan.FromDays(2));
                await store.Add(Use("bob"));
                await _folder.UntilTrimmed(store);
            }

            await store.Add(Use("ann", "2026-05-03T09:00:00Z", id: "2"));
            await store.MoveAll();
        }

        var log = _folder.Month(May) + ".wal";
        using (var file = File.OpenWrite(log))
            file.SetLength(file.Length - 5);
        await using var again = _folder.Open();
        Assert.Equal(["2", "1"], again.BrowseInteractions(new() { EndUser = "ann" }, null, 10).Items.Select(item => item.Id));
        Assert.Equal((trimmed ? 3 : 2, 0), (again.Stored(), again.Statistics().IncompleteMonths.Count));
        Assert.Equal(trimmed ? 3 : 2, again.Matches(EventFilterTerms.None, 0, 3).Count);
    }

    [Fact]
    public async Task A_file_of_another_copy_of_the_project_is_not_believed()
    {
        await using (var store = _folder.Open())
        {
            await store.Add(Use("ann", "2026-05-02T09:00:00Z", id: "1"));
            await store.MoveAll();
        }

        using var other = new StoreFolder();
        await using (var store = other.Open())
        {
            await store.Add(Use("eve", "2026-05-02T09:00:00Z", id: "e1"), Use("eve", "2026-05-03T09:00:00Z", id: "e2"), Use("eve", "2026-05-03T10:00:00Z", id: "e3"));
            await store.MoveAll();
        }

        foreach (var file in Directory.GetFiles(Path.Combine(_folder.Path, "months")))
            File.Delete(file);
        foreach (var file in Directory.GetFiles(Path.Combine(other.Path, "months")))
            File.Copy(file, Path.Combine(_folder.Path, "months", Path.GetFileName(file)));
        await using var again = _folder.Open();
        await again.Add(Use("ann", "2026-05-04T09:00:00Z", id: "2"));
        await again.MoveAll();
        Assert.Equal(["2", "1"], again.BrowseInteractions(new(), null, 10).Items.Select(item => item.Id));
    }

    /// <summary>1,000 interactions in May, 20 in April, one in June, in files without a log; the journal forgets all but the last.</summary>
    private async Task<string[]> Filled(bool trimmed)
    {
        await using var store = _folder.Open(MonthFiles.Eager with { MoveRows = 1_000_000 });
        await store.Add([.. Enumerable.Range(0, 20).Select(i => Use("bob", "2026-04-02T09:00:00Z", id: $"b{i}"))]);
        var random = new Random(5);
        await store.Add([.. Enumerable.Range(0, 1_000).Select(i => Use("ann", "2026-05-02T09:00:00Z", id: $"{i}", input: Noise(random, 2_000)))]);
        await store.Add(Use("ann"));
        await store.MoveAll();
        var whole = store.Everything();
        if (trimmed)
            _folder.Clock.Advance(TimeSpan.FromDays(2));
        if (trimmed)
            await _folder.UntilTrimmed(store);
        await _folder.Until(() => new FileInfo(_folder.Month(May) + ".wal") is { Exists: false } or { Length: < 100_000 }, "the checkpoint");
        return whole;
    }

    private static string Noise(Random random, int length) => string.Create(length, random, static (text, random) =>
    {
        foreach (ref var c in text)
            c = (char)random.Next(' ', '~');
    });

    // Copies of the store, in each another block of the month's file overwritten.
    private IEnumerable<string> DamagedInPlaces(StoreFolder copies)
    {
        var length = new FileInfo(_folder.Month(May)).Length;
        for (var block = 12_288L; block < length; block += 262_144)
        {
            var copy = _folder.CopyTo(copies);
            using (var file = File.OpenWrite(Path.Combine(copy, "months", $"{May}.duckdb")))
            {
                file.Position = block + 1_000;
                file.Write(new byte[100_000]);
            }

            yield return copy;
        }
    }

    private static long Found(string copy) => MonthFiles.Journal(copy, "SELECT count(damaged_at) FROM month");

    private void Damage(string how)
    {
        var file = _folder.Month(May);
        var bytes = File.ReadAllBytes(file);
        Assert.True(bytes.Length > 1_000_000);
        File.Delete(file + ".wal");
        switch (how)
        {
            case "truncated":
                File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
                break;
            case "cut in the header":
                File.WriteAllBytes(file, bytes[..100]);
                break;
            case "empty":
                File.WriteAllBytes(file, []);
                break;
            case "zeroed":
                File.WriteAllBytes(file, new byte[bytes.Length]);
                break;
            case "zeroed in the middle":
                Array.Clear(bytes, bytes.Length / 8, bytes.Length * 3 / 4);
                File.WriteAllBytes(file, bytes);
                break;
            case "deleted":
                File.Delete(file);
                break;
            default:
                File.Copy(_folder.Month("2026-04"), file, overwrite: true);
                break;
        }
    }

    // Damage that the start does not meet is met by the first reader, who is asked to come again; the next answer is right.
    private async Task<string[]> Recovering(ProjectStore store)
    {
        string[]? everything = null;
        await _folder.Until(() => (everything = Answer()) is not null, "an answer");
        return everything!;

        string[]? Answer()
        {
            try
            {
                return store.Everything();
            }
            catch (StoreUnavailableException)
            {
                return null;
            }
        }
    }
}
