using System.Text;
using System.Text.Json;
using Rollcall.Kernel.Time;
using Rollcall.Server.Ingest.Masking;
using Rollcall.Server.Wire;
using Rollcall.Storage.Later;

namespace Rollcall.Server.Nebuly;

/// <summary>Reads what Nebuly's clients send after an interaction: feedback and tags, each with the metadata by which it is found.</summary>
internal sealed class NebulyLaterReader(DateTimeOffset now)
{
    // What a slug needs beside itself.
    private static readonly Dictionary<string, (bool Text, bool Value)> Slugs = new(StringComparer.Ordinal)
    {
        ["thumbs_up"] = default,
        ["thumbs_down"] = default,
        ["copy_input"] = (Text: true, Value: false),
        ["copy_output"] = (Text: true, Value: false),
        ["paste"] = (Text: true, Value: false),
        ["comment"] = (Text: true, Value: false),
        ["edit"] = (Text: true, Value: false),
        ["regenerate"] = default,
        ["rating"] = (Text: false, Value: true),
    };

    /// <summary><c>{"action" or "feedback": {"slug", "text", "value"}, "metadata": {...}}</c>. The text is masked unless <c>anonymize</c> is false.</summary>
    /// <returns>Null with every fault added.</returns>
    public LaterFact? Feedback(JsonElement root, Faults faults)
    {
        if (!IsObject(root, faults))
            return null;
        var field = root.TryGetProperty("action"u8, out _) || !root.TryGetProperty("feedback"u8, out _) ? "action" : "feedback";
        var about = Metadata(root, faults);
        if (Part(root, field, "A feedback needs an action.", faults) is not { } action)
            return null;
        var at = Place.Root[field];
        var before = faults.Count;
        var (slug, text, value) = (Slug(action, at, faults), Text(action, "text", at, faults), Value(action, at, faults));
        if (faults.Count == before && Slugs[slug!].Text && string.IsNullOrEmpty(text))
            faults.Add(at["text"], "required", $"'{slug}' needs a text.");
        if (faults.Count == before && Slugs[slug!].Value && value is null)
            faults.Add(at["value"], "required", $"'{slug}' needs a value, a whole number from 1 to 5.");
        if (faults.Count > 0)
            return null;
        return new LaterFact.Feedback(slug!)
        {
            EndUser = about.EndUser!, Time = about.Time, Input = about.Input, Output = about.Output,
            Text = about.IsMasked ? Masker.Mask(text) : text, TextAsSent = text, Value = value,
        };
    }

    /// <summary><c>{"tags": {...}, "metadata": {...}}</c>: a null or empty value takes the tag away.</summary>
    /// <returns>Null with every fault added.</returns>
    public LaterFact? Tags(JsonElement root, Faults faults)
    {
        if (!IsObject(root, faults))
            return null;
        var about = Metadata(root, faults);
        var tags = Part(root, "tags", "Tags are needed: an object of strings.", faults) is { } value ? Fields.Tags(value, Place.Root, "tags", faults, keepEmpty: true) : null;
        return tags is null || faults.Count > 0 ? null : new LaterFact.Tags(tags) { EndUser = about.EndUser!, Time = about.Time, Input = about.Input, Output = about.Output };
    }

    private (string? EndUser, long Time, string? Input, string? Output, bool IsMasked) Metadata(JsonElement root, Faults faults)
    {
        if (Part(root, "metadata", "Metadata are needed: which interaction is meant?", faults) is not { } metadata)
            return default;
        var at = Place.Root["metadata"];
        string? endUser = null;
        if (!metadata.TryGetProperty("end_user"u8, out var who))
            faults.Add(at["end_user"], "required", "An end_user is needed.");
        else
            endUser = Fields.Name(who, at, "end_user", Limits.EndUser, faults);
        var (input, output) = (Text(metadata, "input", at, faults), Text(metadata, "output", at, faults));
        // Two empty texts name nothing.
        var isNamed = !string.IsNullOrEmpty(input) || !string.IsNullOrEmpty(output);
        return (endUser, Time(metadata, at, faults), isNamed ? input : null, isNamed ? output : null, Masked(metadata) ?? Masked(root) ?? true);
    }

    private long Time(JsonElement metadata, Place at, Faults faults)
    {
        var field = metadata.TryGetProperty("time_start"u8, out _) && !metadata.TryGetProperty("timestamp"u8, out _) ? "time_start" : "timestamp";
        if (!metadata.TryGetProperty(field, out var value))
            faults.Add(at[field], "required", "A time is needed.");
        else if (Fields.Instant(value, at, field, faults) is not { } time)
            return 0;
        else if (time < Limits.EarliestTime || time > now.AddDays(1))
            faults.Add(at[field], "time_out_of_range", $"'{time:O}' is not from 2000-01-01 to one day ahead of now.");
        else
            return Timestamp.ToMicroseconds(time);
        return 0;
    }

    private static string? Slug(JsonElement action, Place at, Faults faults)
    {
        string? slug = null;
        if (!action.TryGetProperty("slug"u8, out var value))
            faults.Add(at["slug"], "required", "A feedback needs a slug.");
        else if ((slug = Fields.Content(value, at, "slug", faults)) is not null && !Slugs.ContainsKey(slug))
            faults.Add(at["slug"], "unknown_slug", $"'{Fields.Shown(slug)}' is not one of {string.Join(", ", Slugs.Keys)}.");
        return slug;
    }

    // Only a rating's says something; what others send there is left out.
    private static long? Value(JsonElement action, Place at, Faults faults)
    {
        if (!action.TryGetProperty("value"u8, out var value) || value.ValueKind == JsonValueKind.Null
            || !action.TryGetProperty("slug"u8, out var slug) || slug.ValueKind != JsonValueKind.String || !slug.ValueEquals("rating"u8))
            return null;
        if (value.ValueKind != JsonValueKind.Number)
            faults.WrongType(at["value"], "a whole number from 1 to 5", value);
        else if (!value.TryGetInt64(out var rating) || rating is < 1 or > 5)
            faults.Add(at["value"], "out_of_range", $"{Fields.Shown(value.GetRawText())} is not a whole number from 1 to 5.");
        else
            return rating;
        return null;
    }

    private static string? Text(JsonElement element, string field, Place at, Faults faults)
    {
        if (!element.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null || Fields.Content(value, at, field, faults) is not { } text)
            return null;
        if (Encoding.UTF8.GetByteCount(text) is var bytes && bytes > Limits.InteractionText)
            faults.Add(at[field], "too_large", $"This text has {bytes} bytes; {Limits.InteractionText} are accepted.");
        return text;
    }

    private static bool? Masked(JsonElement element)
        => !element.TryGetProperty("anonymize"u8, out var value) ? null
        : value.ValueKind == JsonValueKind.False || (value.ValueKind == JsonValueKind.String && value.ValueEquals("false"u8)) ? false
        : value.ValueKind == JsonValueKind.Null ? null : true;

    private static bool IsObject(JsonElement root, Faults faults)
    {
        if (root.ValueKind != JsonValueKind.Object)
            faults.WrongType(Place.Root, "an object", root);
        return root.ValueKind == JsonValueKind.Object;
    }

    private static JsonElement? Part(JsonElement root, string field, string needed, Faults faults)
    {
        if (!root.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            faults.Add(Place.Root[field], "required", needed);
        else if (value.ValueKind != JsonValueKind.Object)
            faults.WrongType(Place.Root[field], "an object", value);
        else
            return value;
        return null;
    }
}
