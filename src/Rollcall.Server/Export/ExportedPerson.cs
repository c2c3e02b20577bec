using System.Text.Json;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Export;

/// <summary>A person, or a later version of somebody's tags, as <c>PUT /api/v1/eligible-users</c> takes it.</summary>
internal sealed record ExportedPerson(string EndUser, IReadOnlyList<ExportedAccess>? Access, IReadOnlyDictionary<string, string>? Tags, string? TagsFrom)
{
    /// <summary>All access, with the first tags; then a line for each later version of the tags.</summary>
    public static byte[] Lines(PersonDetail person)
    {
        using var lines = new MemoryStream();
        IReadOnlyList<ExportedAccess> access = [.. person.Access.Select(entry => new ExportedAccess(entry.Interval.From.Text, entry.Interval.To?.Text))];
        Add(new(person.EndUser, access, person.Tags.Count > 0 ? person.Tags[0].Tags : null, person.Tags.Count > 0 ? Text(person.Tags[0].From) : null));
        foreach (var version in person.Tags.Skip(1))
            Add(new(person.EndUser, null, version.Tags, Text(version.From)));
        return lines.ToArray();

        void Add(ExportedPerson line)
        {
            JsonSerializer.Serialize(lines, line, ExportJson.Readable.ExportedPerson);
            lines.WriteByte((byte)'\n');
        }
    }

    // Tags that hold since ever hold since the first day that can be written.
    private static string Text(Day day) => day == Day.Earliest ? "0001-01-01" : day.ToString();
}

/// <param name="From">As sent: a date or an instant.</param>
/// <param name="To">Exclusive; absent while open.</param>
internal sealed record ExportedAccess(string From, string? To);
