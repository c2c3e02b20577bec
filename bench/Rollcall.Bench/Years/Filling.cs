using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Bench.Ingest;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;

namespace Rollcall.Bench.Years;

/// <summary>Fills the project of a data folder through its real store. After a break it goes on where it was.</summary>
internal sealed class Filling(string folder, YearsPlan plan, string server)
{
    private const int PeopleInCommand = 25_000;
    private const int RowsAlone = 1_000_000;   // at the end, to take the times of storing and of moving apart; a twentieth of little
    private const int UnmovedStretch = 500_000;
    private const int MostStretches = 3;
    private const int CommandsAtOnce = 4;
    private const long EngineMemory = 1L << 30;   // as a server on a machine with 8 GB

    private readonly FillLog _log = FillLog.Of(folder);
    private readonly DataClock _clock = new();

    public async Task<FillLog> Run()
    {
        if (!Directory.Exists(YearsPlan.Data(folder).Projects))
            await MakeProject();
        _log.Generated = new Feed(plan).PerSecond((int)Math.Min(200_000, plan.Rows));
        _clock.Set(_log.Clock ?? Midnight(plan.LastDay.AddDays(1 - plan.Days)));
        await SendPeople();
        var alone = (long)Math.Min(RowsAlone, plan.Rows / 20);
        await Send(plan.Rows - alone);
        await SendAlone();
        _log.Save(folder);
        return _log;
    }

    private async Task MakeProject()
    {
        using var process = new ServerProcess(server, folder);
        await process.Ready();
        using var client = process.Client(1);
        _ = await client.GetStringAsync(new Uri("/api/v1/interactions?limit=1", UriKind.Relative));
    }

    private ProjectStore Open(ProjectStoreOptions options) => ProjectStore.Open(
        YearsPlan.Project(folder), new ProjectCalendar(TimeZoneInfo.Utc, DayOfWeek.Monday), _clock, options, NullLogger.Instance);

    private async Task SendPeople()
    {
        await using var store = Open(new());
        if (store.Statistics().Listed == plan.People)
            return;
        var started = Stopwatch.GetTimestamp();
        foreach (var people in plan.Company().People.Where(person => person.Access.Count > 0).Chunk(PeopleInCommand))
        {
            List<PersonEntry> entries =
            [
                .. people.Select(person => new PersonEntry(person.EndUser)
                {
                    Access = [.. person.Access.Select(access => new AccessInterval(AccessBound.Of(access.From), access.To is { } to ? AccessBound.Of(to) : null))],
                    Tags = person.Tags[^1].Tags,
                    TagsFrom = Day.Earliest,
                }),
            ];
            _ = (await store.Write(new PeopleCommand.Upsert(entries, "benchmark"), null, default)).Outcome;
        }

        _log.PeopleSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Say($"{plan.People:N0} people in {_log.PeopleSeconds:0} s");
    }

    // With the mover beside; waits for it where it would fall behind by more than some stretches.
    private async Task Send(long until)
    {
        await using var store = Open(new() { EngineMemoryBytes = EngineMemory });
        var stored = store.Statistics().Interactions;
        if (stored >= until)
            return;
        var (begun, said, counted, logged) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp(), stored, (_log.Rows, _log.Seconds));
        Queue<Task> commands = [], moves = [];
        var (text, textBegun, textRows, sinceMove) = (false, 0L, 0L, 0L);
        foreach (var batch in new Feed(plan).Batches(stored))
        {
            if (Month.Of(batch[0].TimeStart).Number == plan.TextMonth != text)
            {
                // A month with text is timed by itself: what came before is moved first, and it is moved before what follows.
                await Settle(store, commands, moves);
                if (text)
                    CountText();
                (text, textBegun) = (!text, Stopwatch.GetTimestamp());
            }

            _clock.Set(Timestamp.FromMicroseconds(batch[^1].TimeStart).AddMinutes(1));
            commands.Enqueue(Append(store, batch));
            if (commands.Count == CommandsAtOnce)
                await commands.Dequeue();
            stored += batch.Count;
            textRows += text ? batch.Count : 0;
            if ((sinceMove += batch.Count) >= UnmovedStretch)
            {
                moves.Enqueue(store.MoveAll());
                sinceMove = 0;
                if (moves.Count > MostStretches)
                    await moves.Dequeue();
            }

            if (Stopwatch.GetElapsedTime(said).TotalSeconds > 10)
            {
                Say($"{stored:N0} of {until:N0}, {Month.Of(batch[0].TimeStart)}, {(stored - counted) / Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} a second, {FolderBytes.Of(YearsPlan.Project(folder))}");
                Keep();
                said = Stopwatch.GetTimestamp();
            }

            if (stored >= until)
                break;
        }

