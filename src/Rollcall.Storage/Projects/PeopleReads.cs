using Microsoft.Data.Sqlite;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;

namespace Rollcall.Storage.Projects;

/// <summary>Questions about people, each on a connection that sees one moment.</summary>
internal static class PeopleReads
{
    private const int PeopleAtOnce = 500;

    /// <summary>People on the list after an identifier, in the order of code points.</summary>
    public static IEnumerable<ListedPerson> Listed(SqliteConnection connection, string? after, ProjectCalendar calendar, Day today)
    {
        using var rows = new Statement(connection, """
            SELECT i.person, i.text FROM identifier i CROSS JOIN person p ON p.number = i.person
            WHERE i.text > ? AND i.number = i.person AND p.listed = 1 ORDER BY i.text
            """);
        rows.Bind(after ?? "");
        List<(int Person, string EndUser)> chunk = new(PeopleAtOnce);
        do
        {
            chunk.Clear();
            while (chunk.Count < PeopleAtOnce && rows.Read())
                chunk.Add(((int)rows.Number(0), rows.Text(1)));
            foreach (var person in Show(connection, chunk, calendar, today))
                yield return person;
        }
        while (chunk.Count == PeopleAtOnce);
    }

    /// <summary>The people asked for, in that order, on the list or not.</summary>
    public static IEnumerable<ListedPerson> Shown(SqliteConnection connection, IReadOnlyList<int> people, ProjectCalendar calendar, Day today)
    {
        using var names = new Statement(connection, "SELECT text FROM identifier WHERE number = ?");
        for (var start = 0; start < people.Count; start += PeopleAtOnce)
        {
            List<(int, string)> chunk = [];
            for (var i = start; i < Math.Min(start + PeopleAtOnce, people.Count); i++)
            {
                names.Bind(people[i]);
                if (!names.Read())
                    continue;
                chunk.Add((people[i], names.Text(0)));
                names.Reset();
            }

            foreach (var person in Show(connection, chunk, calendar, today))
                yield return person;
        }
    }

    public static PersonDetail Detail(SqliteConnection connection, int person, string endUser, ProjectCalendar calendar)
    {
        using var listed = new Statement(connection, "SELECT listed FROM person WHERE number = ?");
        var isListed = listed.Bind(person).Read() && listed.Number(0) == 1;
        listed.Reset();

        List<PersonAccess> access = [];
        using (var rows = new Statement(
            connection, "SELECT from_text, to_text, source, recorded_at FROM access WHERE person = ? AND closed_at IS NULL ORDER BY row"))
        {
            rows.Bind(person);
            while (rows.Read())
                access.Add(new(PeopleStatements.Interval(rows.Text(0), rows.TextOrNull(1)), rows.Text(2), rows.Number(3)));
        }

        List<PersonTags> tags = [];
        using (var rows = new Statement(
            connection, "SELECT effective_day, tags, source, recorded_at FROM tag_version WHERE person = ? AND closed_at IS NULL ORDER BY row"))
        {
            rows.Bind(person);
            while (rows.Read())
                tags.Add(new(PeopleStatements.EffectiveDay(rows.TextOrNull(0)), TagText.Read(rows.Text(1)), rows.Text(2), rows.Number(3)));
        }

        List<PersonChange> changes = [];
        using (var rows = new Statement(connection, "SELECT recorded_at, source, kind, detail FROM change WHERE person = ? ORDER BY number"))
        {
            rows.Bind(person);
            while (rows.Read())
                changes.Add(new(rows.Number(0), rows.Text(1), rows.Text(2), rows.Text(3)));
        }

        return new(
            person, endUser, isListed,
            [.. access.OrderBy(entry => entry.Interval.From.BeginsOn(calendar))],
            [.. tags.OrderBy(version => version.From)], changes);
    }

    private static IEnumerable<ListedPerson> Show(
        SqliteConnection connection, List<(int Person, string EndUser)> people, ProjectCalendar calendar, Day today)
    {
        var numbers = $"[{string.Join(',', people.Select(person => person.Person))}]";
        Dictionary<int, List<AccessInterval>> access = [];
        using (var rows = new Statement(connection, """
            SELECT a.person, a.from_text, a.to_text FROM json_each(?) j CROSS JOIN access a ON a.person = j.value AND a.closed_at IS NULL
            ORDER BY a.person, a.row
            """))
        {
            rows.Bind(numbers);
            while (rows.Read())
                Add(access, (int)rows.Number(0), PeopleStatements.Interval(rows.Text(1), rows.TextOrNull(2)));
        }

        Dictionary<int, List<TagRow>> tags = [];
        using (var rows = new Statement(connection, """
            SELECT v.person, v.effective_day, v.tags FROM json_each(?) j CROSS JOIN tag_version v ON v.person = j.value AND v.closed_at IS NULL
            ORDER BY v.person, v.row
            """))
        {
            rows.Bind(numbers);
            while (rows.Read())
                Add(tags, (int)rows.Number(0), new TagRow(0, PeopleStatements.EffectiveDay(rows.TextOrNull(1)), rows.Text(2)));
        }

        foreach (var (person, endUser) in people)
        {
            yield return new(
                person, endUser,
                access.TryGetValue(person, out var intervals) ? AccessEdit.Latest(intervals, calendar) : null,
                TagText.Read(tags.TryGetValue(person, out var versions) ? TagEdit.On(versions, today) : null));
        }
    }

    private static void Add<T>(Dictionary<int, List<T>> groups, int person, T item)
    {
        if (!groups.TryGetValue(person, out var group))
            groups.Add(person, group = []);
        group.Add(item);
    }
}
