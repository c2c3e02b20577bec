using System.Collections.Frozen;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Rollcall.Storage.Projects;

/// <summary>Tags as they stand on disk: a JSON object with sorted keys and no empty value, so that equal tags are equal text.</summary>
internal static class TagText
{
    public const string None = "{}";

    public static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly FrozenDictionary<string, string> Empty = FrozenDictionary<string, string>.Empty;

    public static string Write(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count == 0)
            return None;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            foreach (var (key, value) in Sorted(tags))
                json.WriteString(key, value);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    public static IReadOnlyDictionary<string, string> Read(string? text)
    {
        if (text is null or None)
            return Empty;
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(text);
        foreach (var property in document.RootElement.EnumerateObject())
            tags[property.Name] = property.Value.GetString()!;
        return tags;
    }

    /// <summary>The tags that say something, by key in code unit order.</summary>
    public static KeyValuePair<string, string>[] Sorted(IReadOnlyDictionary<string, string> tags)
    {
        KeyValuePair<string, string>[] kept = [.. tags.Where(tag => !string.IsNullOrEmpty(tag.Value))];
        Array.Sort(kept, (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return kept;
    }
}