        await Settle(store, commands, moves);
        if (text)
            CountText();
        Keep();

        void Keep()
        {
            (_log.Rows, _log.Seconds) = (logged.Rows + stored - counted, logged.Seconds + Stopwatch.GetElapsedTime(begun).TotalSeconds);
            _log.Clock = _clock.GetUtcNow();
            Watch();
            _log.Save(folder);
        }

        void CountText() => (_log.TextRows, _log.TextSeconds) = (_log.TextRows + textRows, _log.TextSeconds + Stopwatch.GetElapsedTime(textBegun).TotalSeconds);
    }

    // The clock stands, and the mover waits to be told.
    private async Task SendAlone()
    {
        _clock.Set(Midnight(plan.LastDay.AddDays(1)));
        await using var store = Open(new() { EngineMemoryBytes = EngineMemory, MoveRows = int.MaxValue });
        var (before, begun) = (store.Statistics().Interactions, Stopwatch.GetTimestamp());
        Queue<Task> commands = [];
        var sent = 0L;
        foreach (var batch in new Feed(plan).Batches(before))
        {
            if (sent == 0)
                begun = Stopwatch.GetTimestamp();
            commands.Enqueue(Append(store, batch));
            if (commands.Count == CommandsAtOnce)
                await commands.Dequeue();
            sent += batch.Count;
        }

        await Task.WhenAll(commands);
        if (sent > 0)
            _log.Alone = sent / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        begun = Stopwatch.GetTimestamp();
        await store.MoveAll();
        if (sent > 0)
            _log.Moving = sent / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Say($"{_log.Alone:N0} a second stored alone, {_log.Moving:N0} moved alone");
        await FoldedIn();
        Watch();
    }

    // The logs of the months are folded into them while nobody writes.
    private async Task FoldedIn()
    {
        const long Small = 1 << 20;
        var begun = Stopwatch.GetTimestamp();
        while (FolderBytes.Of(YearsPlan.Project(folder)).LargestLog > Small && Stopwatch.GetElapsedTime(begun) < TimeSpan.FromMinutes(2))
            await Task.Delay(200);
    }

    private static async Task Settle(ProjectStore store, Queue<Task> commands, Queue<Task> moves)
    {
        await Task.WhenAll(commands);
        commands.Clear();
        await store.MoveAll();
        moves.Clear();
    }

    private static async Task Append(ProjectStore store, IReadOnlyList<InteractionRecord> batch)
    {
        var outcome = (await store.Append(batch, null, default)).Outcome;
        if (outcome.Count(RowStatus.Accepted) != batch.Count)
            throw new InvalidOperationException($"Of {batch.Count} interactions {outcome.Count(RowStatus.Accepted)} were taken.");
    }

    private void Watch()
    {
        _log.PeakResidentMegabytes = Math.Max(_log.PeakResidentMegabytes, Environment.WorkingSet / 1_000_000);
        _log.PeakJournalMegabytes = Math.Max(_log.PeakJournalMegabytes, FolderBytes.Of(YearsPlan.Project(folder)).Journal / 1_000_000);
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static void Say(FormattableString text) => Console.Error.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
