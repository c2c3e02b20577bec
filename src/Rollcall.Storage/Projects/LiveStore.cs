using Microsoft.Extensions.Logging;
using Rollcall.Kernel;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Later;
using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>
/// The writer's connection and what is in memory of its file. Each is thrown away when it broke, and made anew before the next one needs it. For the
/// writer's thread, but where it says otherwise.
/// </summary>
internal sealed partial class LiveStore : IDisposable
{
    private readonly ProjectFile _file;
    private readonly TimeProvider _clock;
    private readonly ProjectStoreOptions _options;
    private readonly ILogger _logger;
    private volatile StoreContents? _contents;
    private volatile ProjectCalendar _calendar;
    private volatile IndexRebuild? _rebuild;

    public LiveStore(ProjectFile file, MonthEngine engine, ProjectCalendar calendar, TimeProvider clock, ProjectStoreOptions options, DiskFloor floor, ILogger logger)
    {
        (_file, _calendar, _clock, _options, _logger) = (file, calendar, clock, options, logger);
        Connection = new(file);
        try
        {
            Mover = new(engine, Connection.ReadLedger(), options, clock, floor, logger) { Dropped = TagRevisions.ChangeAll, Retention = options.Retention };
            _contents = Load();
        }
        catch
        {
            engine.Dispose();
            Connection.Dispose();
            throw;
        }
    }

    /// <summary>Of the project. For any thread.</summary>
    public ProjectCalendar Calendar => _calendar;

    public Mover Mover { get; }

    /// <summary>When tags of stored interactions last changed. For any thread.</summary>
    public TagRevisions TagRevisions { get; } = new();

    /// <summary>Null once it broke, until <see cref="Recover"/>.</summary>
    public WriterConnection? Connection { get; private set; }

    /// <summary>What is in memory; null while it is being put in order. For any thread.</summary>
    public StoreContents? Contents => _contents;

    /// <summary>UTC microseconds.</summary>
    public long Now => Timestamp.ToMicroseconds(_clock.GetUtcNow());

    /// <summary>The connection may be broken: nobody is to use it again.</summary>
    public void Disconnect()
    {
        Connection?.Dispose();
        Connection = null;
    }

    /// <summary>Memory and disk may differ.</summary>
    public void Forget()
    {
        _contents = null;
        DistrustInteractions();
    }

    /// <summary>Makes the connection and what is in memory anew where one of them broke.</summary>
    public void Recover()
    {
        if (Connection is null)
        {
            Connection = new(_file);
            // A commit that failed may be on disk all the same once the log has been read again: then memory is behind.
            if (_contents is { State: var state } && Connection.Ends() != (state.LastSeq, state.Names.Count, state.Changes))
                _contents = null;
            DistrustInteractions();
            if (_contents is not null)
                Connection.Later.Load(_contents.State.Waiting);
        }

        _contents ??= Load();
    }

    /// <summary>The same; false, and said in the log, when it is to be tried again.</summary>
    public bool TryRecover()
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

    /// <summary>Tells the indexes what a commit changed.</summary>
    public void Apply(IndexChange change)
    {
        _contents!.Index.Apply(change);
        _rebuild?.Learn(change);
    }

    /// <summary>Begins an index with another calendar; files of months stay as they are until its end. A month that was found damaged is mended first.</summary>
    public IndexRebuild BeginRebuild(ProjectCalendar calendar, (MonthDamagedException Damage, long? Known)? found)
    {
        Recover();
        if (found is { Damage: var damage, Known: var known })
            Mover.MendUnlessDone(Connection!, damage, known);
        var rebuild = new IndexRebuild(_file, _contents!, calendar);
        Mover.KeepsFiles = true;
        return _rebuild = rebuild;
    }

    /// <summary>Nothing more is noted for it. For any thread.</summary>
    public void EndRebuild(IndexRebuild rebuild)
    {
        if (Interlocked.CompareExchange(ref _rebuild, null, rebuild) == rebuild)
            Mover.KeepsFiles = false;
        rebuild.Dispose();
    }

    /// <summary>From here on all counts by another calendar. There is no way back: where something fails, memory is read anew by it.</summary>
    /// <param name="calendar">Which.</param>
    /// <param name="rebuild">The index with it; null where the zone, and with it every day, stays the same.</param>
    public void Take(ProjectCalendar calendar, IndexRebuild? rebuild)
    {
        _calendar = calendar;
        try
        {
            _options.At?.Invoke(StorePoint.RebuildSwap);
            rebuild?.CatchUp();
            if (_contents is not { } contents)
                return;
            if (rebuild is null)
                _contents = contents with { Index = contents.Index.WithWeeksOf(calendar) };
            else if (rebuild.Follows(contents))
                _contents = contents with { Index = rebuild.Index };
            else
                Forget();
        }
        catch (Exception exception)
        {
            Forget();
            SwapFailed(_logger, exception);
        }
    }

    public void Dispose()
    {
        Mover.Dispose();
        Connection?.Dispose();
    }

    // Interactions that were stored before may have changed without anybody having been told.
    private void DistrustInteractions()
    {
        TagRevisions.ChangeAll();
        Mover.Change();
    }

    private StoreContents Load()
    {
        var contents = StoreLoader.Load(_file, Connection!, Mover, Calendar, Now);
        Connection!.Later.Load(contents.State.Waiting);
        return contents;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The index with another calendar could not be used; it is being read anew from the store.")]
    private static partial void SwapFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store could not be read; it will be tried again.")]
    private static partial void RecoveryFailed(ILogger logger, Exception exception);
}
