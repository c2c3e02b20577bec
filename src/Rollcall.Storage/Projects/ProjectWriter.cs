using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Later;
using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>
/// The thread that writes. All commands that wait go into one transaction; while it is on its way to disk the next ones gather. After the commit the
/// index learns of it, then the senders. A failure before the commit refuses exactly its batch, and the connection is made anew; a failure after it
/// refuses nobody, and memory is read anew from the file.
/// </summary>
internal sealed partial class ProjectWriter : IAsyncDisposable
{
    // While memory is being put in order nothing may arrive to wake the writer, so it looks by itself.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private readonly ProjectStoreOptions _options;
    private readonly ILogger _logger;
    private readonly DiskFloor _floor;
    private readonly Checkpointer _checkpointer;
    private readonly WriteQueue _queue;
    private readonly LiveStore _live;
    private readonly MoverTurns _turns;
    private readonly BetweenCommits _between = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ProjectWriter(
        ProjectFile file, MonthEngine engine, ProjectCalendar calendar, TimeProvider clock, ProjectStoreOptions options, DiskFloor floor, ILogger logger)
    {
        (_options, _floor, _logger) = (options, floor, logger);
        _queue = new(options);
        _checkpointer = new(file, options.CheckpointPages, exception => CheckpointFailed(_logger, exception));
        _live = new(file, engine, calendar, clock, options, floor, logger);
        _turns = new(_live.Mover, clock);
        new Thread(Run) { IsBackground = true, Name = "project writer" }.Start();
    }

    /// <summary>What is in memory; null while it is being put in order.</summary>
    public StoreContents? Contents => _live.Contents;

    /// <summary>Of the project.</summary>
    public ProjectCalendar Calendar => _live.Calendar;

    /// <summary>What the month files hold.</summary>
    public MonthLedger Ledger => _live.Mover.Ledger;

    /// <inheritdoc cref="Mover.Retention"/>
    public Retention Retention
    {
        get => _live.Mover.Retention;
        set
        {
            _live.Mover.Retention = value;
            _queue.Wake();
        }
    }

    /// <summary>When tags of stored interactions last changed.</summary>
    public TagRevisions TagRevisions => _live.TagRevisions;

    /// <summary>Ends once everything up to a row is in the month files, or that failed.</summary>
    public Task MoveThrough(long seq)
    {
        var moved = _live.Mover.MoveThrough(seq);
        _queue.Wake();
        return moved;
    }

    /// <inheritdoc cref="Mover.Report"/>
    public void Report(MonthDamagedException damage, long? known)
    {
        _live.Mover.Report(damage, known);
        _queue.Wake();
    }

    /// <inheritdoc cref="LiveStore.BeginRebuild"/>
    public Task<IndexRebuild> BeginRebuild(ProjectCalendar calendar, (MonthDamagedException Damage, long? Known)? found) => Between(() => _live.BeginRebuild(calendar, found));

    /// <inheritdoc cref="LiveStore.EndRebuild"/>
    public void EndRebuild(IndexRebuild rebuild)
    {
        _live.EndRebuild(rebuild);
        _queue.Wake();
    }

    /// <inheritdoc cref="LiveStore.Take"/>
    public Task Take(ProjectCalendar calendar, IndexRebuild? rebuild) => Between(() =>
    {
        _live.Take(calendar, rebuild);
        return true;
    });

    /// <summary>False when too much is waiting.</summary>
    public bool TryAdd(PendingWrite write) => _queue.TryAdd(write);

