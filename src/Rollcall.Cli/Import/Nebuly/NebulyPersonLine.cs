using System.Text.Json;

namespace Rollcall.Cli.Import.Nebuly;

/// <summary>A person of Nebuly's list made into an entry as <c>PUT /api/v1/eligible-users</c> takes it.</summary>
internal static class NebulyPersonLine
{
    private static readonly string[] Known = ["end_user", "tags", "active_from", "active_to"];

    /// <summary>The entry; null when it does not say who.</summary>
    /// <param name="person">An element of the list.</param>
    /// <param name="missed">Gets what is not taken over.</param>
    public static (string EndUser, byte[] Line)? Of(JsonElement person, NotTaken missed)
    {
        if (person.ValueKind != JsonValueKind.Object || NebulyInteractionLine.First(person, "end_user") is not { ValueKind: JsonValueKind.String } endUser)
            return null;
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("end_user", endUser.GetString());
            if (NebulyInteractionLine.First(person, "active_from") is { } from)
            {
                json.WritePropertyName("active_from");
                from.WriteTo(json);
                // Absent while access is open: also where an earlier run saw it closed.
                json.WritePropertyName("active_to");
                if (NebulyInteractionLine.First(person, "active_to") is { } to)
                    to.WriteTo(json);
                else
                    json.WriteNullValue();
            }
            else
            {
                // On the list, without access.
                json.WriteStartArray("access");
                json.WriteEndArray();
            }

            if (NebulyInteractionLine.First(person, "tags") is { } tags)
            {
                json.WritePropertyName("tags");
                tags.WriteTo(json);
            }

            json.WriteEndObject();
        }

        foreach (var field in person.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null && !Known.Contains(field.Name, StringComparer.Ordinal)))
            NotTaken.Add(missed.Fields, $"eligible user: {field.Name}");
        return (endUser.GetString()!, line.ToArray());
    }
}
