using System.Text.Json;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Later;

/// <summary>Later facts as JSON, and what they make of the tags and the feedback of an interaction. Pure.</summary>
internal static class LaterText
{
    /// <summary>Tags that an interaction may have in the end.</summary>
    public const int MostTags = 1_000;

    /// <summary>Characters of all feedback of an interaction.</summary>
    public const int MostFeedback = 2_000_000;

    /// <summary>As the tags of an interaction, with the empty values.</summary>
    public static string OfTags(IReadOnlyDictionary<string, string> tags) => JsonText.Of(tags, static (json, tags) =>
    {
        json.WriteStartObject();
        foreach (var (key, value) in tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
    });

    public static string OfFeedback(LaterFact.Feedback feedback, DateTimeOffset time) => JsonText.Of((feedback, time), static (json, given) =>
    {
        json.WriteStartObject();
        json.WriteString("slug", given.feedback.Slug);
        if (given.feedback.Text is { } text)
            json.WriteString("text", text);
        if (given.feedback.Value is { } value)
            json.WriteNumber("value", value);
        json.WriteString("timestamp", given.time.UtcDateTime);
        json.WriteEndObject();
    });

    /// <summary>The interaction with a fact; null when it has too much of the kind already.</summary>
    public static FoundInteraction? With(FoundInteraction interaction, PreparedFact fact)
    {
        if (fact.Feedback is { } given)
        {
            var feedback = Appended(interaction.Feedback, interaction.IsHidden ? WithoutText(given) : given);
            return feedback.Length > MostFeedback ? null : interaction with { Feedback = feedback };
        }

        var tags = new Dictionary<string, string>(TagText.Read(interaction.Tags), StringComparer.Ordinal);
        foreach (var (key, value) in TagText.Read(fact.Tags))
            tags[key] = value;
        var text = TagText.Write(tags);
        return TagText.Sorted(tags).Length > MostTags ? null : interaction with { Tags = text == TagText.None ? null : text };
    }

    /// <summary>The keys whose values are not the same.</summary>
    public static IEnumerable<string> Changed(string? before, string? after)
    {
        var (old, now) = (TagText.Read(before), TagText.Read(after));
        return old.Keys.Union(now.Keys, StringComparer.Ordinal).Where(key => old.GetValueOrDefault(key) != now.GetValueOrDefault(key));
    }

    // What an interaction brought with it is an array as it was sent.
    private static string Appended(string? before, string action) =>
        before?.Trim() is { Length: > 2 } list && list.EndsWith(']') ? $"{list[..^1]},{action}]" : $"[{action}]";

    // Where a text was not to be shown, neither is what somebody copied out of it.
    private static string WithoutText(string action)
    {
        using var document = JsonDocument.Parse(action);
        return JsonText.Of(document.RootElement, static (json, root) =>
        {
            json.WriteStartObject();
            foreach (var property in root.EnumerateObject())
            {
                if (!property.NameEquals("text"u8))
                    property.WriteTo(json);
            }

            json.WriteEndObject();
        });
    }
}
