using Microsoft.Data.Sqlite;
using Rollcall.Kernel;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>Reads a project into memory at its start: names, the list, recent identities, the index. Streams; no table is ever held whole.</summary>
internal static class StoreLoader
{
    private const int PeoplePerChange = 50_000;
    private const int UsesPerChange = 500_000;

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
                using var reading = file.OpenForReading();
                return Load(reading, calendar, now, mover.Engine);
            }
            catch (MonthDamagedException damage)
            {
                mover.Mend(connection, damage);
            }
        }
    }

    /// <summary>Reads everything as of one moment, and changes nothing.</summary>
    /// <exception cref="MonthDamagedException">A month file does not hold what it should.</exception>
    public static StoreContents Load(SqliteConnection connection, ProjectCalendar calendar, long now, MonthEngine engine)
    {
        var state = new StoreState();
        var index = new ProjectIndex(calendar);
        connection.Run("BEGIN");
        LoadNames(connection, state);
        LoadRoster(connection, state);
        LoadFacts(connection, state, index);
        var ledger = MonthLedger.Read(connection);
        state.LastSeq = ProjectFile.LastSeq(connection);
        LoadMonths(engine, ledger, state, index, now);
        LoadJournal(connection, ledger, state, index, now);
        state.Changes = connection.Number("SELECT max(number) FROM change");
        connection.Run("COMMIT");
        state.Keep();
        return new(state, index);
    }

    private static void LoadNames(SqliteConnection connection, StoreState state)
    {
        using var rows = new Statement(connection, "SELECT number, text, folded, person FROM identifier ORDER BY number");
        while (rows.Read())
            state.Names.Load((int)rows.Number(0), rows.Text(1), rows.Text(2), (int)rows.Number(3));
    }

    private static void LoadRoster(SqliteConnection connection, StoreState state)
    {
        using var rows = new Statement(connection, "SELECT number, listed FROM person ORDER BY number");
        while (rows.Read())
            state.Roster.Load((int)rows.Number(0), rows.Number(1) == 1 ? Listing.Listed : Listing.Left);
    }

    // Two streams in the order of people, merged.
    private static void LoadFacts(SqliteConnection connection, StoreState state, ProjectIndex index)
    {
        using var access = new Statement(
            connection, "SELECT person, from_text, to_text FROM access WHERE closed_at IS NULL ORDER BY person, row");
        using var tags = new Statement(
            connection, "SELECT person, effective_day, tags FROM tag_version WHERE closed_at IS NULL ORDER BY person, row");
        var change = new IndexChange();
        bool moreAccess = access.Read(), moreTags = tags.Read();
        while (moreAccess || moreTags)
        {
            var person = Math.Min(moreAccess ? access.Number(0) : long.MaxValue, moreTags ? tags.Number(0) : long.MaxValue);
            List<AccessInterval> intervals = [];
            List<TagVersion> versions = [];
            for (; moreAccess && access.Number(0) == person; moreAccess = access.Read())
                intervals.Add(PeopleStatements.Interval(access.Text(1), access.TextOrNull(2)));
            for (; moreTags && tags.Number(0) == person; moreTags = tags.Read())
                versions.Add(new(PeopleStatements.EffectiveDay(tags.TextOrNull(1)), state.Tags.Of(tags.Text(2))));
            change.People.Add(new((int)person, intervals, versions));
            if (change.People.Count == PeoplePerChange)
                change = Applied(index, change, 0);
        }

        Applied(index, change, 0);
    }

    private static void LoadMonths(MonthEngine engine, MonthLedger ledger, StoreState state, ProjectIndex index, long now)
    {
        state.OldestReceived = ledger.FirstReceived ?? long.MaxValue;
        if (!ledger.Months.Any(entry => !entry.IsRepairing))
            return;
        using var session = MonthSession.ForWriter(engine, ledger);
        var change = new IndexChange();
        foreach (var entry in ledger.Months.Where(entry => !entry.IsRepairing))
        {
            _ = MonthAppend.Marker(session, entry.Month, state.LastSeq);
            var held = 0L;
            var conditions = new InteractionConditions(MonthDialect.Instance).AndThrough(ledger.MovedThrough).AndNotErased(ledger, entry.Month);
            foreach (var (identifier, quarter, count) in MonthReads.Uses(session, entry.Month, conditions).Concat(MonthReads.Totals(session, entry.Month)))
            {
                held += count;
                var person = state.Names.PersonForWriter(identifier);
                for (var i = 0L; i < count; i++)
                    change.Uses.Add((person, quarter));
                if (change.Uses.Count >= UsesPerChange)
                    change = Applied(index, change, state.LastSeq);
            }

            if (held != entry.Held)
                throw new MonthDamagedException(entry.Month, $"it holds {held} interactions and should hold {entry.Held}");
            MonthReads.Received(session, entry.Month, Recent(now), ledger, (identity, content, received) => state.Recent.Add(identity, content, StoreState.Minute(received), StoreState.Minute(now)));
        }

        Applied(index, change, state.LastSeq);
    }

    // What is not in a month file: the newest rows, and all of a month that is being repaired.
    private static void LoadJournal(SqliteConnection connection, MonthLedger ledger, StoreState state, ProjectIndex index, long now)
    {
        var conditions = new InteractionConditions(JournalDialect.Instance).AndNotMoved(ledger);
        using var rows = new Statement(
            connection, $"SELECT i.seq, i.received_at, i.identifier, i.time_start, i.identity, i.content FROM interaction i WHERE {conditions.Sql} ORDER BY i.seq");
        rows.BindAll(conditions.Values);
        var change = new IndexChange();
        while (rows.Read())
        {
            var received = rows.Number(1);
            if (received >= Recent(now))
                state.Recent.Add(rows.Identity(4), (ulong)rows.Identity(5), StoreState.Minute(received), StoreState.Minute(now));
            change.Uses.Add((state.Names.PersonForWriter((int)rows.Number(2)), rows.Number(3)));
            if (change.Uses.Count == UsesPerChange)
                change = Applied(index, change, state.LastSeq);
        }

        Applied(index, change, state.LastSeq);
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

    private static long Recent(long now) => now - (RecentIdentities.Lifetime * 60_000_000L);

    private static IndexChange Applied(ProjectIndex index, IndexChange change, long throughSeq)
    {
        change.ThroughSeq = throughSeq;
        index.Apply(change);
        return new();
    }
}
