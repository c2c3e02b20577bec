using System.Text.Json;
using Rollcall.Kernel.Time;
using Rollcall.Server.Ingest;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Usage;

namespace Rollcall.Server.Nebuly.Reads;

/// <summary>An interaction in the forms of Nebuly's reads. Fields that hold labels made by a language model are null, empty or false.</summary>
internal sealed record NebulyInteraction(StoredInteraction Row, FeedbackKinds Feedback)
{
    // Stored JSON is a little deeper than it was in a body.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 2 * Limits.JsonDepth };

    /// <summary>An item of a list.</summary>
    public void WriteItem(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Row.Id);
        json.WriteString("input_text", Row.Input ?? "");
        json.WriteString("output_text", Row.Output ?? "");
        json.WriteNull("user_query");
        json.WriteString("end_user", Row.EndUser);
        json.WriteString("timestamp", Time(Row.TimeStart));
        json.WriteNull("warning_message");
        json.WriteNull("negative_intent_message");
        json.WriteString("feedback_type", FeedbackType);
        json.WriteEndObject();
    }

    /// <summary>A row of the older download.</summary>
    public void WriteDownload(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("input", Row.Input ?? "");
        json.WriteString("output", Row.Output ?? "");
        WriteNumber(json, "latency", Latency);
        json.WriteString("user", Row.EndUser);
        json.WriteBoolean("has_frustration", value: false);
        json.WriteString("timestamp", Time(Row.TimeStart));
        WriteNumber(json, "cost", Row.Cost);
        json.WriteNull("text_language");
        json.WriteNull("verbosity");
        json.WriteEndObject();
    }

    /// <summary>The older detail.</summary>
    public void WriteDetail(Utf8JsonWriter json, IReadOnlyList<StoredInteraction> conversation)
    {
        json.WriteString("interaction_id", Row.Id);
        json.WriteString("input", Row.Input ?? "");
        json.WriteString("output", Row.Output ?? "");
        json.WriteStartArray("history");
        foreach (var earlier in conversation.TakeWhile(row => row.Seq != Row.Seq))
        {
            json.WriteStartArray();
            json.WriteStringValue(earlier.Input ?? "");
            json.WriteStringValue(earlier.Output ?? "");
            json.WriteEndArray();
        }

        json.WriteEndArray();
        WriteTurns(json, conversation);
        WriteActions(json, "actions");
        WriteEmpty(json, "topics");
        json.WriteNull("frustration_cause");
        json.WriteString("user_id", Row.EndUser);
        json.WriteNull("user_group_profile");
        WriteTags(json, Row.Tags);
        foreach (var label in (ReadOnlySpan<string>)["intent", "topic", "warning_business", "warning_model"])
            json.WriteNull(label);
    }

    /// <summary>The newer detail.</summary>
    /// <param name="json">Within an object.</param>
    /// <param name="project">Its id.</param>
    /// <param name="conversation">Null in exports, which have none.</param>
    public void WriteDetailV2(Utf8JsonWriter json, string project, IReadOnlyList<StoredInteraction>? conversation)
    {
        json.WriteString("id", Row.Id);
        json.WriteString("project_id", project);
        json.WriteString("conversation_id", Row.ConversationId);
        json.WriteNull("sentiment");
        WriteEmpty(json, "emotions");
        WriteNumber(json, "cost", Row.Cost);
        json.WriteNull("topic");
        json.WriteNull("intent");
        json.WriteString("input", Row.Input ?? "");
        json.WriteString("output", Row.Output ?? "");
        WriteNumber(json, "latency", Latency);
        json.WriteBoolean("pii_removed", value: false);
        json.WriteNull("text_language");
        json.WriteString("timestamp", Time(Row.TimeStart));
        json.WriteString("end_timestamp", Row.TimeEnd is { } end ? Time(end) : null);
        json.WriteString("user", Row.EndUser);
        json.WriteNull("verbosity");
        WriteEmpty(json, "actions");
        json.WriteNull("action_details");
        WriteActions(json, "feedback_actions");
        json.WriteString("feedback_action_text", FirstOf("text")?.GetString());
        WriteNumber(json, "feedback_action_rating", FirstOf("value") is { } rating && rating.TryGetInt64(out var value) ? value : null);
        json.WriteNull("user_query");
        WriteTags(json, Row.Tags);
        json.WriteString("feedback_type", FeedbackType);
        json.WriteNull("risky_behavior");
        WriteSources(json);
        json.WriteNull("warning_message");
        // Not of Nebuly's: so that a copy of an export has the same numbers.
        json.WriteString("model", Row.Model);
        json.WriteString("agent", Row.Agent);
        WriteNumber(json, "input_tokens", Row.InputTokens);
        WriteNumber(json, "output_tokens", Row.OutputTokens);
        json.WriteString("error", Row.Error);
        if (conversation is not null)
            WriteTurns(json, conversation);
    }

    public static string Time(long microseconds) => Timestamp.FromMicroseconds(microseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture);

    public static void WriteEmpty(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        json.WriteEndArray();
    }

    public static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    private double? Latency => Row.TimeEnd is { } end ? (end - Row.TimeStart) / 1_000_000.0 : null;

    // Of several kinds the clearest: what was said before what was done, and complaints first.
    private string? FeedbackType => new[] { FeedbackKinds.NegativeExplicit, FeedbackKinds.PositiveExplicit, FeedbackKinds.NegativeImplicit, FeedbackKinds.PositiveImplicit }
        .Where(kind => Feedback.HasFlag(kind)).Select(kind => NebulyFilters.Feedback.First(known => known.Kind == kind).Name).FirstOrDefault();

    private void WriteTurns(Utf8JsonWriter json, IReadOnlyList<StoredInteraction> conversation)
    {
        json.WriteStartArray("conversation");
        foreach (var turn in conversation)
        {
            json.WriteStartObject();
            json.WriteString("id", turn.Id);
            json.WriteString("input", turn.Input ?? "");
            json.WriteString("output", turn.Output ?? "");
            json.WriteString("timestamp", Time(turn.TimeStart));
            json.WriteBoolean("is_chosen", turn.Seq == Row.Seq);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteTags(Utf8JsonWriter json, string? tags)
    {
        json.WritePropertyName("tags");
        json.WriteRawValue(tags ?? "{}");
    }

    private void WriteActions(Utf8JsonWriter json, string name)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(Row.Feedback ?? "[]");
    }

    private JsonElement? FirstOf(string field)
    {
        if (Row.Feedback is null)
            return null;
        using var actions = JsonDocument.Parse(Row.Feedback, Deep);
        if (actions.RootElement.ValueKind != JsonValueKind.Array)
            return null;
        var kind = field == "text" ? JsonValueKind.String : JsonValueKind.Number;
        return actions.RootElement.EnumerateArray().Select(action => action.Field(field)).FirstOrDefault(value => value?.ValueKind == kind)?.Clone();
    }

    private void WriteSources(Utf8JsonWriter json)
    {
        using var stored = Row.Traces is { } text ? JsonDocument.Parse(text, Deep) : null;
        var traces = TracesAndContext.Split(stored?.RootElement).Traces is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToList() : [];
        List<(string Source, JsonElement Trace)> found = [.. traces.Select(trace => (Source: trace.Field("source"), Trace: trace)).Where(trace => trace.Source?.ValueKind == JsonValueKind.String)
            .Select(trace => (trace.Source!.Value.GetString()!, trace.Trace)).DistinctBy(trace => trace.Item1, StringComparer.Ordinal)];
        json.WriteStartArray("rags");
        foreach (var (source, _) in found)
            json.WriteStringValue(source);
        json.WriteEndArray();
        json.WriteStartObject("rags_details");
        foreach (var (source, trace) in found)
        {
            json.WritePropertyName(source);
            trace.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
