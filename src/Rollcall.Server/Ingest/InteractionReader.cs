using System.Text.Json;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Ingest;

/// <summary>Reads interactions as <c>POST /api/v1/interactions</c> takes them. Unknown fields are refused: a typo must not lose data.</summary>
/// <param name="now">The server's time; starts more than a day ahead of it are refused.</param>
internal sealed class InteractionReader(DateTimeOffset now)
{
    private static readonly string[] Known =
        ["id", "end_user", "time_start", "time_end", "conversation_id", "input", "output", "model", "agent", "input_tokens", "output_tokens", "cost", "error", "tags",
         "feedback", "traces", "context"];

    /// <summary>The interaction, or null with every fault added.</summary>
    public InteractionRecord? Read(JsonElement element, Place place, Faults faults)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            faults.WrongType(place, "an interaction (an object)", element);
            return null;
        }

        var before = faults.Count;
        var draft = new InteractionDraft();
        string? traces = null, context = null;
        foreach (var property in element.EnumerateObject())
        {
            var value = property.Value;
            var name = property.Name;
            if (name is not ("end_user" or "time_start") && value.ValueKind == JsonValueKind.Null && Known.Contains(name, StringComparer.Ordinal))
                continue;   // null is absent
            switch (name)
            {
                case "id": draft.Id = Fields.Name(value, place, name, Limits.Id, faults); break;
                case "end_user": draft.EndUser = Fields.Name(value, place, name, Limits.EndUser, faults); draft.HasEndUser = true; break;
                case "time_start": draft.Start = Fields.Instant(value, place, name, faults); draft.HasStart = true; break;
                case "time_end": draft.End = Fields.Instant(value, place, name, faults); break;
                case "conversation_id": draft.ConversationId = Fields.Name(value, place, name, Limits.Id, faults); break;
                case "input": draft.Input = Fields.Content(value, place, name, faults); break;
                case "output": draft.Output = Fields.Content(value, place, name, faults); break;
                case "model": draft.Model = Fields.Name(value, place, name, Limits.Name, faults); break;
                case "agent": draft.Agent = Fields.Name(value, place, name, Limits.Name, faults); break;
                case "input_tokens": draft.InputTokens = Fields.Count(value, place, name, faults); break;
                case "output_tokens": draft.OutputTokens = Fields.Count(value, place, name, faults); break;
                case "cost": draft.Cost = Fields.Count(value, place, name, faults); break;
                case "error": draft.Error = Error(value, place, faults); break;
                case "tags": draft.Tags = Fields.Tags(value, place, name, faults); break;
                case "feedback": draft.Feedback = KeptJson.Read(value, place, name, [JsonValueKind.Array, JsonValueKind.Object], faults); break;
                case "traces": traces = KeptJson.Read(value, place, name, [JsonValueKind.Array], faults); break;
                case "context": context = KeptJson.Read(value, place, name, [JsonValueKind.Object], faults); break;
                default: faults.Add(place[Fields.Shown(name)], "unknown_field", $"There is no field '{Fields.Shown(name)}'; known are {string.Join(", ", Known)}."); break;
            }
        }

        draft.Traces = TracesAndContext.Join(traces, context);
        draft.Check(place, now, faults);
        return faults.Count == before ? draft.ToRecord() : null;
    }

    // A message, or only that there was an error.
    private static string? Error(JsonElement value, Place place, Faults faults) => value.ValueKind switch
    {
        JsonValueKind.True => "true",
        JsonValueKind.False => null,
        _ => Fields.Name(value, place, "error", Limits.Name, faults),
    };
}
