using System.Collections.Frozen;
using System.Text.Json;

namespace Rollcall.Storage.Projects;

/// <summary>Tags as they stand on disk: a JSON object with sorted keys and no empty value, so that equal tags are equal text.</summary>
internal static class TagText
{
    public const string None = "{}";

    private static readonly FrozenDictionary<string, string> Empty = FrozenDictionary<string, string>.Empty;

    private static readonly Comparer<KeyValuePair<string, string>> ByKey = Comparer<KeyValuePair<string, string>>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key));

    public static string Write(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count == 0)
            return None;
        return JsonText.Of(Sorted(tags), static (json, sorted) =>
        {
            json.WriteStartObject();
            foreach (var (key, value) in sorted)
                json.WriteString(key, value);
            json.WriteEndObject();
        });
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
        var kept = new KeyValuePair<string, string>[tags.Count];
        var count = 0;
        foreach (var tag in tags)
        {
            if (!string.IsNullOrEmpty(tag.Value))
                kept[count++] = tag;
        }

        Array.Resize(ref kept, count);
        Array.Sort(kept, ByKey);
        return kept;
    }
}
