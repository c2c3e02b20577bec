using System.Buffers;
using System.Text;
using System.Text.Json;
using Rollcall.Server.Ingest;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Nebuly;

/// <summary>
/// Reads what a client says of the way to an answer: traces (calls of a model, retrievals, embeddings) or the spans of the Python client. The interaction has their first model
/// and the sums of their tokens and cost; they themselves are kept as sent, up to a limit.
/// </summary>
internal sealed class NebulyTraceReader
{
    private readonly List<JsonElement> _kept = [];

    /// <summary>A list of traces; null is none.</summary>
    public void Read(JsonElement element, string field, Place at, ref InteractionDraft draft, Faults faults)
    {
        foreach (var (trace, place) in Items(element, field, at, faults))
        {
            if (trace.TryGetProperty("model"u8, out var model) && model.ValueKind != JsonValueKind.Null)
                draft.Model ??= Fields.Name(model, place, "model", Limits.Name, faults);
            draft.InputTokens = Sum(draft.InputTokens, trace, "input_tokens", place, faults);
            draft.OutputTokens = Sum(draft.OutputTokens, trace, "output_tokens", place, faults);
            draft.Cost = Sum(draft.Cost, trace, "cost", place, faults);
        }
    }

    /// <summary>A list of spans: calls of any function. Those of a model's client name the model among their arguments and the tokens in what they returned.</summary>
    public void ReadSpans(JsonElement element, Place at, ref InteractionDraft draft, Faults faults)
    {
        foreach (var (span, place) in Items(element, "spans", at, faults))
        {
            if (span.TryGetProperty("called_with_kwargs"u8, out var arguments) && arguments.ValueKind == JsonValueKind.Object
                && arguments.TryGetProperty("model"u8, out var model) && model.ValueKind == JsonValueKind.String)
                draft.Model ??= Fields.Name(model, place["called_with_kwargs"], "model", Limits.Name, faults);
            if (!span.TryGetProperty("returned"u8, out var returned) || returned.ValueKind != JsonValueKind.Object
                || !returned.TryGetProperty("usage"u8, out var usage) || usage.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var (name, isInput) in new[] { ("prompt_tokens", true), ("input_tokens", true), ("completion_tokens", false), ("output_tokens", false) })
            {
                // What a provider's client returns is not ours to refuse: a number that is none counts nothing.
                if (!usage.TryGetProperty(name, out var tokens) || tokens.ValueKind != JsonValueKind.Number || !tokens.TryGetInt64(out var number) || number is < 0 or > int.MaxValue)
                    continue;
                if (isInput)
                    draft.InputTokens = (draft.InputTokens ?? 0) + number;
                else
                    draft.OutputTokens = (draft.OutputTokens ?? 0) + number;
            }
        }
    }

    /// <summary>Keeps a trace that stands elsewhere.</summary>
    public void Keep(JsonElement trace) => _kept.Add(trace);

    /// <summary>
    /// What is kept, as a JSON array: whole traces up to the limit, and then how many are left out, so that nobody takes the list for complete. Null when nothing was sent.
    /// </summary>
    public string? Kept()
    {
        if (_kept.Count == 0)
            return null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            var (kept, bytes) = (0, 0);
            foreach (var trace in _kept)
            {
                var text = trace.GetRawText();
                bytes += Encoding.UTF8.GetByteCount(text);
                if (bytes > Limits.Traces)
                    break;
                json.WriteRawValue(text);
                kept++;
            }

            if (kept < _kept.Count)
            {
                json.WriteStartObject();
                json.WriteBoolean("cut", value: true);
                json.WriteNumber("left_out", _kept.Count - kept);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private List<(JsonElement Item, Place Place)> Items(JsonElement element, string field, Place at, Faults faults)
    {
        var items = new List<(JsonElement, Place)>();
        if (!element.TryGetProperty(field, out var list) || list.ValueKind == JsonValueKind.Null)
            return items;
        if (list.ValueKind != JsonValueKind.Array)
        {
            faults.WrongType(at[field], "an array", list);
            return items;
        }

        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var place = at[field][index++];
            if (item.ValueKind != JsonValueKind.Object)
            {
                faults.WrongType(place, "an object", item);
                continue;
            }

            if (!Fields.IsText(item))
                faults.Add(place, "invalid_text", "This holds half a surrogate pair.");
            _kept.Add(item);
            items.Add((item, place));
        }

        return items;
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
}
