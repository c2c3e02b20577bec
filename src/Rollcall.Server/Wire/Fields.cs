using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Rollcall.Kernel.Time;

namespace Rollcall.Server.Wire;

/// <summary>Reads single values of a JSON document. Each returns what was read, or adds a fault and returns null (or the default).</summary>
internal static class Fields
{
    /// <summary>A word for what stands there, for messages.</summary>
    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    public static void WrongType(this Faults faults, Place place, string expected, JsonElement value)
        => faults.Add(place, "wrong_type", $"Expected {expected}, found {Kind(value)}.");

    /// <summary>Text as it was sent: content is not trimmed, normalised or limited here.</summary>
    public static string? Content(JsonElement value, Place place, string field, Faults faults)
        => TryText(value, out var text) ? text : Content(value, place[field], faults);

    /// <summary>The same of what stands at a place.</summary>
    public static string? Content(JsonElement value, Place place, Faults faults)
    {
        if (value.ValueKind != JsonValueKind.String)
            faults.WrongType(place, "a string", value);
        else if (TryText(value, out var text))
            return text;
        else
            faults.Add(place, "invalid_text", "The text holds half a surrogate pair.");
        return null;
    }

    /// <summary>An id, key or value: trimmed, NFC, no control characters, 1 to <paramref name="most"/> characters.</summary>
    public static string? Name(JsonElement value, Place place, string field, int most, Faults faults)
    {
        if (Content(value, place, field, faults) is not { } text)
            return null;
        if (!TryClean(ref text, most, out var code, out var message))
        {
            faults.Add(place[field], code, message);
            return null;
        }

        if (text.Length > 0)
            return text;
        faults.Add(place[field], "empty", "This must not be empty.");
        return null;
    }

    /// <summary>Trims and normalises an id, key or value; false with the reason when it holds control characters or is too long.</summary>
    public static bool TryClean(ref string text, int most, out string code, out string message)
    {
        (code, message) = ("", "");
        text = text.Trim();
        if (!Ascii.IsValid(text))
        {
            if (!IsText(text))
            {
                (code, message) = ("invalid_text", "This holds half a surrogate pair or U+FFFE, which are no characters.");
                return false;
            }

            if (!text.IsNormalized())
                text = text.Normalize();
        }

        foreach (var character in text)
        {
            if (!char.IsControl(character))
                continue;
            (code, message) = ("control_character", $"This holds the control character U+{(int)character:X4}.");
            return false;
        }

        if (text.Length <= most || text.EnumerateRunes().Count() <= most)
            return true;
        (code, message) = ("too_long", $"This has {text.EnumerateRunes().Count()} characters; {most} are accepted.");
        return false;
    }

    /// <summary>Whether no string within a value holds half a surrogate pair: such a value could be stored as it stands, and never be given back.</summary>
    public static bool IsText(JsonElement value)
    {
        var json = JsonMarshal.GetRawUtf8Value(value);
        for (var at = json.IndexOf((byte)'\\'); at >= 0;)
        {
            json = json[at..];
            var length = 2;
            if (json[1] == 'u')
            {
                length = 6;
                if (char.IsLowSurrogate(Escaped(json)))
                    return false;
                if (char.IsHighSurrogate(Escaped(json)))
                {
                    if (json.Length < 12 || json[6] != '\\' || json[7] != 'u' || !char.IsLowSurrogate(Escaped(json[6..])))
                        return false;
                    length = 12;
                }
            }

            json = json[length..];
            at = json.IndexOf((byte)'\\');
        }

        return true;

        static char Escaped(ReadOnlySpan<byte> escape) => (char)ushort.Parse(escape[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    public static DateTimeOffset? Instant(JsonElement value, Place place, string field, Faults faults)
    {
        if (Content(value, place, field, faults) is not { } text)
            return null;
        if (Timestamp.TryParse(text, out var instant))
            return instant;
        faults.Add(place[field], "invalid_time", $"'{Shown(text)}' is not an ISO 8601 time with a zone, like 2026-05-04T09:00:00Z.");
        return null;
    }

    public static Day? Date(JsonElement value, Place place, string field, Faults faults)
    {
        if (Content(value, place, field, faults) is not { } text)
            return null;
        if (Day.TryParse(text, out var day))
            return day;
        faults.Add(place[field], "invalid_date", $"'{Shown(text)}' is not a date like 2026-05-04.");
        return null;
    }

    /// <summary>The largest <see cref="Count"/>.</summary>
    public const long MostCount = 1_000_000_000_000_000;

    /// <summary>A whole number from 0 to <see cref="MostCount"/>.</summary>
    public static long? Count(JsonElement value, Place place, string field, Faults faults)
    {
        if (value.ValueKind != JsonValueKind.Number)
            faults.WrongType(place[field], "a whole number", value);
        else if (!value.TryGetInt64(out var number) || number is < 0 or > MostCount)
            faults.Add(place[field], "out_of_range", $"'{Shown(value.GetRawText())}' is not a whole number from 0 to {MostCount}.");
        else
            return number;
        return null;
    }

    /// <summary>Tags: an object of strings; null and empty values mean that the tag is absent and are left out, or kept as empty ones. Null for null.</summary>
    public static Dictionary<string, string>? Tags(JsonElement value, Place place, string field, Faults faults, bool keepEmpty = false)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.WrongType(place[field], "an object of strings", value);
            return null;
        }

        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        var count = 0;
        foreach (var tag in value.EnumerateObject())
        {
            count++;
            if (TagKey(tag, place[field], faults) is not { } key)
                continue;
            if ((tag.Value.ValueKind == JsonValueKind.Null ? keepEmpty ? "" : null : Content(tag.Value, place[field], key, faults)) is not { } text)
                continue;
            if (!TryClean(ref text, Limits.TagValue, out var code, out var message))
                faults.Add(place[field][key], code, message);
            else if (!tags.TryAdd(key, text))
                faults.Add(place[field][key], "duplicate_field", $"The tag '{key}' stands twice.");
        }

        if (count > Limits.Tags)
            faults.Add(place[field], "too_many_tags", $"There are {count} tags; {Limits.Tags} are accepted.");
        foreach (var empty in tags.Where(tag => !keepEmpty && tag.Value.Length == 0).Select(tag => tag.Key).ToList())
            tags.Remove(empty);
        return tags;
    }

    /// <summary>What a message shows of a value: at most 60 characters, control characters as escapes.</summary>
    public static string Shown(string text)
    {
        var shown = string.Concat((text.Length > 60 ? text[..59] : text).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? $"\\u{(int)c:x4}" : c.ToString()));
        return text.Length > 60 ? shown + "…" : shown;
    }

    private static bool TryText(JsonElement value, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (value.ValueKind != JsonValueKind.String)
            return false;
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    // What text normalisation takes: anything but half a surrogate pair and U+FFFE.
    private static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]) || text[i] == '\uFFFE')
                return false;
        }

        return true;
    }

    private static string? TagKey(JsonProperty tag, Place place, Faults faults)
    {
        string key;
        try
        {
            key = tag.Name;
        }
        catch (InvalidOperationException)
        {
            faults.Add(place, "invalid_text", "A tag's name holds half a surrogate pair.");
            return null;
        }

        if (!TryClean(ref key, Limits.TagKey, out var code, out var message))
            faults.Add(place[Shown(key)], code, message);
        else if (key.Length == 0)
            faults.Add(place, "empty", "A tag's name must not be empty.");
        else
            return key;
        return null;
    }
}
