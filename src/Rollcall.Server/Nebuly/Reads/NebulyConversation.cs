using System.Text.Json;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Nebuly.Reads;

/// <summary>The detail of a conversation.</summary>
internal static class NebulyConversation
{
    /// <param name="json">Within an object.</param>
    /// <param name="id">Of the conversation.</param>
    /// <param name="rows">By their start, at least one.</param>
    public static void Write(Utf8JsonWriter json, string id, IReadOnlyList<StoredInteraction> rows)
    {
        var (start, end) = (rows.Min(row => row.TimeStart), rows.Max(row => row.TimeEnd ?? row.TimeStart));
        json.WriteString("id", id);
        json.WriteNumber("session_length", rows.Count);
        json.WriteNumber("session_time", (end - start) / 1_000_000.0);
        json.WriteString("start_session", NebulyInteraction.Time(start));
        json.WriteString("end_session", NebulyInteraction.Time(end));
        json.WriteNumber("cost", rows.Sum(row => (decimal)(row.Cost ?? 0)));
        // Of several values of a tag, the last one.
        var tags = rows.Where(row => row.Tags is not null).SelectMany(row => JsonSerializer.Deserialize(row.Tags!, NebulyJson.Default.DictionaryStringString)!)
            .GroupBy(tag => tag.Key, StringComparer.Ordinal).OrderBy(tag => tag.Key, StringComparer.Ordinal);
        json.WriteStartObject("tags");
        foreach (var tag in tags)
            json.WriteString(tag.Key, tag.Last().Value);
        json.WriteEndObject();
        NebulyInteraction.WriteEmpty(json, "emotions");
        json.WriteStartObject("custom_aggregates");
        json.WriteEndObject();
        json.WriteStartArray("conversation");
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteString("id", row.Id);
            json.WriteString("input", row.Input ?? "");
            json.WriteString("output", row.Output ?? "");
            json.WriteString("timestamp", NebulyInteraction.Time(row.TimeStart));
            json.WriteString("end_timestamp", row.TimeEnd is { } ends ? NebulyInteraction.Time(ends) : null);
            foreach (var label in (ReadOnlySpan<string>)["user_query", "topic", "sentiment", "type_of_risk", "moderation_issue", "business_issue"])
                json.WriteNull(label);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
