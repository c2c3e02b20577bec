using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Sets;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Projects;

/// <summary>The texts in the rules of counting, in the form in which they are kept; the same for the API and the settings page.</summary>
internal static class CountingText
{
    /// <summary>An id; null with a fault when it cannot be one.</summary>
    public static string? EndUser(string text, Place place, Faults faults) => Clean(text, Limits.EndUser, mayBeEmpty: false, place, faults);

    /// <summary>The key of an interaction's tag; null with a fault when it cannot be one.</summary>
    public static string? Key(string text, Place place, Faults faults) => Clean(text, Limits.TagKey, mayBeEmpty: false, place, faults);

    /// <summary>The value of an interaction's tag, empty for its absence; null with a fault when it cannot be one.</summary>
    public static string? Value(string text, Place place, Faults faults) => Clean(text, Limits.TagValue, mayBeEmpty: true, place, faults);

    /// <summary>Each id once, in the first of its spellings, by code point.</summary>
    public static IReadOnlyList<string> Distinct(IEnumerable<string> endUsers) => [.. endUsers.DistinctBy(EndUserId.Fold, StringComparer.Ordinal).Order(CodePointOrder.Instance)];

    /// <summary>A condition for each key, by code point.</summary>
    public static IReadOnlyList<TagTerm> Terms(IEnumerable<(string Key, string Value)> pairs) =>
    [
        .. pairs.GroupBy(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal).OrderBy(group => group.Key, CodePointOrder.Instance)
            .Select(group => new TagTerm(group.Key, [.. group.Distinct(StringComparer.Ordinal).Order(CodePointOrder.Instance)])),
    ];

    private static string? Clean(string text, int most, bool mayBeEmpty, Place place, Faults faults)
    {
        if (!Fields.TryClean(ref text, most, out var code, out var message))
            faults.Add(place, code, message);
        else if (text.Length == 0 && !mayBeEmpty)
            faults.Add(place, "empty", "This must not be empty.");
        else
            return text;
        return null;
    }
}
