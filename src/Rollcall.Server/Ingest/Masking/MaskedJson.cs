using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Rollcall.Server.Ingest.Masking;

/// <summary>JSON whose texts are masked: every string value by itself, so that what comes out is JSON again. Names of properties stay.</summary>
internal static class MaskedJson
{
    /// <summary>Null stays null.</summary>
    /// <param name="json">Valid JSON.</param>
    public static string? Of(string? json)
    {
        if (json is null)
            return null;
        using var document = JsonDocument.Parse(json);
        var buffer = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, document.RootElement);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Masker.Mask(element.GetString()));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
