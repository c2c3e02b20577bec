using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Rollcall.Kernel;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>
/// An index with another calendar, made from the files as of one moment while the present one goes on answering. What is committed from that moment on is
/// noted, and applied to it in the same order, so that it ends with what the present one has.
/// </summary>
internal sealed class IndexRebuild : IDisposable
{
    private readonly StoreContents _basis;
    private readonly SqliteConnection _connection;
    private readonly MonthLedger _ledger;
    private readonly ConcurrentQueue<IndexChange> _since = new();

    /// <summary>For the writer's thread, between two commits: this is the moment.</summary>
    public IndexRebuild(ProjectFile file, StoreContents basis, ProjectCalendar calendar)
    {
        _basis = basis;
        Index = new(calendar);
        _connection = file.OpenForReading();
        try
        {
            _connection.Run("BEGIN");
            _ledger = MonthLedger.Read(_connection);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public ProjectIndex Index { get; }

    /// <summary>Whether it follows what is in memory, which may have been read anew meanwhile.</summary>
    public bool Follows(StoreContents contents) => ReferenceEquals(contents.State, _basis.State);

    /// <summary>The damage that was known of a month at its moment, so that a file that was made anew since is not blamed.</summary>
    public long? KnownDamage(Month month) => _ledger.Find(month)?.DamagedAt;

    /// <summary>Notes what a commit changed. For the writer's thread.</summary>
    public void Learn(IndexChange change) => _since.Enqueue(change);

    /// <summary>Reads the files, which takes as long as at a start. For one thread of its own.</summary>
    /// <exception cref="MonthDamagedException">A month file does not hold what it should.</exception>
    public void Read(MonthEngine engine, Action<StorePoint>? at, CancellationToken ct)
    {
        at?.Invoke(StorePoint.RebuildBegun);
        var names = _basis.State.Names;
        var facts = new FactLoader(Index, names.PersonOf);
        // One text for equal tags, as the present one has it; the two do not share them, for that is the writer's.
        facts.LoadPeople(_connection, new TagSets(), ct);
        facts.LoadJournal(_connection, _ledger, ProjectFile.LastSeq(_connection), null, ct);
        _connection.Dispose();   // from here on the log need not be kept
        // The mover goes on: files may hold more by now, of which nothing is counted.
        new MonthLoader(engine, _ledger, Index.Calendar, long.MaxValue, isExamination: false).LoadUse(Index, names.PersonOf, ct);
        at?.Invoke(StorePoint.RebuildRead);
        CatchUp();
    }

    /// <summary>Applies what was noted. Once everything is read; in the end between two commits.</summary>
    public void CatchUp()
    {
        while (_since.TryDequeue(out var change))
            Index.Apply(change);
    }

    public void Dispose() => _connection.Dispose();
}
