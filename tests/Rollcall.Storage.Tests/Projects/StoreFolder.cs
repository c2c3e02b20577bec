using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Tests.Projects;

/// <summary>A folder for one test, with a clock that starts on Monday 2026-06-01 at noon in Rome, and short forms for what tests say often.</summary>
internal sealed class StoreFolder : IDisposable
{
    public static readonly ProjectCalendar Rome = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome"), DayOfWeek.Monday);

    public StoreFolder() => Path = Directory.CreateTempSubdirectory("rollcall-").FullName;

    public string Path { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 6, 1, 10, 0, 0, TimeSpan.Zero));

    public ProjectStore Open(ProjectStoreOptions? options = null) => Open(Path, options);

    public ProjectStore Open(string path, ProjectStoreOptions? options = null) =>
        ProjectStore.Open(path, Rome, Clock, options ?? new(), NullLogger.Instance);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

internal static class Short
{
    public static AccessBound Bound(string text) => AccessBound.TryParse(text, out var bound) ? bound : throw new FormatException(text);

    /// <summary>Intervals written as <c>2026-01-01..2026-03-01</c>, open without a second bound.</summary>
    public static AccessInterval[] Intervals(params string[] texts) => [.. texts.Select(Interval)];

    public static AccessInterval Interval(string text)
    {
        var bounds = text.Split("..");
        return new(Bound(bounds[0]), bounds[1].Length == 0 ? null : Bound(bounds[1]));
    }

    public static string Text(AccessInterval interval) => $"{interval.From.Text}..{interval.To?.Text}";

    public static Dictionary<string, string> Tags(string key, string value) => new(StringComparer.Ordinal) { [key] = value };

    public static long Micros(string instant) =>
        Timestamp.TryParse(instant, out var parsed) ? Timestamp.ToMicroseconds(parsed) : throw new FormatException(instant);

    public static InteractionRecord Use(string endUser, string start = "2026-06-01T09:00:00Z", string? id = null, string? input = "Hi", string? output = "Hello") =>
        new() { EndUser = endUser, TimeStart = Micros(start), Id = id, Input = input, Output = output };

    public static async Task<PeopleOutcome> Do(this ProjectStore store, PeopleCommand command) =>
        (await store.Write(command, null, CancellationToken.None)).Outcome;

    public static Task<PeopleOutcome> Insert(this ProjectStore store, params PersonEntry[] users) => store.Do(new PeopleCommand.Insert(users, "test"));

    public static Task<PeopleOutcome> Update(this ProjectStore store, params PersonEntry[] users) => store.Do(new PeopleCommand.Update(users, "test"));

    public static Task<PeopleOutcome> Upsert(this ProjectStore store, params PersonEntry[] users) => store.Do(new PeopleCommand.Upsert(users, "test"));

    public static Task<PeopleOutcome> Delete(this ProjectStore store, params string[] endUsers) => store.Do(new PeopleCommand.Delete(endUsers, false, "test"));

    public static async Task<RowStatus[]> Add(this ProjectStore store, params InteractionRecord[] rows) =>
        [.. (await store.Append(rows, null, CancellationToken.None)).Outcome.Rows.Select(row => row.Status)];

    public static string[] Access(this ProjectStore store, string endUser) =>
        [.. store.PersonDetail(endUser)!.Access.Select(entry => Text(entry.Interval))];

    public static int Stored(this ProjectStore store) => (int)store.Statistics().Interactions;
}
