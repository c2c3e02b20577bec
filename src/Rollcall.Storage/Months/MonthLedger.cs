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
    public long Rows => Months.Sum(month => month.Rows - month.Lost);

    /// <summary>The months that are not complete.</summary>
    public IEnumerable<MonthEntry> Incomplete => Months.Where(month => month.Lost > 0);

    public MonthEntry? Find(Month month) => Months.FirstOrDefault(entry => entry.Month == month);

    public static MonthLedger Read(SqliteConnection connection)
    {
        List<MonthEntry> months = [];
        using (var rows = new Statement(connection, "SELECT number, through, rows, lost, damaged_at, repairing FROM month ORDER BY number"))
        {
            while (rows.Read())
                months.Add(new(new((int)rows.Number(0)), rows.Number(1), rows.Number(2), rows.Number(3), rows.NumberOrNull(4), rows.Number(5) == 1));
        }

        using var mover = new Statement(connection, "SELECT store, moved_through, first_received FROM mover");
        return mover.Read()
            ? new(mover.Identity(0), mover.Number(1), mover.NumberOrNull(2), months)
            : throw new StoreUnavailableException("The table of the mover is empty: the store is damaged.");
    }
}

/// <param name="Month">Which.</param>
/// <param name="Through">The newest row moved into the file.</param>
/// <param name="Rows">Rows ever moved into it.</param>
/// <param name="Lost">Those that were lost with a damaged file.</param>
/// <param name="DamagedAt">When it was last found damaged, UTC microseconds.</param>
/// <param name="IsRepairing">The journal answers for the month while its file is made anew.</param>
internal sealed record MonthEntry(Month Month, long Through, long Rows, long Lost, long? DamagedAt, bool IsRepairing);
