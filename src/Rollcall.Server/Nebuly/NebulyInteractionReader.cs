using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rollcall.Server.Ingest;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Nebuly;

/// <summary>
/// Reads one interaction in all the spellings of Nebuly's clients. Unknown fields are ignored, null means absent.
/// </summary>
/// <param name="now">The server's time.</param>
/// <param name="needsInput">Whether an interaction without an input is refused; where there are messages, the input is the last one of the user's.</param>
internal sealed class NebulyInteractionReader(DateTimeOffset now, bool needsInput)
{
    // Kept as they were sent: nothing is computed from them, and nothing that was sent is lost.
    private static readonly string[] Context = ["system_prompt", "history", "previous_interactions", "feature_flag", "feature_flags", "end_user_group_profile", "hierarchy"];

    private static readonly string[] Feedback = ["user_feedback", "feedback_actions"];

    /// <summary>The interaction; to be used only when no fault was added.</summary>
    /// <param name="interaction">An object.</param>
    /// <param name="at">Where it stands.</param>
    /// <param name="envelope">The object around it, which may hold traces and feedback; the interaction itself where there is none.</param>
    /// <param name="around">Where that stands.</param>
    /// <param name="endUser">Who, where that is said once for several.</param>
    /// <param name="faults">What is wrong with it.</param>
    public InteractionDraft Read(JsonElement interaction, Place at, JsonElement envelope, Place around, string? endUser, Faults faults)
    {
        var draft = new InteractionDraft { EndUser = endUser, HasEndUser = endUser is not null };
        string? lastMessage = null;
        var before = faults.Count;
        foreach (var property in interaction.EnumerateObject())
        {
            var (name, value) = (property.Name, property.Value);
            if (value.ValueKind == JsonValueKind.Null && name is not ("end_user" or "time_start"))
                continue;
            switch (name)
            {
                case "end_user" when endUser is null: draft.EndUser = Fields.Name(value, at, name, Limits.EndUser, faults); draft.HasEndUser = true; break;
                case "time_start": draft.Start = Fields.Instant(value, at, name, faults); draft.HasStart = true; break;
                case "time_end": draft.End = Fields.Instant(value, at, name, faults); break;
                case "conversation_id": draft.ConversationId = Fields.Name(value, at, name, Limits.Id, faults); break;
                case "input": draft.Input = Fields.Content(value, at, name, faults); break;
                case "output": draft.Output = Fields.Content(value, at, name, faults); break;
                case "model": draft.Model = Fields.Name(value, at, name, Limits.Name, faults); break;
                case "tags": draft.Tags = Fields.Tags(value, at, name, faults); break;
                case "messages": lastMessage = LastUserMessage(value, at, faults); break;
            }
        }

        draft.Input ??= lastMessage;
        if (needsInput && draft.Input is null && faults.Count == before)
            faults.Add(at["input"], "required", "An interaction needs an input; it may be empty.");

        var traces = new NebulyTraceReader();
        traces.Read(envelope, "traces", around, ref draft, faults);
        traces.Read(interaction, "trace", at, ref draft, faults);
        traces.ReadSpans(interaction, at, ref draft, faults);
        KeepSources(interaction, at, traces, faults);
        draft.Traces = TracesAndContext.Join(traces.Kept(), ReadContext(interaction, at, faults));
        foreach (var name in Feedback)
            draft.Feedback ??= Actions(envelope, name, around, faults) ?? Actions(interaction, name, at, faults);
        draft.Check(at, now, faults);
        return draft;
    }

    private static string? LastUserMessage(JsonElement messages, Place at, Faults faults)
    {
        string? last = null;
        if (messages.ValueKind != JsonValueKind.Array)
        {
            faults.WrongType(at["messages"], "an array of {\"role\", \"content\"}", messages);
            return null;
        }

        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            var place = at["messages"][index++];
            if (message.ValueKind != JsonValueKind.Object)
                faults.WrongType(place, "an object {\"role\", \"content\"}", message);
            else if (message.TryGetProperty("role"u8, out var role) && role.ValueKind == JsonValueKind.String && role.ValueEquals("user"u8)
                && message.TryGetProperty("content"u8, out var content) && content.ValueKind == JsonValueKind.String)
                last = Fields.Content(content, place, "content", faults);
        }

        return last;
    }

    // Names of documents are retrievals of which nothing else is known.
    private static void KeepSources(JsonElement interaction, Place at, NebulyTraceReader traces, Faults faults)
    {
        if (!interaction.TryGetProperty("rag_sources"u8, out var sources) || sources.ValueKind == JsonValueKind.Null)
            return;
        if (sources.ValueKind != JsonValueKind.Array)
        {
            faults.WrongType(at["rag_sources"], "an array of strings", sources);
            return;
        }

        foreach (var (source, i) in sources.EnumerateArray().Select((source, i) => (source, i)))
        {
            if (Fields.Content(source, at["rag_sources"][i], "", faults) is { } name)
                traces.Keep(JsonSerializer.SerializeToElement(new JsonObject { ["source"] = name }, NebulyJson.Default.JsonObject));
        }
    }

    private static string? ReadContext(JsonElement interaction, Place at, Faults faults)
    {
        var context = new JsonObject();
        var bytes = 0;
        foreach (var name in Context)
        {
            if (!interaction.TryGetProperty(name, out var value) || IsNothing(value))
                continue;
            if (!Fields.IsText(value))
            {
                faults.Add(at[name], "invalid_text", "This holds half a surrogate pair.");
                continue;
            }

            // Like traces: what is too long is marked as cut.
            bytes += Encoding.UTF8.GetByteCount(value.GetRawText());
            context[name] = bytes > Limits.Traces ? new JsonObject { ["cut"] = true } : JsonNode.Parse(value.GetRawText());
        }

        return context.Count == 0 ? null : context.ToJsonString();
    }

    private static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.String => value.ValueEquals(""u8),
        _ => false,
    };

    private static string? Actions(JsonElement element, string field, Place place, Faults faults)
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
}
