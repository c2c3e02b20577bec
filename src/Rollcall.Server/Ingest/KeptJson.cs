using System.Text.Json;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Ingest;

/// <summary>JSON that is kept as it was sent: feedback, traces, context.</summary>
internal static class KeptJson
{
    // Traces that Nebuly's paths cut at their limit are marked, and masked ones may have grown: both must be taken when they are imported.
    private const int MostBytes = 2 * Limits.Traces;

    /// <summary>Its text; null, with a fault added, where it is of another kind, too long, or has text that is none.</summary>
    public static string? Read(JsonElement value, Place place, string field, ReadOnlySpan<JsonValueKind> kinds, Faults faults)
    {
        var before = faults.Count;
        if (!kinds.Contains(value.ValueKind))
            faults.WrongType(place[field], kinds.Contains(JsonValueKind.Array) ? "an array" : "an object", value);
        else if (!Fields.IsText(value))
            faults.Add(place[field], "invalid_text", "This holds half a surrogate pair.");
        else if (System.Text.Encoding.UTF8.GetByteCount(value.GetRawText()) > MostBytes)
            faults.Add(place[field], "too_large", $"'{field}' is longer than {MostBytes} bytes.");
        return faults.Count == before ? value.GetRawText() : null;
    }
}
