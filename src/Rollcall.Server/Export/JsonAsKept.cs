using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rollcall.Server.Export;

/// <summary>
/// Writes JSON as it was sent, with its spaces and escapes: an interaction without an id is a duplicate of itself only as long as they are the same. Line breaks become spaces.
/// </summary>
internal sealed class JsonAsKept : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonElement.ParseValue(ref reader);

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options)
        => writer.WriteRawValue(value.GetRawText().Replace('\n', ' ').Replace('\r', ' '), skipInputValidation: true);
}
