using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Rollcall.Storage.Erasing;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>
/// Moves interactions from the journal to the files of their months, removes them from the journal days later, and makes damaged files anew. It works
/// on the writer's thread, between commits, in steps short enough that no sender waits long. Each step can be repeated: a file's own marker says what it
/// holds, and <c>moved_through</c> follows once all files of a stretch hold theirs. For the writer's thread, but where it says otherwise.
/// </summary>
internal sealed partial class Mover : IDisposable
{
    // Few rows wait no longer than this, so that a quiet project's journal is moved and trimmed too.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan LeastTrimEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MostTrimEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestChange = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EngineIdle = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    private readonly ProjectStoreOptions _options;
    private readonly TimeProvider _clock;
    private readonly DiskFloor _floor;
    private readonly ILogger _logger;
    private readonly MonthGate _gate;
    private readonly MonthCheckpointer _checkpointer;
    private readonly MonthRewriter _rewriter;
    private readonly RetentionStep _retaining;
    private readonly MoveStep _moving;
    private readonly MonthMending _mending;
    private readonly MoveRequests _requests = new();
    private readonly ConcurrentQueue<(MonthDamagedException Damage, long? KnownDamage)> _reports = new();

    private volatile MonthLedger _ledger;
    private DateTimeOffset _now = DateTimeOffset.MinValue;
    private DateTimeOffset? _waitingSince;
    private DateTimeOffset? _changedSince = DateTimeOffset.MinValue;
    private DateTimeOffset _trimmedAt = DateTimeOffset.MinValue;
    private int _trimsLeft;
    private DateTimeOffset _eraseAgain = DateTimeOffset.MinValue;
    private DateTimeOffset _retainAgain = DateTimeOffset.MinValue;
    private volatile Retention _retention = Retention.ForEver;
    private DateTimeOffset _restUntil = DateTimeOffset.MinValue;
    private TimeSpan _rest = FirstRest;
    private bool _isKeptOut;
    private volatile bool _isRetentionNew = true;
    private volatile bool _keepsFiles;

    public Mover(MonthEngine engine, MonthLedger ledger, ProjectStoreOptions options, TimeProvider clock, DiskFloor floor, ILogger logger)
    {
        (Engine, _ledger, _options, _clock, _floor, _logger) = (engine, ledger, options, clock, floor, logger);
        _gate = engine.Folder.Gate;
        _checkpointer = new(engine, floor, At, exception => CheckpointFailed(_logger, exception));
        _rewriter = new(engine, floor, exception => RewriteFailed(_logger, exception));
        _retaining = new(engine, _rewriter, At);
        _moving = new(engine, _checkpointer, At);
        _mending = new(this, clock, At, logger);
    }

    public MonthEngine Engine { get; }

    /// <summary>Is told when interactions are gone that nobody asked to erase.</summary>
    public Action? Dropped { get; init; }

    /// <summary>How long what is kept. For any thread; it is looked at within the hour.</summary>
    public Retention Retention
    {
        get => _retention;
        set
        {
            _retention = value;
            _isRetentionNew = true;
        }
    }

    /// <summary>Whether no file is written anew for now, because all are being read as of one moment: rows may come to them, but none may go. For any thread.</summary>
    public bool KeepsFiles { get => _keepsFiles; set => _keepsFiles = value; }

    /// <summary>What the files hold, as of the last move. For any thread.</summary>
    public MonthLedger Ledger => _ledger;

    /// <summary>Asks for everything up to a row to be moved. For any thread.</summary>
    public Task MoveThrough(long seq) => _requests.Add(seq);

    /// <summary>Tells that a reader found a month damaged. For any thread.</summary>
    /// <param name="damage">What it found.</param>
    /// <param name="known">The time of the damage that it knew of, so that a file that was made anew since is not blamed.</param>
    public void Report(MonthDamagedException damage, long? known) => _reports.Enqueue((damage, known));

    /// <summary>Whether it waits for a checkpoint, for a backup, or to try again.</summary>
    public bool IsBusy => IsFileBusy || _isKeptOut || _clock.GetUtcNow() < _restUntil;

    private bool IsFileBusy => _checkpointer.IsRunning || _rewriter.IsRunning;

