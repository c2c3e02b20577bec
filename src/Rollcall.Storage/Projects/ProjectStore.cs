using System.Collections.Concurrent;
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
    private readonly ProjectCalendar _calendar;
    private readonly TimeProvider _clock;
    private readonly DiskFloor _floor;
    private readonly ProjectWriter _writer;
    private readonly ReadPool _reads;
    private readonly MonthEngine _engine;
    private readonly SemaphoreSlim _erasing = new(1);
    private readonly ConcurrentDictionary<string, bool> _keysAtWork = new(StringComparer.Ordinal);

    private ProjectStore(string folder, ProjectFile file, ProjectCalendar calendar, TimeProvider clock, ProjectStoreOptions options, ILogger logger)
    {
        (_calendar, _clock) = (calendar, clock);
        _floor = new(folder, options, clock);
        _reads = new(file);
        _engine = new(new MonthFolder(folder), options, clock);
        _writer = new(file, _engine, calendar, clock, options, _floor, logger);
    }

    /// <summary>
    /// False while memory is being read anew from the file after a failure. Until then <see cref="Index"/> and everything that names people throws.
    /// </summary>
    public bool IsReady => _writer.Contents is not null;

    /// <summary>The index as of the last commit.</summary>
    /// <exception cref="StoreUnavailableException">It is being rebuilt.</exception>
    public ProjectIndex Index => Contents.Index;

    private StoreContents Contents =>
        _writer.Contents ?? throw new StoreUnavailableException("The project is being read anew from its store. Try again shortly.");

    private Day Today => _calendar.DayOf(_clock.GetUtcNow());

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

    /// <summary>Changes the list, whole or not at all.</summary>
    /// <exception cref="StoreUnavailableException">The commit failed; nothing is acknowledged.</exception>
    public Task<WriteResult<PeopleOutcome>> Write(PeopleCommand command, Idempotency<PeopleOutcome>? idempotency, CancellationToken ct)
    {
        var endUsers = command switch
        {
            PeopleCommand.Insert insert => insert.Users.Select(user => user.EndUser),
            PeopleCommand.Update update => update.Users.Select(user => user.EndUser),
            PeopleCommand.Upsert upsert => upsert.Users.Select(user => user.EndUser),
            PeopleCommand.Delete delete => delete.EndUsers,
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, null),
        };
        var rows = 0;
        foreach (var endUser in endUsers)
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
            return await steps.Run((scope, limit) => Search(search => search.Erasable(scope, names, limit)), (rows, before, isLast) =>
                Send(new ErasureWrite(rows, before, isLast ? held : null, ct), isLast ? held : null));
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
    public IDisposable? HoldKey(string key) => _keysAtWork.TryAdd(key, true) ? new KeyHold(_keysAtWork, key) : null;

    /// <summary>
    /// The answer kept for an idempotency key; null for a new one. <see cref="Write"/> and <see cref="Append"/> look by themselves: this is for a
    /// request of several transactions, which looks first and gives the key to its last one.
    /// </summary>
    public KeptAnswer? FindAnswer(string key)
    {
        using var lease = _reads.Rent();
        return IdempotencyStatements.Find(lease.Connection, key);
    }

    /// <summary>The person of an identifier in any spelling; null when it was never met.</summary>
    public int? FindPerson(string endUser) => Contents.State.Names.FindPerson(EndUserId.Fold(EndUserId.Clean(endUser)));

    /// <summary>The people of identifiers in any spelling; those never met are left out.</summary>
    public PersonSet FindPeople(IEnumerable<string> endUsers) => PersonSet.Of(endUsers.Select(FindPerson).OfType<int>());

    /// <summary>The first spelling of a person's identifier; null for a number that nobody has.</summary>
    public string? NameOf(int person) => Contents.State.Names.TryTextOf(person, out var text) ? text : null;

    /// <summary>
    /// Everybody on the list after <paramref name="after"/> (default: from the start), by <c>end_user</c> in the order of code points. Reads as it
    /// goes, all of one moment; the log cannot be cleared past that moment until the enumeration ends, so it should not wait for slow readers for
    /// hours.
    /// </summary>
    public IEnumerable<ListedPerson> ListEligible(string? after = null)
    {
        using var lease = _reads.Rent();
        foreach (var person in PeopleReads.Listed(lease.Connection, after, _calendar, Today))
            yield return person;
    }

    /// <summary>The people asked for, in that order, on the list or not; numbers that nobody has are left out.</summary>
    public IEnumerable<ListedPerson> Show(IReadOnlyList<int> people)
    {
        using var lease = _reads.Rent();
        foreach (var person in PeopleReads.Shown(lease.Connection, people, _calendar, Today))
            yield return person;
    }

    /// <summary>One person with intervals, tag versions and the log of changes; null when the identifier was never met.</summary>
    public PersonDetail? PersonDetail(string endUser)
    {
        if (FindPerson(endUser) is not { } person)
            return null;
        using var lease = _reads.Rent();
        return PeopleReads.Detail(lease.Connection, person, NameOf(person)!, _calendar);
    }

    /// <summary>A page of interactions, newest start first. Counting all that match costs a look at each of them.</summary>
    public InteractionPage BrowseInteractions(InteractionFilter filter, InteractionCursor? after, int limit, bool countTotal = true)
    {
        int? identifier = filter.EndUser is { } endUser
            && Contents.State.Names.TryFindIdentifier(EndUserId.Fold(EndUserId.Clean(endUser)), out var number) ? number : null;
        return Search(search => search.Browse(filter, identifier, after, limit, countTotal));
    }

    /// <summary>
    /// The interactions of a conversation by their start, at most <paramref name="limit"/>. Empty for an unknown one. Asks every month: there is no
    /// index on conversations.
    /// </summary>
    public IReadOnlyList<StoredInteraction> Conversation(string id, int limit = 1_000) => Search(search => search.Conversation(id, limit));

    /// <summary>
    /// The interactions of the sequence numbers <c>(afterSeq, throughSeq]</c> that meet the terms, in any order: person, the UTC quarter-hour
    /// (microseconds) in which they start, and how many. What was asked for once can be kept. Take the numbers from
    /// index snapshots of this store, so that the two agree, and compare <see cref="TagRevision"/>: a tag sent later changes what is meant.
    /// </summary>
    /// <param name="terms">All of them are met.</param>
    /// <param name="afterSeq">0: from the first.</param>
    /// <param name="throughSeq">The last one.</param>
    /// <param name="take">Reads them, once, while other questions wait; where that has to be begun anew it is called again.</param>
    /// <exception cref="StoreUnavailableException">It took too long, or too many questions are at work.</exception>
    public T Matching<T>(EventFilterTerms terms, long afterSeq, long throughSeq, Func<IEnumerable<(int Person, long TimeStart, int Count)>, T> take)
    {
        var names = Contents.State.Names;
        return Search(search => take(search.Matching(terms, afterSeq, throughSeq).Select(row => (names.PersonOf(row.Identifier), row.Quarter, row.Count))));
    }

    /// <summary>Counts the interactions of a scope, months and journal as of one moment. <paramref name="ask"/> runs while other questions wait: it should only ask.</summary>
    /// <exception cref="StoreUnavailableException">It took too long, or too many questions are at work.</exception>
    public T Count<T>(UsageScope scope, Func<UsageFacts, T> ask)
    {
        var names = Contents.State.Names;
        return Search(search => ask(search.Facts(scope, names)));
    }

    /// <summary>Interactions by their numbers (<see cref="UsageFacts.Newest"/>), in that order.</summary>
    public IReadOnlyList<StoredInteraction> Interactions(IReadOnlyList<long> seqs) => seqs.Count == 0 ? [] : Search(search => search.Rows(seqs));

    /// <summary>Grows when a value of one of these tags changes on an interaction that was stored before. Take it before asking.</summary>
    public long TagRevision(IEnumerable<string> keys) => _writer.TagRevisions.Of(keys);

    /// <summary>Ends once everything stored so far is in the files of its months. Nobody has to wait for that but who reads them directly.</summary>
    internal Task MoveAll() => _writer.MoveThrough(Contents.State.LastSeq);

    /// <summary>Whether anybody was ever on the list.</summary>
    public bool HasListedAnyone
    {
        get
        {
            using var lease = _reads.Rent();
            using var rows = new Statement(lease.Connection, "SELECT 1 FROM person LIMIT 1");
            return rows.Read();
        }
    }

    /// <summary>When the newest interaction arrived; null before the first.</summary>
    public DateTimeOffset? LastReceived()
    {
        using var lease = _reads.Rent();
        using var rows = new Statement(lease.Connection, $"""
                SELECT received_at FROM (SELECT received_at FROM interaction i WHERE {JournalDialect.NotErased} ORDER BY seq DESC LIMIT 1)
                UNION ALL SELECT trimmed_received FROM mover WHERE trimmed_received IS NOT NULL LIMIT 1
                """);
        return rows.Read() ? Timestamp.FromMicroseconds(rows.Number(0)) : null;
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
        _reads.Dispose();
        await _writer.DisposeAsync();
        _erasing.Dispose();
    }

    private T Search<T>(Func<InteractionSearch, T> question)
    {
        const int Times = 5;
        for (var i = 1; ; i++)
        {
            try
            {
                return SearchOnce(question);
            }
            catch (MonthRewrittenException rewritten)
            {
                if (i == Times)
                    throw new StoreUnavailableException("Months are being written anew. Try again shortly.", rewritten);
            }
        }
    }

    private T SearchOnce<T>(Func<InteractionSearch, T> question)
    {
        using var lease = _reads.Rent();
        using var search = new InteractionSearch(lease.Connection, _engine, () => _writer.Ledger);
        try
        {
            return question(search);
        }
        catch (MonthDamagedException damage)
        {
            _writer.Report(damage, search.Ledger.Find(damage.Month)?.DamagedAt);
            throw new StoreUnavailableException($"The interactions of {damage.Month} are being repaired. Try again shortly.", damage);
        }
    }

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

    private sealed class KeyHold(ConcurrentDictionary<string, bool> held, string key) : IDisposable
    {
        public void Dispose() => held.TryRemove(key, out _);
    }
}