    /// <summary>Writes what waits, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _ended.Task;
    }

    private Task<T> Between<T>(Func<T> work)
    {
        var done = _between.Add(work);
        _queue.Wake();
        return done;
    }

    private void Run()
    {
        List<PendingWrite> writes = [];
        while (_queue.Take(writes, Patience()))
        {
            var isQuiet = writes.Count == 0;
            if (!isQuiet)
                Commit(writes);
            writes.Clear();
            if (!_between.Run())
                _live.Disconnect();
            if (_live.Contents is null)
                _live.TryRecover();
            else
                _turns.Take(_live.Contents.State.LastSeq, isQuiet, Move);
        }

        _between.Close();
        Close();
        _ended.SetResult();
    }

    private TimeSpan Patience() => _live.Contents is { } contents ? _turns.Patience(contents.State.LastSeq) : Idle;

    private void Move(long lastSeq)
    {
        if (_live.TryRecover() && _live.Mover.Step(_live.Connection!, lastSeq))
        {
            CareForTheLog();   // what the mover removes from the journal goes through it too
            return;
        }

        _live.Disconnect();
    }

    private void Commit(List<PendingWrite> writes)
    {
        Batch batch;
        List<PendingWrite> done = new(writes.Count);
        try
        {
            batch = Begin();
        }
        catch (Exception exception)
        {
            Refuse(writes, exception);
            return;
        }

        try
        {
            foreach (var write in writes)
            {
                if (Execute(write, batch))
                    done.Add(write);
            }

            batch.Finish();
            _options.At?.Invoke(StorePoint.Commit);
            _live.Connection!.Commit();
        }
        catch (Exception exception)
        {
            Refuse(writes, exception);
            return;
        }

        Publish(batch);
        foreach (var write in done)
            write.Complete();
        CareForTheLog();
    }

    private Batch Begin()
    {
        _live.Recover();
        _options.At?.Invoke(StorePoint.Begin);
        _live.Connection!.Begin();
        return new(_live.Contents!.State, _live.Connection, _live.Mover, _live.Calendar, _options, _live.Now);
    }

    // False when the command was answered already: cancelled, or refused by a fault of its own before it wrote anything.
    private static bool Execute(PendingWrite write, Batch batch)
    {
        if (write.IsCancelled)
        {
            write.Cancel();
            return false;
        }

        batch.IsWriting = false;
        try
        {
            write.Execute(batch);
            return true;
        }
        catch (Exception exception) when (!batch.IsWriting && exception is not (SqliteException or StoreUnavailableException))
        {
            write.Fail(exception);
            return false;
        }
    }

    // The batch is on disk: whatever happens here, its senders are told so.
    private void Publish(Batch batch)
    {
        var contents = _live.Contents!;
        try
        {
            _options.At?.Invoke(StorePoint.Committed);
            contents.State.Keep();
            _options.At?.Invoke(StorePoint.Apply);
            _live.Apply(batch.Change);
            if (batch.HasErased)
            {
                TagRevisions.ChangeAll();
                _live.Mover.ReadLedger(_live.Connection!);
            }

            if (batch.ChangedTags is { } tags)
            {
                TagRevisions.Change(tags);
                _live.Mover.Change();
            }
        }
        catch (Exception exception)
        {
            _live.Forget();
            IndexFailed(_logger, exception);
        }
    }

    private void Refuse(List<PendingWrite> writes, Exception exception)
    {
        CommitFailed(_logger, writes.Count, exception);
        var refusal = exception switch
        {
            StoreUnavailableException known => known,
            SqliteException broken => SqliteErrors.Translate(broken),
            _ => new StoreUnavailableException("The store could not be written.", exception),
        };
        if (refusal.IsDiskFull)
            _floor.ReportFull();
        _live.Contents?.State.Discard();
        _live.Disconnect();
        foreach (var write in writes)
            write.Fail(refusal);
    }

    private void CareForTheLog()
    {
        try
        {
            if (_checkpointer.TakeThrough())
                _live.Connection!.Checkpoint("PASSIVE");
            _checkpointer.Wrote(_live.Connection!.PagesWritten());
        }
        catch (SqliteException exception)
        {
            CheckpointFailed(_logger, exception);
            _live.Disconnect();
        }
    }

    private void Close()
    {
        _checkpointer.Stop().GetAwaiter().GetResult();
        try
        {
            _live.Connection?.Checkpoint("TRUNCATE");
        }
        catch (SqliteException exception)
        {
            CheckpointFailed(_logger, exception);
        }

        _live.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A batch of {Commands} commands could not be committed and was refused.")]
    private static partial void CommitFailed(ILogger logger, int commands, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The index could not take a commit; it is being read anew from the store.")]
    private static partial void IndexFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A checkpoint failed. It will be tried again.")]
    private static partial void CheckpointFailed(ILogger logger, Exception exception);
}