    /// <summary>Whether <see cref="Step"/> has something to do at once.</summary>
    public bool HasWork(long lastSeq)
    {
        var now = _clock.GetUtcNow();
        if (now < _now)
            ForgetTimes(now);
        _now = now;
        CompleteRequests();
        if (_ledger.MovedThrough >= lastSeq)
            _waitingSince = null;
        else
            _waitingSince ??= now;
        _isKeptOut = _isKeptOut && _gate.IsClosed;
        var isDue = IsFoldDue(now) || IsMoveDue(lastSeq, now) || IsTrimDue(now) || IsEraseDue(now) || IsRetentionDue(now) || _rewriter.Made is not null;
        return now >= _restUntil && !IsFileBusy && !_isKeptOut && (!_reports.IsEmpty || (isDue && !_floor.IsFull));
    }

    /// <summary>Does one piece of work. False when it failed: then the connection is to be made anew.</summary>
    public bool Step(WriterConnection connection, long lastSeq)
    {
        try
        {
            using var inside = _gate.TryEnter();
            _isKeptOut = inside is null;
            if (_isKeptOut)
                return true;
            Work(connection, lastSeq);
            _rest = FirstRest;
            CompleteRequests();
            return true;
        }
        catch (Exception exception)
        {
            // Nothing is lost: the journal has everything that a file does not have for certain.
            MoveFailed(_logger, exception);
            if ((exception as StoreUnavailableException)?.IsDiskFull == true)
                _floor.ReportFull();
            _moving.Forget();
            _mending.Forget();
            Engine.Retire();
            _restUntil = _clock.GetUtcNow() + _rest;
            _rest = _rest * 2 < LongestRest ? _rest * 2 : LongestRest;
            _requests.Fail(exception);
            return false;
        }
    }

    /// <summary>Tells that interactions changed after they were stored. The files follow shortly; until then the journal answers for them.</summary>
    public void Change() => _changedSince ??= _clock.GetUtcNow();

    /// <summary>Takes care of what nobody waits for, while nobody writes.</summary>
    public void Tidy()
    {
        _checkpointer.StartIfDue(_ledger, isIdle: true);
        Engine.CloseIfIdle(EngineIdle);
    }

    /// <summary>
    /// Renames the file of a month and has it made anew of what the journal still holds, which answers for the month until then. Where it only lacks its
    /// end, that is added.
    /// </summary>
    public void Mend(WriterConnection connection, MonthDamagedException damage)
    {
        _rewriter.Discard();
        _moving.Forget();
        _mending.Mend(connection, damage);
    }

    /// <summary>Mends a month that somebody else found damaged when <paramref name="known"/> was its last damage, unless that was done since.</summary>
    public void MendUnlessDone(WriterConnection connection, MonthDamagedException damage, long? known)
    {
        if (_ledger.Find(damage.Month) is { IsRepairing: false } entry && entry.DamagedAt == known)
            Mend(connection, damage);
    }

    public void ReadLedger(WriterConnection connection) => _ledger = connection.ReadLedger();

    public void Dispose()
    {
        _checkpointer.Stop().GetAwaiter().GetResult();
        _rewriter.Stop().GetAwaiter().GetResult();
        _requests.Fail(new ObjectDisposedException(typeof(ProjectStore).FullName));
        Engine.Dispose();
    }

