using System.Text.Json;

namespace Rollcall.Cli.Import.Nebuly;

/// <summary>Feedback of an interaction: actions as they were sent, or their names alone with a text and a rating beside them.</summary>
internal static class NebulyFeedback
{
    public static void Write(Utf8JsonWriter json, JsonElement row)
    {
        if (NebulyInteractionLine.First(row, "feedback_actions") is not { ValueKind: JsonValueKind.Array } actions || actions.GetArrayLength() == 0)
            return;
        // Of several it is not known which one the text belongs to.
        var isOne = actions.GetArrayLength() == 1;
        json.WriteStartArray("feedback");
        foreach (var action in actions.EnumerateArray())
        {
            if (action.ValueKind == JsonValueKind.String)
                WriteNamed(json, action, isOne ? row : null);
            else
                action.WriteTo(json);
        }

        json.WriteEndArray();
    }

    private static void WriteNamed(Utf8JsonWriter json, JsonElement slug, JsonElement? row)
    {
        json.WriteStartObject();
        json.WritePropertyName("slug");
        slug.WriteTo(json);
        if (row is { } told)
        {
            if (NebulyInteractionLine.First(told, "feedback_action_text") is { ValueKind: JsonValueKind.String } text)
                json.WriteString("text", text.GetString());
            if (NebulyInteractionLine.First(told, "feedback_action_rating") is { ValueKind: JsonValueKind.Number } rating && rating.TryGetInt32(out var value))
                json.WriteNumber("value", value);
        }

        json.WriteEndObject();
    }
}
