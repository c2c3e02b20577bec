using Microsoft.Data.Sqlite;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Projects;

namespace Rollcall.Storage.Tests.Months;

/// <summary>Short forms for what tests of the months say often.</summary>
internal static class MonthFiles
{
    /// <summary>Moves as soon as anything waits, and forgets the journal after a day.</summary>
    public static readonly ProjectStoreOptions Eager = new() { MoveRows = 1, JournalLifetime = TimeSpan.FromDays(1) };

    public static string Month(this StoreFolder folder, string month) => Path.Combine(folder.Path, "months", $"{month}.duckdb");

    public static string[] Names(this StoreFolder folder) =>
        [.. Directory.GetFiles(Path.Combine(folder.Path, "months")).Select(Path.GetFileName).Where(name => !name!.EndsWith(".wal", StringComparison.Ordinal)).Order()!];

    /// <summary>Copies the files of a store as they are, and returns where to.</summary>
    public static string CopyTo(this StoreFolder folder, StoreFolder copies)
    {
        var to = Path.Combine(copies.Path, $"{Guid.NewGuid():n}");
        foreach (var file in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Where(file => !file.StartsWith(Path.Combine(folder.Path, "tmp"), StringComparison.Ordinal)))
        {
            var name = Path.Combine(to, Path.GetRelativePath(folder.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(name)!);
            File.Copy(file, name);
        }

        return to;
    }

    /// <summary>Rows that the journal holds, moved or not.</summary>
    public static long InJournal(this StoreFolder folder) => folder.Journal("SELECT count(*) FROM interaction");

    public static long Journal(this StoreFolder folder, string sql) => Journal(folder.Path, sql);

    public static long Journal(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path}/project.db;Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection.Number(sql);
    }

    /// <summary>Waits, and does something every second meanwhile.</summary>
    public static async Task Until(Func<bool> done, string what, Func<Task>? everySecond = null)
    {
        for (var i = 1; !done(); i++)
        {
            if (i > 4_500)
                throw new TimeoutException($"It was not done after 90 s: {what}.");
            await Task.Delay(20);
            if (i % 50 == 0 && everySecond is not null)
                await everySecond();
        }
    }

    /// <summary>
    /// Waits until the mover has done what it does by itself. The folder's clock goes on meanwhile: by it the mover looks for old rows once an hour, and rests after a failure.
    /// </summary>
    public static Task Until(this StoreFolder folder, Func<bool> done, string what, ProjectStore? awake = null) => Until(done, what, () =>
    {
        folder.Clock.Advance(TimeSpan.FromHours(1));
        return awake?.MoveAll() ?? Task.CompletedTask;
    });

    /// <summary>Waits until the journal has forgotten everything but its newest row.</summary>
    public static async Task UntilTrimmed(this StoreFolder folder, ProjectStore store)
    {
        await store.MoveAll();
        await folder.Until(() => folder.InJournal() == 1, "trimming", store);
    }

    /// <summary>Person and day in Rome of each interaction that meets the terms.</summary>
    public static IReadOnlyList<(int Person, Day Day)> Matches(this ProjectStore store, EventFilterTerms terms, long afterSeq, long throughSeq) =>
        store.Matching(terms, StoreFolder.Rome, afterSeq, throughSeq, uses => uses.SelectMany(use => Enumerable.Repeat((use.Person, use.Day), use.Count)).ToList());

    /// <summary>What any reader can learn of the interactions of a store, as text.</summary>
    public static string[] Everything(this ProjectStore store)
    {
        var page = store.BrowseInteractions(new(), null, 100_000);
        var daily = store.Matches(EventFilterTerms.None, 0, long.MaxValue).GroupBy(use => (use.Person, use.Day))
            .Select(group => $"{store.NameOf(group.Key.Person)} {group.Key.Item2} {group.Count()}").Order(StringComparer.Ordinal);
        return [$"{page.Total} {store.Stored()}", .. page.Items.Select(item => item.ToString()), .. daily];
    }
}