    // The clock was set back: what was to be done at a time by it would wait until it is as late again.
    private void ForgetTimes(DateTimeOffset now)
    {
        (_trimmedAt, _eraseAgain, _retainAgain, _restUntil) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue, DateTimeOffset.MinValue, DateTimeOffset.MinValue);
        (_waitingSince, _changedSince) = (_waitingSince is null ? null : now, _changedSince is null ? null : now);
    }

    // What was moved has to be in the files as it is now.
    private void CompleteRequests()
    {
        if (_changedSince is null)
            _requests.Complete(_ledger.MovedThrough);
    }

    private bool IsFoldDue(DateTimeOffset now) => _changedSince is { } since && (now - since >= LongestChange || _requests.Newest > 0);

    private bool IsMoveDue(long lastSeq, DateTimeOffset now) =>
        _moving.IsUnderway || _ledger.Months.Any(entry => entry.IsRepairing) || lastSeq - _ledger.MovedThrough >= _options.MoveRows
        || _requests.Newest > _ledger.MovedThrough || (_waitingSince is { } since && now - since >= LongestWait);

    private bool IsEraseDue(DateTimeOffset now) => !_keepsFiles && _ledger.Erased.Count > 0 && now >= _eraseAgain;

    private bool IsRetentionDue(DateTimeOffset now) => !_keepsFiles && (_isRetentionNew || now >= _retainAgain) && (_retention != Retention.ForEver || _ledger.Dropped.Any());

    private bool IsTrimDue(DateTimeOffset now) => _ledger.MovedThrough > 0 && now - _trimmedAt >= TrimEvery && _ledger.Erased.Count == 0;

    // After each stretch up to twice as much is removed as was moved, or where there always is something to move the journal would grow for ever.
    private bool IsTrimsTurn(DateTimeOffset now) => !_moving.IsUnderway && _trimsLeft > 0 && _changedSince is null && IsTrimDue(now);

    // Rows stay little longer than they should.
    private TimeSpan TrimEvery => TimeSpan.FromTicks(Math.Clamp(_options.JournalLifetime.Ticks / 20, LeastTrimEvery.Ticks, MostTrimEvery.Ticks));

    private void Work(WriterConnection connection, long lastSeq)
    {
        try
        {
            var now = _clock.GetUtcNow();
            if (_reports.TryPeek(out var report))
            {
                MendUnlessDone(connection, report.Damage, report.KnownDamage);
                _reports.TryDequeue(out _);   // not before: where readers were in the way it is tried again, and perhaps nobody else finds it
            }
            else if (_rewriter.Made is { } made)
            {
                _checkpointer.Forget(made);
                if (_keepsFiles)
                    _rewriter.Discard();
                else if (!_rewriter.TrySwap(connection, made, ReadLedger, At))
                    _restUntil = now + FirstRest;
            }
            else if (_ledger.Months.FirstOrDefault(entry => entry.IsRepairing) is { } broken)
            {
                _mending.Repair(connection, broken.Month);
            }
            else if (IsMoveDue(lastSeq, now) && !IsTrimsTurn(now) && (_moving.IsUnderway || !IsFoldDue(now)))
            {
                Move(connection, lastSeq);
            }
            else if (IsFoldDue(now) || (IsTrimDue(now) && _changedSince is not null))
            {
                Fold(connection);
            }
            else if (IsEraseDue(now))
            {
                if (ErasureStep.Take(Engine, _rewriter, connection, _ledger, At))
                    ReadLedger(connection);
                else
                    _eraseAgain = now + FirstRest;
            }
            else if (IsRetentionDue(now))
            {
                Retain(connection, now);
            }
            else if (IsTrimDue(now))
            {
                _trimsLeft--;
                if (JournalTrim.Step(Engine, _checkpointer, connection, _ledger, now, _options.JournalLifetime, At))
                    ReadLedger(connection);
                else
                    _trimmedAt = now;
            }
        }
        catch (MonthDamagedException damage)
        {
            Mend(connection, damage);
        }
    }

    private void Move(WriterConnection connection, long lastSeq)
    {
        if (!_moving.Take(connection, _ledger, lastSeq))
            return;
        _trimsLeft = 2 * MoveWindow.Length / JournalTrim.MostRows;
        ReadLedger(connection);
        if (_ledger.Changed.Count > 0)
            Change();
        _checkpointer.StartIfDue(_ledger, isIdle: false);
    }

    private void Fold(WriterConnection connection)
    {
        ReadLedger(connection);
        if (MonthFold.Step(Engine, connection, _ledger, At) is { } month)
            _checkpointer.Forget(month);
        else
            _changedSince = null;
    }

    private void Retain(WriterConnection connection, DateTimeOffset now)
    {
        _isRetentionNew = false;
        _retainAgain = _retaining.Take(connection, _ledger, _retention, now) switch { true => now, false => now + FirstRest, null => now + TrimEvery };
        ReadLedger(connection);
        if (_retaining.HasDropped)
            Dropped?.Invoke();
    }

    private void At(StorePoint point) => _options.At?.Invoke(point);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Interactions could not be moved to their months. They stay in the journal, and it will be tried again.")]
    private static partial void MoveFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A month could not be written anew without what was erased. It will be tried again.")]
    private static partial void RewriteFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The checkpoint of a month failed. It will be tried again.")]
    private static partial void CheckpointFailed(ILogger logger, Exception exception);
}
