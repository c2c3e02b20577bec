using System.Text.Json;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;

namespace Rollcall.Storage.Projects;

/// <summary>What an entry in the log of changes says: access and tags before and after, each only where it changed. JSON that users read.</summary>
internal static class ChangeDetail
{
    public static string Write(PersonDraft draft) => JsonText.Of(draft, Write);

    private static void Write(Utf8JsonWriter json, PersonDraft draft)
    {
        json.WriteStartObject();
        if (draft.Access != draft.AccessBefore)
        {
            json.WriteStartObject("access");
            Write(json, "before", draft.AccessBefore);
            Write(json, "after", draft.Access);
            json.WriteEndObject();
        }

        if (draft.Tags != draft.TagsBefore)
        {
            json.WriteStartArray("tags");
            foreach (var version in draft.Tags)
            {
                if (version.Row != 0)
                    continue;
                json.WriteStartObject();
                json.WriteString("from", version.From == Day.Earliest ? null : version.From.ToString());
                json.WritePropertyName("before");
                json.WriteRawValue(TagEdit.On(draft.TagsBefore, version.From), skipInputValidation: true);
                json.WritePropertyName("after");
                json.WriteRawValue(version.Tags, skipInputValidation: true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<AccessInterval> intervals)
    {
        json.WriteStartArray(name);
        foreach (var interval in intervals)
        {
            json.WriteStartObject();
            json.WriteString("from", interval.From.Text);
            if (interval.To is { } to)
                json.WriteString("to", to.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
