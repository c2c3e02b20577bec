using System.Text.Json;

namespace Rollcall.Server.Ingest;

/// <summary>
/// What is kept of the way to an answer, as one JSON text: the traces as an array; or, where the sender also said in what context it was asked (older turns, system prompt, feature flags),
/// an object <c>{"traces": [...], "context": {...}}</c>. On disk, both forms stay readable.
/// </summary>
internal static class TracesAndContext
{
    /// <param name="traces">A JSON array; null for none.</param>
    /// <param name="context">A JSON object; null for none.</param>
    public static string? Join(string? traces, string? context) => context is null ? traces : $$"""{"traces":{{traces ?? "[]"}},"context":{{context}}}""";

    /// <summary>Both, each absent where there is none.</summary>
    public static (JsonElement? Traces, JsonElement? Context) Split(JsonElement? stored) => stored switch
    {
        { ValueKind: JsonValueKind.Object } both => (both.GetProperty("traces"u8) is var traces && traces.GetArrayLength() > 0 ? traces : null, both.GetProperty("context"u8)),
        var traces => (traces, null),
    };
}
