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

    private readonly ProjectFile _file;
    private readonly ProjectCalendar _calendar;
    private readonly TimeProvider _clock;
    private readonly ProjectStoreOptions _options;
    private readonly ILogger _logger;
    private readonly DiskFloor _floor;
    private readonly Checkpointer _checkpointer;
    private readonly WriteQueue _queue;
    private readonly Mover _mover;
    private readonly MoverTurns _turns;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile StoreContents? _contents;
    private WriterConnection? _connection;

    public ProjectWriter(
        ProjectFile file, MonthEngine engine, ProjectCalendar calendar, TimeProvider clock, ProjectStoreOptions options, DiskFloor floor, ILogger logger)
    {
        (_file, _calendar, _clock, _options, _floor, _logger) = (file, calendar, clock, options, floor, logger);
        _queue = new(options);
        _checkpointer = new(file, options.CheckpointPages, exception => CheckpointFailed(_logger, exception));
        _connection = new(file);
        try
        {
            _mover = new(engine, _connection.ReadLedger(), options, clock, floor, logger) { Dropped = TagRevisions.ChangeAll, Retention = options.Retention };
            _turns = new(_mover, clock);
            _contents = Load();
        }
        catch
        {
            engine.Dispose();
            _connection.Dispose();
            throw;
        }

        new Thread(Run) { IsBackground = true, Name = "project writer" }.Start();
    }

    /// <summary>What is in memory; null while it is being put in order.</summary>
    public StoreContents? Contents => _contents;

    /// <summary>What the month files hold.</summary>
    public MonthLedger Ledger => _mover.Ledger;

    /// <inheritdoc cref="Mover.Retention"/>
    public Retention Retention
    {
        get => _mover.Retention;
        set
        {
            _mover.Retention = value;
            _queue.Wake();
        }
    }

    /// <summary>When tags of stored interactions last changed.</summary>
    public TagRevisions TagRevisions { get; } = new();

    /// <summary>Ends once everything up to a row is in the month files, or that failed.</summary>
    public Task MoveThrough(long seq)
    {
        var moved = _mover.MoveThrough(seq);
        _queue.Wake();
        return moved;
    }

    /// <inheritdoc cref="Mover.Report"/>
    public void Report(MonthDamagedException damage, long? known)
    {
        _mover.Report(damage, known);
        _queue.Wake();
    }

    /// <summary>False when too much is waiting.</summary>
    public bool TryAdd(PendingWrite write) => _queue.TryAdd(write);

    /// <summary>Writes what waits, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _ended.Task;
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
            if (_contents is null)
                TryRecover();
            else
                _turns.Take(_contents.State.LastSeq, isQuiet, Move);
        }

        Close();
        _ended.SetResult();
    }

    private TimeSpan Patience() => _contents is { } contents ? _turns.Patience(contents.State.LastSeq) : Idle;

    private void Move(long lastSeq)
    {
        if (TryRecover() && _mover.Step(_connection!, lastSeq))
        {
            CareForTheLog();   // what the mover removes from the journal goes through it too
            return;
        }

        _connection?.Dispose();
        _connection = null;
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
            _connection!.Commit();
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
        Recover();
        _options.At?.Invoke(StorePoint.Begin);
        _connection!.Begin();
        return new(_contents!.State, _connection, _mover, _calendar, _options, Now());
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
        var contents = _contents!;
        try
        {
            _options.At?.Invoke(StorePoint.Committed);
            contents.State.Keep();
            _options.At?.Invoke(StorePoint.Apply);
            contents.Index.Apply(batch.Change);
            if (batch.HasErased)
            {
                TagRevisions.ChangeAll();
                _mover.ReadLedger(_connection!);
            }

            if (batch.ChangedTags is { } tags)
            {
                TagRevisions.Change(tags);
                _mover.Change();
            }
        }
        catch (Exception exception)
        {
            _contents = null;
            TagRevisions.ChangeAll();
            _mover.Change();
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
        _contents?.State.Discard();
        _connection?.Dispose();
        _connection = null;
        foreach (var write in writes)
            write.Fail(refusal);
    }

    // Makes the connection and what is in memory anew where the last batch broke one of them.
    private void Recover()
    {
        if (_connection is null)
        {
            _connection = new(_file);
            // A commit that failed may be on disk all the same once the log has been read again: then memory is behind.
            if (_contents is { State: var state } && _connection.Ends() != (state.LastSeq, state.Names.Count, state.Changes))
                _contents = null;
            TagRevisions.ChangeAll();
            _mover.Change();
            if (_contents is not null)
                _connection.Later.Load(_contents.State.Waiting);
        }

        _contents ??= Load();
    }

    private bool TryRecover()
    {
        try
        {
            Recover();
            return true;
        }
        catch (Exception exception)
        {
            RecoveryFailed(_logger, exception);
            return false;
        }
    }

    private StoreContents Load()
    {
        var contents = StoreLoader.Load(_file, _connection!, _mover, _calendar, Now());
        _connection!.Later.Load(contents.State.Waiting);
        return contents;
    }

    private void CareForTheLog()
    {
        try
        {
            if (_checkpointer.TakeThrough())
                _connection!.Checkpoint("PASSIVE");
            _checkpointer.Wrote(_connection!.PagesWritten());
        }
        catch (SqliteException exception)
        {
            CheckpointFailed(_logger, exception);
            _connection!.Dispose();
            _connection = null;
        }
    }

    private void Close()
    {
        _checkpointer.Stop().GetAwaiter().GetResult();
        try
        {
            _connection?.Checkpoint("TRUNCATE");
        }
        catch (SqliteException exception)
        {
            CheckpointFailed(_logger, exception);
        }

        _mover.Dispose();
        _connection?.Dispose();
    }

    private long Now() => Timestamp.ToMicroseconds(_clock.GetUtcNow());

    [LoggerMessage(Level = LogLevel.Error, Message = "A batch of {Commands} commands could not be committed and was refused.")]
    private static partial void CommitFailed(ILogger logger, int commands, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The index could not take a commit; it is being read anew from the store.")]
    private static partial void IndexFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store could not be read; it will be tried again.")]
    private static partial void RecoveryFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A checkpoint failed. It will be tried again.")]
    private static partial void CheckpointFailed(ILogger logger, Exception exception);
}
