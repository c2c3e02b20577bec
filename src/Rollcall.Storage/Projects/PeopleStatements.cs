using Microsoft.Data.Sqlite;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;

namespace Rollcall.Storage.Projects;

/// <summary>An access row that holds now. <see cref="Row"/> is 0 while it is not on disk.</summary>
internal readonly record struct AccessRow(long Row, AccessInterval Interval);

/// <summary>The writer's statements on identifiers, the list, access, tags and the log of changes.</summary>
internal sealed class PeopleStatements(SqliteConnection connection) : IDisposable
{
    private readonly Statement _addIdentifier = new(connection, "INSERT INTO identifier (number, text, folded, person) VALUES (?, ?, ?, ?)");
    private readonly Statement _setListed = new(
        connection, "INSERT INTO person (number, listed) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET listed = excluded.listed");
    private readonly Statement _openAccess = new(
        connection, "SELECT row, from_text, to_text FROM access WHERE person = ? AND closed_at IS NULL ORDER BY row");
    private readonly Statement _addAccess = new(
        connection, "INSERT INTO access (person, from_text, to_text, source, recorded_at) VALUES (?, ?, ?, ?, ?)");
    private readonly Statement _closeAccess = new(connection, "UPDATE access SET closed_at = ? WHERE row = ?");
    private readonly Statement _openTags = new(
        connection, "SELECT row, effective_day, tags FROM tag_version WHERE person = ? AND closed_at IS NULL ORDER BY row");
    private readonly Statement _addTags = new(
        connection, "INSERT INTO tag_version (person, effective_day, tags, source, recorded_at) VALUES (?, ?, ?, ?, ?)");
    private readonly Statement _closeTags = new(connection, "UPDATE tag_version SET closed_at = ? WHERE row = ?");
    private readonly Statement _addChange = new(connection, "INSERT INTO change (person, recorded_at, source, kind, detail) VALUES (?, ?, ?, ?, ?)");

    public static AccessInterval Interval(string from, string? to) => new(Bound(from), to is null ? null : Bound(to));

    public static Day EffectiveDay(string? text) =>
        text is null ? Day.Earliest
        : Day.TryParse(text, out var day) ? day
        : throw new StoreUnavailableException($"The day '{text}' of a tag version is damaged.");

    public void AddIdentifier(int number, string text, string folded, int person) =>
        _addIdentifier.Bind(number).Bind(text).Bind(folded).Bind(person).Run();

    public void SetListed(int person, bool listed) => _setListed.Bind(person).Bind(listed ? 1 : 0).Run();

    public List<AccessRow> OpenAccess(int person)
    {
        List<AccessRow> rows = [];
        _openAccess.Bind(person);
        while (_openAccess.Read())
            rows.Add(new(_openAccess.Number(0), Interval(_openAccess.Text(1), _openAccess.TextOrNull(2))));
        return rows;
    }

    public void AddAccess(int person, AccessInterval interval, string source, long now) =>
        _addAccess.Bind(person).Bind(interval.From.Text).Bind(interval.To?.Text).Bind(source).Bind(now).Run();

    public void CloseAccess(long row, long now) => _closeAccess.Bind(now).Bind(row).Run();

    public List<TagRow> OpenTags(int person)
    {
        List<TagRow> rows = [];
        _openTags.Bind(person);
        while (_openTags.Read())
            rows.Add(new(_openTags.Number(0), EffectiveDay(_openTags.TextOrNull(1)), _openTags.Text(2)));
        return rows;
    }

    public void AddTags(int person, TagRow version, string source, long now) =>
        _addTags.Bind(person).Bind(version.From == Day.Earliest ? null : version.From.ToString()).Bind(version.Tags).Bind(source).Bind(now).Run();

    public void CloseTags(long row, long now) => _closeTags.Bind(now).Bind(row).Run();

    public void AddChange(int person, long now, string source, string kind, string detail) =>
        _addChange.Bind(person).Bind(now).Bind(source).Bind(kind).Bind(detail).Run();

    public void Dispose()
    {
        Statement[] all = [_addIdentifier, _setListed, _openAccess, _addAccess, _closeAccess, _openTags, _addTags, _closeTags, _addChange];
        foreach (var statement in all)
            statement.Dispose();
    }

    public static AccessBound Bound(string text) =>
        AccessBound.TryParse(text, out var bound)
            ? bound
            : throw new StoreUnavailableException($"The bound '{text}' of an access interval is damaged.");
}
