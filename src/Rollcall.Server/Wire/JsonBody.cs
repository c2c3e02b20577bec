using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Rollcall.Server.Wire;

/// <summary>Parses JSON the strict way: valid UTF-8, no repeated names, at most 64 deep. What is wrong becomes one fault with its place.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = Limits.JsonDepth, AllowDuplicateProperties = false };

    /// <summary>The document, to be disposed of by the caller, or null with a fault added.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> bytes, Place place, Faults faults)
    {
        if (bytes.Span.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        if (!Utf8.IsValid(bytes.Span))
        {
            faults.Add(place, "invalid_utf8", $"The body is not valid UTF-8 (byte {FirstInvalid(bytes.Span)}).");
            return null;
        }

        try
        {
            return JsonDocument.Parse(bytes, Strict);
        }
        catch (JsonException e) when (e.Message.StartsWith("Duplicate property", StringComparison.Ordinal))
        {
            faults.Add(place, "duplicate_field", $"A name stands twice in one object: {e.Message.Split('\'') switch { [_, var name, ..] => name, _ => "?" }}.");
        }
        catch (JsonException e) when (e.Message.StartsWith("The maximum configured depth", StringComparison.Ordinal))
        {
            faults.Add(place, "too_deep", $"Objects and arrays may stand {Limits.JsonDepth} deep at the most.");
        }
        catch (JsonException e)
        {
            var where = e.LineNumber is { } line
                ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1}, byte {e.BytePositionInLine + 1})")
                : "";
            faults.Add(place, "invalid_json", bytes.Length == 0 ? "The body is empty; JSON is expected." : $"This is not JSON{where}.");
        }
        catch (InvalidOperationException)
        {
            // The check for repeated names has to read the names, and one of them is an escape that is no character.
            faults.Add(place, "invalid_text", "A name holds half a surrogate pair.");
        }

        return null;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var (low, high) = (0, bytes.Length);
        for (var at = 0; at < bytes.Length;)
        {
            if (System.Text.Rune.DecodeFromUtf8(bytes[at..], out _, out var consumed) != System.Buffers.OperationStatus.Done)
                return at;
            at += consumed;
        }

        return high - low;
    }
}
