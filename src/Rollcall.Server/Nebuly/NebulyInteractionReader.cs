using System.Buffers;
using System.Text;
using System.Text.Json;
using Rollcall.Server.Ingest;
using Rollcall.Server.Ingest.Masking;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Nebuly;

/// <summary>
/// Reads Nebuly's interactions (v2 and v3, with traces or as messages) in all their spellings. Unknown fields are ignored, null means absent.
/// </summary>
/// <param name="now">The server's time.</param>
/// <param name="fromMessages">Whether the input is the last user message of <c>messages</c>, unless there is an <c>input</c>.</param>
internal sealed class NebulyInteractionReader(DateTimeOffset now, bool fromMessages)
{
    private static readonly Place At = Place.Root["interaction"];

    /// <summary>The interaction, or null with every fault added.</summary>
    public InteractionRecord? Read(JsonElement root, Faults faults)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            faults.WrongType(Place.Root, "an object", root);
            return null;
        }

        if (!root.TryGetProperty("interaction"u8, out var interaction))
        {
            faults.Add(At, "required", "An interaction is needed.");
            return null;
        }

        if (interaction.ValueKind != JsonValueKind.Object)
        {
            faults.WrongType(At, "an object", interaction);
            return null;
        }

        var draft = new InteractionDraft();
        ReadInteraction(interaction, ref draft, faults);
        ReadTraces(root, ref draft, faults);
        draft.Feedback = Raw(root, "user_feedback", Place.Root, faults) ?? Raw(root, "feedback_actions", Place.Root, faults) ?? Raw(interaction, "feedback_actions", At, faults);
        draft.Check(At, now, faults);
        if (faults.Count > 0)
            return null;
        var sent = draft.ToRecord();
        if (Flag(root, "hide_content") || Flag(interaction, "hide_content"))
            return sent with { Input = null, Output = null, Traces = null, Feedback = null, AsSent = sent };
        return Flag(root, "anonymize") ? Masked(sent) : sent;
    }

    private static InteractionRecord Masked(InteractionRecord sent) => sent with
    {
        Input = Masker.Mask(sent.Input),
        Output = Masker.Mask(sent.Output),
        Error = Masker.Mask(sent.Error),
        Traces = MaskedJson.Of(sent.Traces),
        Feedback = MaskedJson.Of(sent.Feedback),
        AsSent = sent,
    };

    private void ReadInteraction(JsonElement interaction, ref InteractionDraft draft, Faults faults)
    {
        string? lastMessage = null;
        foreach (var property in interaction.EnumerateObject())
        {
            var (name, value) = (property.Name, property.Value);
            if (value.ValueKind == JsonValueKind.Null && name is not ("end_user" or "time_start"))
                continue;
            switch (name)
            {
                case "end_user": draft.EndUser = Fields.Name(value, At, name, Limits.EndUser, faults); draft.HasEndUser = true; break;
                case "time_start": draft.Start = Fields.Instant(value, At, name, faults); draft.HasStart = true; break;
                case "time_end": draft.End = Fields.Instant(value, At, name, faults); break;
                case "conversation_id": draft.ConversationId = Fields.Name(value, At, name, Limits.Id, faults); break;
                case "input": draft.Input = Fields.Content(value, At, name, faults); break;
                case "output": draft.Output = Fields.Content(value, At, name, faults); break;
                case "model": draft.Model = Fields.Name(value, At, name, Limits.Name, faults); break;
                case "tags": draft.Tags = Fields.Tags(value, At, name, faults); break;
                case "messages" when fromMessages: lastMessage = LastUserMessage(value, faults); break;
            }
        }

        draft.Input ??= lastMessage;
        if (!fromMessages && draft.Input is null && faults.Count == 0)
            faults.Add(At["input"], "required", "An interaction needs an input; it may be empty.");
    }

    private static string? LastUserMessage(JsonElement messages, Faults faults)
    {
        string? last = null;
        if (messages.ValueKind != JsonValueKind.Array)
        {
            faults.WrongType(At["messages"], "an array of {\"role\", \"content\"}", messages);
            return null;
        }

        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            var place = At["messages"][index++];
            if (message.ValueKind != JsonValueKind.Object)
                faults.WrongType(place, "an object {\"role\", \"content\"}", message);
            else if (message.TryGetProperty("role"u8, out var role) && role.ValueKind == JsonValueKind.String && role.ValueEquals("user"u8)
                && message.TryGetProperty("content"u8, out var content) && content.ValueKind == JsonValueKind.String)
                last = Fields.Content(content, place, "content", faults);
        }

        return last;
    }

    // LLM traces say the model, the tokens and the cost; the interaction has the sum of them, and the first model.
    private static void ReadTraces(JsonElement root, ref InteractionDraft draft, Faults faults)
    {
        if (!root.TryGetProperty("traces"u8, out var traces) || traces.ValueKind == JsonValueKind.Null)
            return;
        if (traces.ValueKind != JsonValueKind.Array)
        {
            faults.WrongType(Place.Root["traces"], "an array", traces);
            return;
        }

        var index = 0;
        foreach (var trace in traces.EnumerateArray())
        {
            var place = Place.Root["traces"][index++];
            if (trace.ValueKind != JsonValueKind.Object)
            {
                faults.WrongType(place, "an object", trace);
                continue;
            }

            if (trace.TryGetProperty("model"u8, out var model) && model.ValueKind != JsonValueKind.Null)
                draft.Model ??= Fields.Name(model, place, "model", Limits.Name, faults);
            if (!Fields.IsText(trace))
                faults.Add(place, "invalid_text", "The trace holds half a surrogate pair.");
            draft.InputTokens = Sum(draft.InputTokens, trace, "input_tokens", place, faults);
            draft.OutputTokens = Sum(draft.OutputTokens, trace, "output_tokens", place, faults);
            draft.Cost = Sum(draft.Cost, trace, "cost", place, faults);
        }

        draft.Traces = TracesText(traces);
    }

    private static long? Sum(long? before, JsonElement trace, string field, Place place, Faults faults)
    {
        if (!trace.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null || Fields.Count(value, place, field, faults) is not { } number)
            return before;
        var sum = (before ?? 0) + number;
        if (sum <= Fields.MostCount)
            return sum;
        faults.Add(place[field], "out_of_range", $"The traces up to this one have more than {Fields.MostCount} together.");
        return null;
    }

    // Whole traces up to the limit; what is left out is marked, so that nobody takes the list for complete.
    private static string TracesText(JsonElement traces)
    {
        if (Encoding.UTF8.GetByteCount(traces.GetRawText()) <= Limits.Traces)
            return traces.GetRawText();
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            var (kept, bytes) = (0, 0);
            foreach (var trace in traces.EnumerateArray())
            {
                bytes += Encoding.UTF8.GetByteCount(trace.GetRawText());
                if (bytes > Limits.Traces)
                    break;
                trace.WriteTo(json);
                kept++;
            }

            json.WriteStartObject();
            json.WriteBoolean("cut", value: true);
            json.WriteNumber("left_out", traces.GetArrayLength() - kept);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string? Raw(JsonElement element, string field, Place place, Faults faults)
    {
        if (!element.TryGetProperty(field, out var value) || value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            return null;
        var index = 0;
        foreach (var action in value.EnumerateArray())
        {
            if (!Fields.IsText(action))
                faults.Add(place[field][index], "invalid_text", "The feedback holds half a surrogate pair.");
            index++;
        }

        return value.GetRawText();
    }

    private static bool Flag(JsonElement element, string field)
        => element.TryGetProperty(field, out var value) && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.ValueEquals("true"u8)));
}
