using Microsoft.Data.Sqlite;
using Rollcall.Kernel;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>Reads what <c>project.db</c> has for an index. Streams; no table is ever held whole.</summary>
/// <param name="index">Gets it.</param>
/// <param name="personOf">The person of an identifier.</param>
internal sealed class FactLoader(ProjectIndex index, Func<int, int> personOf)
{
    private const int PeoplePerChange = 1_000;   // few: they are garbage as soon as they are in the index
    private const int UsesPerChange = 500_000;

    /// <summary>Everybody who is or was on the list.</summary>
    /// <param name="connection">With a snapshot.</param>
    /// <param name="tagSets">Keeps equal tags once.</param>
    /// <param name="ct">Cancels.</param>
    public void LoadPeople(SqliteConnection connection, TagSets tagSets, CancellationToken ct = default)
    {
        // Two streams in the order of people, merged.
        using var access = new Statement(
            connection, "SELECT person, from_text, to_text FROM access WHERE closed_at IS NULL ORDER BY person, row");
        using var tags = new Statement(
            connection, "SELECT person, effective_day, tags FROM tag_version WHERE closed_at IS NULL ORDER BY person, row");
        var bounds = new KnownTexts<AccessBound>(PeopleStatements.Bound);
        var days = new KnownTexts<Day>(PeopleStatements.EffectiveDay);
        var tagTexts = new KnownTexts<IReadOnlyDictionary<string, string>>(tagSets.Of);
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
                versions.Add(new(tags.IsNull(1) ? Day.Earliest : days.Of(tags.Blob(1)), tagTexts.Of(tags.Blob(2))));
            change.People.Add(new((int)person, intervals, versions));
            if (change.People.Count == PeoplePerChange)
                change = Applied(change, 0, ct);
        }

        Applied(change, 0, ct);
    }

    /// <summary>The use that no month file has: the newest rows, and all of a month that is being repaired.</summary>
    /// <param name="connection">With a snapshot.</param>
    /// <param name="ledger">Of the same snapshot.</param>
    /// <param name="lastSeq">Its newest row.</param>
    /// <param name="recent">Gets what was received lately; null where nobody asks for it.</param>
    /// <param name="ct">Cancels.</param>
    public void LoadJournal(SqliteConnection connection, MonthLedger ledger, long lastSeq, RecentlyReceived? recent, CancellationToken ct = default)
    {
        var conditions = new InteractionConditions(JournalDialect.Instance).AndNotMoved(ledger);
        using var rows = new Statement(
            connection, $"SELECT i.seq, i.received_at, i.identifier, i.time_start, i.identity, i.content FROM interaction i WHERE {conditions.Sql} ORDER BY i.seq");
        rows.BindAll(conditions.Values);
        var change = new IndexChange();
        while (rows.Read())
        {
            var received = rows.Number(1);
            if (received >= recent?.Since)
                recent.Add(rows.Identity(4), (ulong)rows.Identity(5), received);
            change.Uses.Add((personOf((int)rows.Number(2)), rows.Number(3)));
            if (change.Uses.Count == UsesPerChange)
                change = Applied(change, lastSeq, ct);
        }

        Applied(change, lastSeq, ct);
    }

    private IndexChange Applied(IndexChange change, long throughSeq, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        change.ThroughSeq = throughSeq;
        index.Apply(change);
        return new();
    }
}
