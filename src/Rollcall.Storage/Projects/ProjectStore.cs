using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Rollcall.Kernel;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Erasing;
using Rollcall.Storage.Later;
using Rollcall.Storage.Months;
using Rollcall.Storage.Usage;

namespace Rollcall.Storage.Projects;

/// <summary>
/// The embedded store of one project, in a folder of its own: the list of eligible people and the journal of interactions in <c>project.db</c>, and
/// the index in memory that follows them. A write that is answered is on disk, and in the index. Safe for any number of threads; one process at a
/// time.
/// </summary>
public sealed class ProjectStore : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private readonly DiskFloor _floor;
    private readonly ProjectWriter _writer;
    private readonly ReadPool _reads;
    private readonly MonthEngine _engine;
    private readonly SemaphoreSlim _erasing = new(1);
    private readonly KeysAtWork _keysAtWork = new();
    private readonly InteractionQuestions _interactions;
    private readonly CalendarChanges _calendars;
    private readonly MonthSurvey _survey;

    private ProjectStore(string folder, ProjectFile file, ProjectCalendar calendar, TimeProvider clock, ProjectStoreOptions options, ILogger logger)
    {
        _floor = new(folder, options, clock);
        (_clock, _reads) = (clock, new(file));
        _engine = new(new MonthFolder(folder), options, clock);
        _writer = new(file, _engine, calendar, clock, options, _floor, logger);
        _interactions = new(_reads, _engine, _writer);
        _calendars = new(_writer, _engine, options);
        _survey = new(_interactions, [.. _writer.Ledger.Months.Select(entry => entry.Month)], () => Contents.State.LastSeq);
    }

    /// <summary>
    /// False while memory is being read anew from the file after a failure. Until then <see cref="Index"/> and everything that names people throws.
    /// </summary>
    public bool IsReady => _writer.Contents is not null;

    /// <summary>The index as of the last commit.</summary>
    /// <exception cref="StoreUnavailableException">It is being rebuilt.</exception>
    public ProjectIndex Index => Contents.Index;

    /// <summary>Of the project. Who asks an index too has to take that one's: another may come between the two.</summary>
    public ProjectCalendar Calendar => _writer.Calendar;

    private StoreContents Contents =>
        _writer.Contents ?? throw new StoreUnavailableException("The project is being read anew from its store. Try again shortly.");

    /// <summary>Opens the store of a folder, or makes it, and reads the index from it.</summary>
    /// <exception cref="StoreFormatException">Written by a newer version, or no project store.</exception>
    /// <exception cref="StoreUnavailableException">The file cannot be read.</exception>
    public static ProjectStore Open(string folder, ProjectCalendar calendar, TimeProvider clock, ProjectStoreOptions options, ILogger logger)
    {
        var file = ProjectFile.Open(folder);
        try
        {
            return new(folder, file, calendar, clock, options, logger);
        }
        catch (SqliteException broken)
        {
            throw SqliteErrors.Translate(broken);
        }
    }

    /// <summary>When the store of a folder was last written to, UTC; null where there is none yet.</summary>
    public static DateTime? WrittenAt(string folder) => ProjectFile.WrittenAt(folder);

    /// <summary>Changes the list, whole or not at all.</summary>
    /// <exception cref="StoreUnavailableException">The commit failed; nothing is acknowledged.</exception>
    public Task<WriteResult<PeopleOutcome>> Write(PeopleCommand command, Idempotency<PeopleOutcome>? idempotency, CancellationToken ct)
    {
        var rows = 0;
        foreach (var endUser in command.Named)
        {
            _ = EndUserId.Clean(endUser);   // throws for an empty one, here rather than on the writer's thread
            rows++;
        }

        return Send(new PeopleWrite(command, rows, idempotency, ct), idempotency);
    }

    /// <summary>Stores interactions in one transaction. Those that are there already, or are refused, do not stop the others.</summary>
    /// <exception cref="StoreUnavailableException">The commit failed; nothing is acknowledged.</exception>
    public Task<WriteResult<AppendOutcome>> Append(
        IReadOnlyList<InteractionRecord> rows, Idempotency<AppendOutcome>? idempotency, CancellationToken ct)
    {
        var prepared = new PreparedInteraction[rows.Count];
        var bytes = 0L;
        for (var i = 0; i < prepared.Length; i++)
        {
            prepared[i] = new(rows[i]);
            bytes += prepared[i].Bytes;
        }

        return Send(new AppendWrite(prepared, bytes, idempotency, ct), idempotency);
    }

    /// <summary>Stores what is said of an interaction after it: with the interaction, or until it arrives.</summary>
    /// <exception cref="StoreUnavailableException">The commit failed; nothing is acknowledged.</exception>
    public Task<WriteResult<LaterOutcome>> Add(LaterFact fact, Idempotency<LaterOutcome>? idempotency, CancellationToken ct) =>
        Send(new LaterWrite(PreparedFact.Of(fact), idempotency, ct), idempotency);

    /// <summary>
    /// Erases interactions: from the answer on nobody is given them, and no count has them; off the disk they are shortly afterwards. More than 100,000 go in
    /// several commits: if one of them fails, doing it again erases the rest.
    /// </summary>
    /// <exception cref="StoreUnavailableException">A commit failed, or they could not be looked for.</exception>
    public async Task<WriteResult<ErasureOutcome>> Erase(Erasure erasure, Idempotency<ErasureOutcome>? idempotency, CancellationToken ct)
    {
        using var hold = idempotency is null ? null : HoldKey(idempotency.Key);
        if (idempotency is not null && hold is null)
            return new() { Refusal = new StoreRefusal.KeyInProgress(idempotency.Key) };
        if (idempotency is not null && FindAnswer(idempotency.Key) is { } kept)
            return kept.BodyHash.Span.SequenceEqual(idempotency.BodyHash.Span) ? new() { Replay = kept.Answer } : new() { Refusal = new StoreRefusal.KeyReused(idempotency.Key) };
        var held = idempotency is null ? null : idempotency with { IsHeld = true };
        await _erasing.WaitAsync(ct);
        try
        {
            var names = Contents.State.Names;
            var steps = ErasurePlan.Of(erasure, _writer.Ledger, Index.Snapshot().ThroughSeq);
            return await steps.Run((scope, limit) => _interactions.Ask(search => search.Erasable(scope, names, limit)), (rows, before, isLast) =>
                Send(new ErasureWrite(erasure, rows, before, isLast ? held : null, ct), isLast ? held : null));
        }
        finally
        {
            _erasing.Release();
        }
    }

    /// <summary>
    /// Keeps an idempotency key for a request of several transactions, from the first of them until disposed: others with it are refused meanwhile.
    /// Null when another request is at work with it.
    /// </summary>
    public IDisposable? HoldKey(string key) => _keysAtWork.Hold(key);

    /// <summary>
    /// The answer kept for an idempotency key; null for a new one. <see cref="Write"/> and <see cref="Append"/> look by themselves: this is for a
    /// request of several transactions, which looks first and gives the key to its last one.
    /// </summary>
    public KeptAnswer? FindAnswer(string key)
    {
        using var lease = _reads.Rent();
        return IdempotencyStatements.Find(lease.Connection, key);
    }

    /// <summary>
    /// Makes the index with another calendar, as if the project had always had it, while the present one goes on answering and writes are taken as before. It
    /// counts once it is taken. Whoever asks for another meanwhile waits until this one is taken or disposed.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store could not be read, or was closed; nothing has changed.</exception>
    public Task<PreparedCalendar> Prepare(ProjectCalendar calendar, CancellationToken ct) => _calendars.Prepare(calendar, ct);

    /// <summary>The person of an identifier in any spelling; null when it was never met.</summary>
    public int? FindPerson(string endUser) => Contents.State.Names.FindPerson(EndUserId.Fold(EndUserId.Clean(endUser)));

    /// <summary>The people of identifiers in any spelling; those never met are left out.</summary>
    public PersonSet FindPeople(IEnumerable<string> endUsers) => PersonSet.Of(endUsers.Select(FindPerson).OfType<int>());

    /// <summary>The first spelling of a person's identifier; null for a number that nobody has.</summary>
    public string? NameOf(int person) => Contents.State.Names.TryTextOf(person, out var text) ? text : null;

    /// <summary>
    /// Everybody on the list after <paramref name="after"/> (default: from the start), by <c>end_user</c> in the order of code points. Reads as it
    /// goes, all of one moment; the log cannot be cleared past that moment until the enumeration ends, so it should not wait for slow readers for
    /// hours. Days are those of <paramref name="calendar"/> (default: the project's).
    /// </summary>
    public IEnumerable<ListedPerson> ListEligible(string? after = null, ProjectCalendar? calendar = null)
    {
        var on = calendar ?? Calendar;
        using var lease = _reads.Rent();
        foreach (var person in PeopleReads.Listed(lease.Connection, after, on, on.DayOf(_clock.GetUtcNow())))
            yield return person;
    }

    /// <summary>The people asked for, in that order, on the list or not; numbers that nobody has are left out.</summary>
    public IEnumerable<ListedPerson> Show(IReadOnlyList<int> people)
    {
        var on = Calendar;
        using var lease = _reads.Rent();
        foreach (var person in PeopleReads.Shown(lease.Connection, people, on, on.DayOf(_clock.GetUtcNow())))
            yield return person;
    }

    /// <summary>One person with intervals, tag versions and the log of changes; null when the identifier was never met.</summary>
    public PersonDetail? PersonDetail(string endUser)
    {
        if (FindPerson(endUser) is not { } person)
            return null;
        using var lease = _reads.Rent();
        return PeopleReads.Detail(lease.Connection, person, NameOf(person)!, Calendar);
    }

    /// <summary>A page of interactions, newest start first. Counting all that match costs a look at each of them.</summary>
    public InteractionPage BrowseInteractions(InteractionFilter filter, InteractionCursor? after, int limit, bool countTotal = true)
    {
        int? identifier = filter.EndUser is { } endUser
            && Contents.State.Names.TryFindIdentifier(EndUserId.Fold(EndUserId.Clean(endUser)), out var number) ? number : null;
        return _interactions.Ask(search => search.Browse(filter, identifier, after, limit, countTotal));
    }

    /// <summary>
    /// The interactions of a conversation by their start, at most <paramref name="limit"/>. Empty for an unknown one. Asks every month: there is no
    /// index on conversations.
    /// </summary>
    public IReadOnlyList<StoredInteraction> Conversation(string id, int limit = 1_000) => _interactions.Ask(search => search.Conversation(id, limit));

    /// <summary>
    /// The interactions of the sequence numbers <c>(afterSeq, throughSeq]</c> that meet the terms, in any order: person, the local day
    /// on which they start, and how many. What was asked for once can be kept. Take the numbers from
    /// index snapshots of this store, so that the two agree, and compare <see cref="TagRevision"/>: a tag sent later changes what is meant.
    /// </summary>
    /// <param name="terms">All of them are met.</param>
    /// <param name="calendar">Of the days.</param>
    /// <param name="afterSeq">0: from the first.</param>
    /// <param name="throughSeq">The last one.</param>
    /// <param name="take">Reads them, once, while other questions wait; where that has to be begun anew it is called again.</param>
    /// <exception cref="StoreUnavailableException">It took too long, or too many questions are at work.</exception>
    public T Matching<T>(EventFilterTerms terms, ProjectCalendar calendar, long afterSeq, long throughSeq, Func<IEnumerable<(int Person, Day Day, int Count)>, T> take)
    {
        var names = Contents.State.Names;
        return _interactions.Ask(search => take(search.Matching(terms, calendar, afterSeq, throughSeq).Select(row => (names.PersonOf(row.Identifier), row.Day, row.Count))));
    }

    /// <summary>Counts the interactions of a scope, months and journal as of one moment. <paramref name="ask"/> runs while other questions wait: it should only ask.</summary>
    /// <exception cref="StoreUnavailableException">It took too long, or too many questions are at work.</exception>
    public T Count<T>(UsageScope scope, Func<UsageFacts, T> ask)
    {
        var names = Contents.State.Names;
        return _interactions.Ask(search => ask(search.Facts(scope, names)));
    }

    /// <summary>Interactions by their numbers (<see cref="UsageFacts.Newest"/>), in that order.</summary>
    public IReadOnlyList<StoredInteraction> Interactions(IReadOnlyList<long> seqs) => seqs.Count == 0 ? [] : _interactions.Ask(search => search.Rows(seqs));

    /// <summary>Grows when a value of one of these tags changes on an interaction that was stored before. Take it before asking.</summary>
    public long TagRevision(IEnumerable<string> keys) => _writer.TagRevisions.Of(keys);

    /// <summary>Ends once everything stored so far is in the files of its months. Nobody has to wait for that but who reads them directly.</summary>
    internal Task MoveAll() => _writer.MoveThrough(Contents.State.LastSeq);

    /// <inheritdoc cref="MonthSurvey.Ended"/>
    internal Task Surveyed => _survey.Ended;

    /// <summary>Whether anybody was ever on the list.</summary>
    public bool HasListedAnyone
    {
        get
        {
            using var lease = _reads.Rent();
            return StatisticsRead.HasPeople(lease.Connection);
        }
    }

    /// <summary>When the newest interaction arrived; null before the first.</summary>
    public DateTimeOffset? LastReceived()
    {
        using var lease = _reads.Rent();
        return StatisticsRead.LastReceived(lease.Connection);
    }

    /// <summary>Months that lost interactions with a damaged file: what is counted over them is too low. Empty when all is well.</summary>
    public IReadOnlyList<IncompleteMonth> IncompleteMonths => [.. _writer.Ledger.Incomplete.Select(IncompleteMonth.Of)];

    /// <summary>Months of which only totals are left: who was active when, and how often. Numbers about their interactions lack them.</summary>
    public IReadOnlyList<Month> DroppedMonths => [.. _writer.Ledger.Dropped];

    /// <summary>How long what is kept.</summary>
    public Retention Retention
    {
        get => _writer.Retention;
        set => _writer.Retention = value;
    }

    /// <summary>Counts of the project. Looks at every row number, which is quick but not free.</summary>
    public StoreStatistics Statistics()
    {
        using var lease = _reads.Rent();
        return StatisticsRead.Read(lease.Connection);
    }

    /// <summary>Bytes that the journals of all open projects hold: their library counts for the process.</summary>
    public static long JournalMemory => SQLitePCL.raw.sqlite3_memory_used();

    /// <summary>Bytes that the engine of the months holds, by what for; empty while it is closed.</summary>
    public IReadOnlyDictionary<string, long> EngineMemory() => _engine.Memory();

    /// <summary>Writes what was taken, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _survey.DisposeAsync();
        await _calendars.DisposeAsync();
        _reads.Dispose();
        await _writer.DisposeAsync();
        _erasing.Dispose();
    }

    /// <inheritdoc cref="InteractionQuestions.Ask"/>
    internal T Search<T>(Func<InteractionSearch, T> question) => _interactions.Ask(question);

    private async Task<WriteResult<T>> Send<T>(PendingWrite<T> write, Idempotency<T>? idempotency)
        where T : class
    {
        if (_floor.IsFull)
            return new() { Refusal = new StoreRefusal.Full() };
        using var hold = idempotency is null or { IsHeld: true } ? null : HoldKey(idempotency.Key);
        if (idempotency is { IsHeld: false } && hold is null)
            return new() { Refusal = new StoreRefusal.KeyInProgress(idempotency.Key) };
        return _writer.TryAdd(write) ? await write.Task : new() { Refusal = new StoreRefusal.Busy() };
    }
}
