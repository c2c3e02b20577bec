using Microsoft.Data.Sqlite;
using Rollcall.Kernel;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>Reads a project into memory at its start: names, the list, recent identities, the index. Streams; no table is ever held whole.</summary>
internal static class StoreLoader
{
    private const int PeoplePerChange = 1_000;   // few: they are garbage as soon as they are in the index
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

    // With another connection names and months are read beside access and tags; nobody writes meanwhile.
    private static StoreContents Load(SqliteConnection connection, SqliteConnection? beside, ProjectCalendar calendar, long now, MonthEngine engine)
    {
        var state = new StoreState();
        var index = new ProjectIndex(calendar);
        connection.Run("BEGIN");
        var ledger = MonthLedger.Read(connection);
        state.LastSeq = ProjectFile.LastSeq(connection);
        state.OldestReceived = ledger.FirstReceived ?? long.MaxValue;
        var namesAndMonths = beside is null ? null : Task.Run(() => LoadNamesAndMonths(beside));
        try
        {
            LoadFacts(connection, state, index);
        }
        finally
        {
            if (namesAndMonths is not null)
                Task.WaitAny(namesAndMonths);
        }

        if (namesAndMonths is null)
            LoadNamesAndMonths(connection);
        else
            namesAndMonths.GetAwaiter().GetResult();
        LoadJournal(connection, ledger, state, index, now);
        state.Changes = connection.Number("SELECT max(number) FROM change");
        connection.Run("COMMIT");
        state.Keep();
        return new(state, index);

        void LoadNamesAndMonths(SqliteConnection reading)
        {
            LoadNames(reading, state);
            LoadRoster(reading, state);
            new MonthLoader(engine, ledger, calendar, isExamination: beside is null).Load(state, index, Recent(now), StoreState.Minute(now));
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

    // Two streams in the order of people, merged.
    private static void LoadFacts(SqliteConnection connection, StoreState state, ProjectIndex index)
    {
        using var access = new Statement(
            connection, "SELECT person, from_text, to_text FROM access WHERE closed_at IS NULL ORDER BY person, row");
        using var tags = new Statement(
            connection, "SELECT person, effective_day, tags FROM tag_version WHERE closed_at IS NULL ORDER BY person, row");
        var bounds = new KnownTexts<AccessBound>(PeopleStatements.Bound);
        var days = new KnownTexts<Day>(PeopleStatements.EffectiveDay);
        var tagSets = new KnownTexts<IReadOnlyDictionary<string, string>>(state.Tags.Of);
        var change = new IndexChange();
        bool moreAccess = access.Read(), moreTags = tags.Read();
        while (moreAccess || moreTags)
        {
            var person = Math.Min(moreAccess ? access.Number(0) : long.MaxValue, moreTags ? tags.Number(0) : long.MaxValue);
            // Most people have one of each.
            List<AccessInterval> intervals = new(1);
            List<TagVersion> versions = new(1);
            for (; moreAccess && access.Number(0) == person; moreAccess = access.Read())
                intervals.Add(new(bounds.Of(access.Blob(1)), access.IsNull(2) ? null : bounds.Of(access.Blob(2))));
            for (; moreTags && tags.Number(0) == person; moreTags = tags.Read())
                versions.Add(new(tags.IsNull(1) ? Day.Earliest : days.Of(tags.Blob(1)), tagSets.Of(tags.Blob(2))));
            change.People.Add(new((int)person, intervals, versions));
            if (change.People.Count == PeoplePerChange)
                change = Applied(index, change, 0);
        }

        Applied(index, change, 0);
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
