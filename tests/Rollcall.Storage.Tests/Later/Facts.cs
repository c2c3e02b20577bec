using Rollcall.Storage.Later;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Months;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Later;

/// <summary>Short forms for what tests of later facts say often.</summary>
internal static class Facts
{
    public static LaterFact.Tags Tag(string endUser, string start, params (string Key, string Value)[] tags) =>
        new(tags.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal)) { EndUser = endUser, Time = Micros(start) };

    public static LaterFact.Feedback Thumb(string endUser, string time, string slug = "thumbs_up", string? text = null, string? input = null, string? output = null) =>
        new(slug) { EndUser = endUser, Time = Micros(time), Text = text, Input = input, Output = output };

    public static async Task<LaterStatus> Say(this ProjectStore store, LaterFact fact) => (await store.Add(fact, null, CancellationToken.None)).Outcome.Status;

    public static StoredInteraction Of(this ProjectStore store, string id) => store.BrowseInteractions(new() { Id = id }, null, 2).Items.Single();

    /// <summary>The slugs of an interaction's feedback, in order.</summary>
    public static string[] Slugs(this ProjectStore store, string id)
    {
        if (store.Of(id).Feedback is not { } feedback)
            return [];
        using var json = System.Text.Json.JsonDocument.Parse(feedback);
        return [.. json.RootElement.EnumerateArray().Select(action => action.GetProperty("slug").GetString()!)];
    }

    /// <summary>Who has interactions with a tag, by a question to journal and months.</summary>
    public static string[] With(this ProjectStore store, string key, string value)
    {
        var terms = new EventFilterTerms(new Dictionary<string, IReadOnlyList<string>> { [key] = [value] });
        return [.. store.Matches(terms, 0, long.MaxValue).Select(use => store.NameOf(use.Person)!).Order(StringComparer.Ordinal)];
    }
}
