using Microsoft.Data.Sqlite;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>What <c>project.db</c> says of the month files, as of one moment. A reader takes it from the same snapshot as the journal's rows.</summary>
/// <param name="Store">What each file of this store says that it belongs to.</param>
/// <param name="MovedThrough">Rows up to this one are in the files, later ones in the journal alone.</param>
/// <param name="FirstReceived">When the oldest row of all arrived, UTC microseconds; null while it is in the journal.</param>
/// <param name="Months">Oldest first.</param>
internal sealed record MonthLedger(UInt128 Store, long MovedThrough, long? FirstReceived, IReadOnlyList<MonthEntry> Months)
{
    /// <summary>Rows that the files hold, or will hold once they are repaired.</summary>
    public long Rows => Months.Sum(month => month.Held);

    /// <summary>The months of which only totals are left.</summary>
    public IEnumerable<Month> Dropped => Months.Where(month => month.IsDropped).Select(month => month.Month);

    /// <summary>The months that are not complete.</summary>
    public IEnumerable<MonthEntry> Incomplete => Months.Where(month => month.Lost > 0);

    /// <summary>The newest row that has left the journal; 0 while none has.</summary>
    public long TrimmedThrough { get; private init; }

    /// <summary>Moved rows that changed since, by month: the journal has them as they are, the files may not. Not of months that are being repaired.</summary>
    public IReadOnlyDictionary<Month, IReadOnlyList<long>> Changed { get; private init; } = new Dictionary<Month, IReadOnlyList<long>>();

    /// <summary>Rows that were erased and may still be in the journal or in the files, by month: nobody is given them.</summary>
    public IReadOnlyDictionary<Month, IReadOnlyList<SeqRun>> Erased { get; private init; } = new Dictionary<Month, IReadOnlyList<SeqRun>>();

    public bool IsErased(long seq) => Erased.Values.Any(runs => runs.Any(run => run.First <= seq && seq <= run.Last));

    public MonthEntry? Find(Month month) => Months.FirstOrDefault(entry => entry.Month == month);

    /// <summary>The same with what changed or was erased in a month and among some rows alone: what is said of a few of them should be short.</summary>
    public MonthLedger Within(Month month, SeqRun rows)
    {
        List<long> changed = [.. Changed.GetValueOrDefault(month, []).Where(seq => rows.First <= seq && seq <= rows.Last)];
        List<SeqRun> erased = [.. Erased.GetValueOrDefault(month, []).Where(run => run.First <= rows.Last && rows.First <= run.Last)];
        return this with
        {
            Changed = changed.Count == 0 ? new Dictionary<Month, IReadOnlyList<long>>() : new Dictionary<Month, IReadOnlyList<long>> { [month] = changed },
            Erased = erased.Count == 0 ? new Dictionary<Month, IReadOnlyList<SeqRun>>() : new Dictionary<Month, IReadOnlyList<SeqRun>> { [month] = erased },
        };
    }

    public static MonthLedger Read(SqliteConnection connection)
    {
        List<MonthEntry> months = [];
        using (var rows = new Statement(connection, "SELECT number, through, rows, lost, damaged_at, repairing, folds, erased, rewrites, texts_before, texts_through, dropped_at FROM month ORDER BY number"))
        {
            while (rows.Read())
                months.Add(new(new((int)rows.Number(0)), rows.Number(1), rows.Number(2), rows.Number(3), rows.NumberOrNull(4), rows.Number(5) == 1, rows.Number(6)) { Erased = rows.Number(7), Rewrites = rows.Number(8), TextsBefore = rows.Number(9), TextsThrough = rows.Number(10), IsDropped = !rows.IsNull(11) });
        }

        using var mover = new Statement(connection, "SELECT store, moved_through, first_received, trimmed_through FROM mover");
        return mover.Read()
            ? new(mover.Identity(0), mover.Number(1), mover.NumberOrNull(2), months)
            {
                TrimmedThrough = mover.Number(3),
                Changed = ReadChanged(connection, mover.Number(1), months),
                Erased = ReadErased(connection),
            }
            : throw new StoreUnavailableException("The table of the mover is empty: the store is damaged.");
    }

    private static Dictionary<Month, IReadOnlyList<SeqRun>> ReadErased(SqliteConnection connection)
    {
        var erased = new Dictionary<Month, IReadOnlyList<SeqRun>>();
        using var rows = new Statement(connection, "SELECT month, first, last FROM erasure ORDER BY first");
        while (rows.Read())
        {
            var month = new Month((int)rows.Number(0));
            if (!erased.TryGetValue(month, out var runs))
                erased.Add(month, runs = new List<SeqRun>());
            ((List<SeqRun>)runs).Add(new(rows.Number(1), rows.Number(2)));
        }

        return erased;
    }

    private static Dictionary<Month, IReadOnlyList<long>> ReadChanged(SqliteConnection connection, long movedThrough, List<MonthEntry> months)
    {
        var changed = new Dictionary<Month, IReadOnlyList<long>>();
        using var rows = new Statement(connection, "SELECT month, seq FROM changed_interaction WHERE fold IS NULL AND seq <= ? ORDER BY seq");
        rows.Bind(movedThrough);
        while (rows.Read())
        {
            var month = new Month((int)rows.Number(0));
            if (!changed.TryGetValue(month, out var seqs))
                changed.Add(month, seqs = new List<long>());
            ((List<long>)seqs).Add(rows.Number(1));
        }

        foreach (var broken in months.Where(entry => !entry.IsReadable))
            changed.Remove(broken.Month);
        return changed;
    }
}

/// <param name="Month">Which.</param>
/// <param name="Through">The newest row moved into the file.</param>
/// <param name="Rows">Rows ever moved into it.</param>
/// <param name="Lost">Those that were lost with a damaged file.</param>
/// <param name="DamagedAt">When it was last found damaged, UTC microseconds.</param>
/// <param name="IsRepairing">The journal answers for the month while its file is made anew.</param>
/// <param name="Folds">The newest fold that the file has to hold.</param>
internal sealed record MonthEntry(Month Month, long Through, long Rows, long Lost, long? DamagedAt, bool IsRepairing, long Folds)
{
    /// <summary>Rows moved into the file that were erased since.</summary>
    public long Erased { get; init; }

    /// <summary>How often the file was written anew: what was learnt of it before tells nothing of it now.</summary>
    public long Rewrites { get; init; }

    /// <summary>Texts of rows that start before this, UTC microseconds, are gone from the file...</summary>
    public long TextsBefore { get; init; }

    /// <summary>...of the rows up to this one.</summary>
    public long TextsThrough { get; init; }

    /// <summary>Whether nobody is given its interactions any more: of those there are totals.</summary>
    public bool IsDropped { get; init; }

    /// <summary>Whether readers find its interactions in its file.</summary>
    public bool IsReadable => !IsRepairing && !IsDropped;

    /// <summary>Rows that readers find in the file, or will once it is repaired; of a dropped month those that its totals stand for.</summary>
    public long Held => Rows - Lost - Erased;
}

/// <summary>Rows by their numbers, both ends included.</summary>
internal readonly record struct SeqRun(long First, long Last);
