using System.Text.Json;
using Rollcall.Kernel.Time;

namespace Rollcall.Cli.Import.Nebuly;

/// <summary>An interaction as Nebuly's reads show it, in all their spellings, made into a line as <c>POST /api/v1/interactions</c> takes it.</summary>
internal static class NebulyInteractionLine
{
    private static readonly string[] Labels =
    [
        "action_details", "actions", "emotions", "frustration_cause", "has_frustration", "intent", "negative_intent_message", "risky_behavior", "sentiment", "text_language", "topic", "topics",
        "user_query", "verbosity", "warning_business", "warning_message", "warning_model",
    ];

    // Said by other fields, or about the source alone.
    private static readonly string[] Known =
    [
        "id", "interaction_id", "user", "end_user", "user_id", "timestamp", "time_start", "end_timestamp", "time_end", "input", "input_text", "output", "output_text", "conversation_id",
        "conversation", "history", "cost", "tags", "feedback_actions", "rags", "rags_details", "model", "agent", "input_tokens", "output_tokens", "error", "latency", "project_id", "pii_removed",
        "feedback_type", "feedback_action_text", "feedback_action_rating",
    ];

    /// <summary>The line; null and why there is none.</summary>
    /// <param name="row">An object of the source.</param>
    /// <param name="missed">Gets what is not taken over.</param>
    public static (byte[]? Line, string Fault) Of(JsonElement row, NotTaken missed)
    {
        if (row.ValueKind != JsonValueKind.Object)
            return (null, "This is no object.");
        if (First(row, "id", "interaction_id") is not { } id)
            return (null, "It has no id.");
        if (First(row, "user", "end_user", "user_id") is not { } user)
            return (null, $"{id} does not say whose it is.");
        if (Time(First(row, "timestamp", "time_start")) is not { } start)
            return (null, $"{id} has no time.");
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WritePropertyName("id");
            id.WriteTo(json);
            json.WritePropertyName("end_user");
            user.WriteTo(json);
            json.WriteString("time_start", start);
            WriteEnd(json, row, start);
            if (Copy(json, "conversation_id", Conversation(row)))
                missed.WithoutConversation++;
            var (noInput, noOutput) = (Copy(json, "input", First(row, "input", "input_text")), Copy(json, "output", First(row, "output", "output_text")));
            if (noInput && noOutput)
                missed.WithoutText++;
            foreach (var field in (ReadOnlySpan<string>)["model", "agent", "error", "input_tokens", "output_tokens"])
                Copy(json, field, First(row, field));
            // Sources give micro-dollars with decimals; a whole one is the least that is kept.
            if (First(row, "cost") is { ValueKind: JsonValueKind.Number } cost && cost.TryGetDecimal(out var amount))
                json.WriteNumber("cost", decimal.Round(amount));
            WriteTags(json, row);
            NebulyFeedback.Write(json, row);
            WriteSources(json, row);
            json.WriteEndObject();
        }

        foreach (var field in row.EnumerateObject())
        {
            if (IsNothing(field.Value))
                continue;
            if (Labels.Contains(field.Name, StringComparer.Ordinal))
                NotTaken.Add(missed.Labels, field.Name);
            else if (!Known.Contains(field.Name, StringComparer.Ordinal))
                NotTaken.Add(missed.Fields, field.Name);
        }

        return (line.ToArray(), "");
    }

    /// <summary>The first of some fields that is there and not null.</summary>
    public static JsonElement? First(JsonElement row, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (row.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
                return value;
        }

        return null;
    }

    // True for nothing: absent, or empty.
    private static bool Copy(Utf8JsonWriter json, string name, JsonElement? value)
    {
        if (value is not { } there || IsNothing(there))
            return true;
        json.WritePropertyName(name);
        there.WriteTo(json);
        return false;
    }

    private static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        JsonValueKind.String => value.ValueEquals(""u8),
        _ => false,
    };

    private static DateTimeOffset? Time(JsonElement? value)
        => value is { ValueKind: JsonValueKind.String } text && (Timestamp.TryParse(text.GetString(), out var time) || Timestamp.TryParse($"{text.GetString()}Z", out time)) ? time : null;

    private static void WriteEnd(Utf8JsonWriter json, JsonElement row, DateTimeOffset start)
    {
        if (Time(First(row, "end_timestamp", "time_end")) is { } end)
            json.WriteString("time_end", end);
        else if (First(row, "latency") is { ValueKind: JsonValueKind.Number } latency && latency.TryGetDouble(out var seconds) && seconds is >= 0 and < 1e7)
            json.WriteString("time_end", start.AddSeconds(seconds));
    }

    // Where a conversation has no id, the first of its interactions names it.
    private static JsonElement? Conversation(JsonElement row)
        => First(row, "conversation_id") is { } id ? id
            : First(row, "conversation") is { ValueKind: JsonValueKind.Array } turns && turns.GetArrayLength() > 0 && turns[0].ValueKind == JsonValueKind.Object ? First(turns[0], "id")
            : null;

    private static void WriteTags(Utf8JsonWriter json, JsonElement row)
    {
        if (First(row, "tags") is not { ValueKind: JsonValueKind.Object } tags)
            return;
        json.WriteStartObject("tags");
        foreach (var tag in tags.EnumerateObject())
        {
            if (tag.Value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
                json.WriteString(tag.Name, tag.Value.GetRawText());
            else
                tag.WriteTo(json);
        }

        json.WriteEndObject();
    }

    // Documents are all that the reads show of the way to an answer.
    private static void WriteSources(Utf8JsonWriter json, JsonElement row)
    {
        if (First(row, "rags_details") is { ValueKind: JsonValueKind.Object } details && details.GetPropertyCount() > 0)
        {
            json.WriteStartArray("traces");
            foreach (var detail in details.EnumerateObject())
            {
                if (detail.Value.ValueKind == JsonValueKind.Object)
                    detail.Value.WriteTo(json);
                else
                    WriteSource(json, detail.Name);
            }

            json.WriteEndArray();
        }
        else if (First(row, "rags") is { ValueKind: JsonValueKind.Array } names && names.GetArrayLength() > 0)
        {
            json.WriteStartArray("traces");
            foreach (var name in names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String))
                WriteSource(json, name.GetString()!);
            json.WriteEndArray();
        }
    }

    private static void WriteSource(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WriteString("source", name);
        json.WriteEndObject();
    }
}
