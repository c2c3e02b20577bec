using System.Text.Json;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Export;

/// <summary>A person, or a later version of somebody's tags, as <c>PUT /api/v1/eligible-users</c> takes it.</summary>
internal sealed record ExportedPerson(string EndUser, IReadOnlyList<ExportedAccess>? Access, IReadOnlyDictionary<string, string>? Tags, string? TagsFrom)
{
    public static byte[] CsvHead => ExportCsv.Of([["end_user", "access", "tags", "tags_from"]]);

    public static byte[] Lines(PersonDetail person)
    {
        using var lines = new MemoryStream();
        foreach (var line in Of(person))
        {
            JsonSerializer.Serialize(lines, line, ExportJson.Readable.ExportedPerson);
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }

    public static byte[] Csv(PersonDetail person) => ExportCsv.Of(Of(person).Select(line => (IReadOnlyList<string?>)
    [
        line.EndUser,
        line.Access is { } access ? JsonSerializer.Serialize(access, ExportJson.Readable.IReadOnlyListExportedAccess) : null,
        line.Tags is { } tags ? JsonSerializer.Serialize(tags, ExportJson.Readable.IReadOnlyDictionaryStringString) : null,
        line.TagsFrom,
    ]));

    // All access, with the first tags; then a line for each later version of the tags.
    private static IEnumerable<ExportedPerson> Of(PersonDetail person)
    {
        IReadOnlyList<ExportedAccess> access = [.. person.Access.Select(entry => new ExportedAccess(entry.Interval.From.Text, entry.Interval.To?.Text))];
        yield return new(person.EndUser, access, person.Tags.Count > 0 ? person.Tags[0].Tags : null, person.Tags.Count > 0 ? Text(person.Tags[0].From) : null);
        foreach (var version in person.Tags.Skip(1))
            yield return new(person.EndUser, null, version.Tags, Text(version.From));
    }

    // Tags that hold since ever hold since the first day that can be written.
    private static string Text(Day day) => day == Day.Earliest ? "0001-01-01" : day.ToString();
}

/// <param name="From">As sent: a date or an instant.</param>
/// <param name="To">Exclusive; absent while open.</param>
internal sealed record ExportedAccess(string From, string? To);
