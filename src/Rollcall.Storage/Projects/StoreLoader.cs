using Microsoft.Data.Sqlite;
using Rollcall.Kernel;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;

namespace Rollcall.Storage.Projects;

/// <summary>Reads a project into memory at its start: names, the list, recent identities, the index. Streams; no table is ever held whole.</summary>
internal static class StoreLoader
{
    private const int PeoplePerChange = 50_000;
    private const int UsesPerChange = 500_000;

    /// <param name="connection">Sees no change while this runs.</param>
    /// <param name="calendar">Of the project.</param>
    /// <param name="now">UTC microseconds.</param>
    public static StoreContents Load(SqliteConnection connection, ProjectCalendar calendar, long now)
    {
        var state = new StoreState();
        var index = new ProjectIndex(calendar);
        connection.Run("BEGIN");
        LoadNames(connection, state);
        LoadRoster(connection, state);
        LoadFacts(connection, state, index);
        LoadInteractions(connection, state, index, now);
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

    private static void LoadInteractions(SqliteConnection connection, StoreState state, ProjectIndex index, long now)
    {
        using var rows = new Statement(
            connection, "SELECT seq, received_at, identifier, time_start, identity, content FROM interaction ORDER BY seq");
        var recent = now - (RecentIdentities.Lifetime * 60_000_000L);
        var change = new IndexChange();
        while (rows.Read())
        {
            var received = rows.Number(1);
            state.LastSeq = rows.Number(0);
            state.LastReceived = received;
            state.OldestReceived = Math.Min(state.OldestReceived, received);
            if (received >= recent)
                state.Recent.Add(rows.Identity(4), (ulong)rows.Identity(5), StoreState.Minute(received), StoreState.Minute(now));
            change.Uses.Add((state.Names.PersonForWriter((int)rows.Number(2)), rows.Number(3)));
            if (change.Uses.Count == UsesPerChange)
                change = Applied(index, change, state.LastSeq);
        }

        Applied(index, change, state.LastSeq);
    }

    private static IndexChange Applied(ProjectIndex index, IndexChange change, long throughSeq)
    {
        change.ThroughSeq = throughSeq;
        index.Apply(change);
        return new();
    }
}
