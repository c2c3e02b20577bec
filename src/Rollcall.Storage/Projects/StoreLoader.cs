using Microsoft.Data.Sqlite;
using Rollcall.Kernel;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>Reads a project into memory at its start: names, the list, recent identities, the index. Streams; no table is ever held whole.</summary>
internal static class StoreLoader
{
    /// <summary>Reads everything; a month file that does not hold what it should is mended on the way.</summary>
    /// <param name="file">Of the project; nobody writes to it while this runs.</param>
    /// <param name="connection">The writer's.</param>
    /// <param name="mover">Of the month files.</param>
    /// <param name="calendar">Of the project.</param>
    /// <param name="now">UTC microseconds.</param>
    public static StoreContents Load(ProjectFile file, WriterConnection connection, Mover mover, ProjectCalendar calendar, long now)
    {
        while (true)
        {
            try
            {
                mover.ReadLedger(connection);
                using SqliteConnection reading = file.OpenForReading(), beside = file.OpenForReading();
                return Load(reading, beside, calendar, now, mover.Engine);
            }
            catch (MonthDamagedException damage)
            {
                mover.Mend(connection, damage);
            }
        }
    }

    /// <summary>Reads everything as of one moment, every month from its file, and changes nothing.</summary>
    /// <exception cref="MonthDamagedException">A month file does not hold what it should.</exception>
    public static StoreContents Load(SqliteConnection connection, ProjectCalendar calendar, long now, MonthEngine engine) => Load(connection, null, calendar, now, engine);

    // With another connection names and the use of the months are read beside the list and the identities; nobody writes meanwhile.
    private static StoreContents Load(SqliteConnection connection, SqliteConnection? beside, ProjectCalendar calendar, long now, MonthEngine engine)
    {
        var state = new StoreState();
        var index = new ProjectIndex(calendar);
        connection.Run("BEGIN");
        var ledger = MonthLedger.Read(connection);
        state.LastSeq = ProjectFile.LastSeq(connection);
        var recent = new RecentlyReceived(state.Recent, now);
        var facts = new FactLoader(index, state.Names.PersonForWriter);
        var months = new MonthLoader(engine, ledger, calendar, state.LastSeq, isExamination: beside is null);
        state.OldestReceived = ledger.FirstReceived ?? long.MaxValue;
        if (beside is null)
            LoadNamesAndUse(connection);
        var namesAndUse = beside is null ? Task.CompletedTask : Task.Run(() => LoadNamesAndUse(beside));
        try
        {
            facts.LoadPeople(connection, state.Tags);
            months.LoadIdentities(recent);
        }
        finally
        {
            Task.WaitAny(namesAndUse);
        }

        namesAndUse.GetAwaiter().GetResult();
        facts.LoadJournal(connection, ledger, state.LastSeq, recent);
        LoadEnds(connection, state);
        state.Changes = connection.Number("SELECT max(number) FROM change");
        connection.Run("COMMIT");
        state.Keep();
        return new(state, index);

        void LoadNamesAndUse(SqliteConnection reading)
        {
            LoadNames(reading, state);
            LoadRoster(reading, state);
            months.LoadUse(index, state.Names.PersonForWriter);
        }
    }

    private static void LoadNames(SqliteConnection connection, StoreState state)
    {
        state.Names.Reserve((int)connection.Number("SELECT max(number) + 1 FROM identifier"));
        using var rows = new Statement(connection, "SELECT number, text, folded, person FROM identifier ORDER BY number");
        while (rows.Read())
        {
            var text = rows.Text(1);
            state.Names.Load((int)rows.Number(0), text, rows.Blob(2).SequenceEqual(rows.Blob(1)) ? text : rows.Text(2), (int)rows.Number(3));
        }
    }

    private static void LoadRoster(SqliteConnection connection, StoreState state)
    {
        using var rows = new Statement(connection, "SELECT number, listed FROM person ORDER BY number");
        while (rows.Read())
            state.Roster.Load((int)rows.Number(0), rows.Number(1) == 1 ? Listing.Listed : Listing.Left);
    }

    // When the oldest and the newest row of the journal were received.
    private static void LoadEnds(SqliteConnection connection, StoreState state)
    {
        using var ends = new Statement(connection, """
            SELECT received_at FROM interaction WHERE seq = (SELECT min(seq) FROM interaction)
            UNION ALL SELECT received_at FROM interaction WHERE seq = (SELECT max(seq) FROM interaction)
            """);
        while (ends.Read())
        {
            state.OldestReceived = Math.Min(state.OldestReceived, ends.Number(0));
            state.LastReceived = Math.Max(state.LastReceived, ends.Number(0));
        }
    }
}
